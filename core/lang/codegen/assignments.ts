// Assignments, as statements and as `name = value` arguments (language.md 10.2). The right side runs first, then the
// indexes of the target; an element assignment with an operator runs its indexes twice, as the reference does.

import type { ArithOp, AssignmentExpr, IndexExpr } from '../syntax/ast.js';
import { type Code, computed, variable } from './code.js';
import { element, expression, voidCode } from './expressions.js';
import type { Generator } from './generator.js';
import { realName } from './names.js';
import { arithmetic } from './operators.js';

const MULTIPLE = 'it does not support assigning values to multiple variables at the same time';

/** Emits the assignment and gives the value it has as an argument. */
export function assignment(g: Generator, node: AssignmentExpr): Code {
  const { emitter } = g;
  const [target, ...moreTargets] = node.targets;
  const [source, ...moreValues] = node.values;
  if (target === undefined || source === undefined || moreTargets.length > 0 || moreValues.length > 0) {
    emitter.line(`${g.fault(node.opPos)}.fail(${JSON.stringify(MULTIPLE)});`);
    return voidCode(g);
  }
  const value = expression(g, source);
  switch (target.kind) {
    case 'Identifier': {
      const name = realName(target.name);
      return node.op === '=' ? assign(g, name, value) : update(g, node, name, value);
    }
    case 'IndexExpr':
      return node.op === '=' ? assignElement(g, target, value) : updateElement(g, node, target, value);
    default:
      if (!value.simple) emitter.line(`${value.text};`);
      return voidCode(g);
  }
}

function assign(g: Generator, name: string, value: Code): Code {
  g.assign(name, value);
  return value.constant ? value : g.read(name);
}

function update(g: Generator, node: AssignmentExpr, name: string, right: Code): Code {
  const { emitter } = g;
  const value = emitter.hold(right);
  const present = g.lookup(name);
  const sure = present.simple; // a variable that is sure to exist; anything else may be nowhere
  const left = emitter.simple(present);
  const op = node.op.slice(0, 1) as ArithOp;
  const compute = () => arithmetic(g, op, left, value, () => g.fault(node.opPos, node.op));
  if (sure) return assign(g, name, compute());
  // compat: a name that is nowhere is left alone, without an error.
  emitter.line(`if (${left.text} !== void 0) {`);
  g.uncertainly(() => g.assign(name, compute()));
  emitter.line('}');
  return g.read(name);
}

function assignElement(g: Generator, target: IndexExpr, right: Code): Code {
  const value = g.emitter.hold(right);
  const object = containerOf(g, target);
  putElement(g, object, target, value);
  return value;
}

function updateElement(g: Generator, node: AssignmentExpr, target: IndexExpr, right: Code): Code {
  const { emitter } = g;
  const value = emitter.hold(right);
  const object = containerOf(g, target);
  const present = readElement(g, object, target);
  const op = node.op.slice(0, 1) as ArithOp;
  const next = emitter.hold(arithmetic(g, op, present, value, () => g.fault(node.opPos, node.op)));
  putElement(g, object, target, next);
  return next;
}

/** What the name of an element assignment holds; any value, the walk tells containers from others. */
function containerOf(g: Generator, target: IndexExpr): Code {
  const { emitter } = g;
  const found = target.object === null ? computed('void 0', 'any') : g.lookup(realName(target.object.name));
  const fault = g.fault(target.object === null ? target.pos : target.object.pos);
  return emitter.hold(computed(`${emitter.operator('assignable')}(${found.text}, ${fault})`, 'any', found));
}

/** Reads along the indexes without asking whether the object is a container first: nil once a key is missing. */
function readElement(g: Generator, object: Code, target: IndexExpr): Code {
  const { emitter } = g;
  const name = emitter.fresh('t');
  emitter.line(`let ${name} = ${object.text};`);
  g.uncertainly(() => {
    for (const index of target.indexes) {
      emitter.line(`if (${name} !== void 0) {`);
      emitter.line(`${name} = ${element(g, variable(name), expression(g, index), index).text};`);
    }
  });
  emitter.line('}'.repeat(target.indexes.length));
  return computed(`(${name} ?? null)`, 'any');
}

function putElement(g: Generator, object: Code, target: IndexExpr, value: Code): void {
  const { emitter } = g;
  const last = target.indexes.length - 1;
  let container = object;
  for (const [i, index] of target.indexes.entries()) {
    const key = expression(g, index);
    const fault = g.fault(index.pos);
    if (i === last) {
      emitter.line(`${emitter.operator('put')}(${container.text}, ${key.text}, ${value.text}, ${fault});`);
    } else {
      container = emitter.hold(
        computed(`${emitter.operator('inner')}(${container.text}, ${key.text}, ${fault})`, 'any'),
      );
    }
  }
}
