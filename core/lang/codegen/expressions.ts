// Expressions. What leans to the left (chains of operators, slices, parentheses, signs) is walked in a loop, so that its
// length costs no stack; everything else recurses, bounded by the parser's limit on nesting.

import { Float } from '../../point/value.js';
import type { ConditionalExpr, Expr, IndexExpr, ListLiteral, MapLiteral, SliceExpr, UnaryExpr } from '../syntax/ast.js';
import type { SliceFaults } from '../runtime/slice.js';
import { Fault } from '../runtime/fault.js';
import { assignment } from './assignments.js';
import { call } from './calls.js';
import { ABSENT, type Code, computed, constant, intLiteral, NIL, textLiteral, variable } from './code.js';
import type { Generator } from './generator.js';
import { realName } from './names.js';
import { arithmetic, comparison, membership, truth } from './operators.js';

/** Code that yields the value of a node. */
export function expression(g: Generator, node: Expr): Code {
  const pending: Expr[] = [];
  let at = node;
  for (let inner = leftmost(at); inner !== undefined; inner = leftmost(at)) {
    pending.push(at);
    at = inner;
  }
  let code = leaf(g, at);
  for (let i = pending.length - 1; i >= 0; i--) code = g.emitter.flat(rest(g, pending[i]!, code));
  return code;
}

/** The part of a node that runs first and has the node's own depth. */
function leftmost(node: Expr): Expr | undefined {
  switch (node.kind) {
    case 'ParenExpr':
      return node.inner;
    case 'UnaryExpr':
      return node.operand;
    case 'ArithmeticExpr':
    case 'ConditionalExpr':
    case 'InExpr':
      return node.left;
    case 'SliceExpr':
      return node.object;
    default:
      return undefined;
  }
}

/** The code of a node whose leftmost part is `left`. */
function rest(g: Generator, node: Expr, left: Code): Code {
  switch (node.kind) {
    case 'UnaryExpr':
      return unary(g, node, left);
    case 'ArithmeticExpr': {
      const [a, b] = g.emitter.sequence([() => left, () => expression(g, node.right)]) as [Code, Code];
      return arithmetic(g, node.op, a, b, () => g.fault(node.opPos, node.op));
    }
    case 'ConditionalExpr':
      return node.op === '&&' || node.op === '||' ? logic(g, node, left) : compare(g, node, left);
    case 'InExpr': {
      const [a, b] = g.emitter.sequence([() => left, () => expression(g, node.right)]) as [Code, Code];
      return membership(g, a, b, node.right, () => g.fault(node.opPos));
    }
    case 'SliceExpr':
      return slice(g, node, left);
    default:
      return left;
  }
}

function leaf(g: Generator, node: Expr): Code {
  switch (node.kind) {
    case 'Identifier':
      return g.read(realName(node.name));
    case 'StringLiteral':
      return constant(textLiteral(node.value), 'str');
    case 'IntLiteral':
      return constant(intLiteral(node.value), typeof node.value === 'number' ? 'number' : 'int');
    case 'FloatLiteral':
      return constant(g.emitter.constant(new Float(node.value)), 'float');
    case 'BoolLiteral':
      return constant(node.value ? 'true' : 'false', 'bool');
    case 'NilLiteral':
      return NIL;
    case 'ListLiteral':
      return list(g, node);
    case 'MapLiteral':
      return map(g, node);
    case 'IndexExpr':
      return index(g, node);
    case 'CallExpr':
      return call(g, node);
    case 'AssignmentExpr':
      return assignment(g, node);
    default:
      return voidCode(g); // attributes are never evaluated
  }
}

export function voidCode(g: Generator): Code {
  return constant(g.emitter.operator('VOID'), 'void');
}

function unary(g: Generator, node: UnaryExpr, operand: Code): Code {
  if (node.op === '!') return computed(`!${truth(g, operand)}`, 'bool', operand);
  const name = g.emitter.operator(node.op === '-' ? 'negate' : 'plus');
  return computed(`${name}(${operand.text}, ${g.fault(node.pos)})`, 'some', operand);
}

function compare(g: Generator, node: ConditionalExpr, left: Code): Code {
  const [a, b] = g.emitter.sequence([() => left, () => expression(g, node.right)]) as [Code, Code];
  return comparison(g, node.op, a, b, () => g.fault(node.opPos, node.op));
}

/** `&&` and `||`: a bool that decides ends it; else both sides must be bool (language.md 8.3). */
function logic(g: Generator, node: ConditionalExpr, leftCode: Code): Code {
  const { emitter } = g;
  const isAnd = node.op === '&&';
  const left = leftCode.known === 'bool' ? leftCode : emitter.simple(leftCode);
  const { lines, value: right } = emitter.capture(() => g.uncertainly(() => expression(g, node.right)));
  const strict = emitter.operator(isAnd ? 'and' : 'or');
  const goesOn = left.known === 'bool' ? left.text : isAnd ? `${left.text} !== false` : `${left.text} === true`;
  const whenUndecided =
    left.known === 'bool' && right.known === 'bool'
      ? right.text
      : `${strict}(${left.known === 'bool' ? String(isAnd) : left.text}, ${right.text}, ${g.fault(node.opPos, node.op)})`;
  if (lines.length === 0) {
    return computed(`(${goesOn} ${isAnd ? '&&' : '||'} ${whenUndecided})`, 'bool', left, right);
  }
  const name = emitter.fresh('t');
  emitter.line(`let ${name} = ${String(!isAnd)};`);
  emitter.line(`if (${isAnd ? goesOn : `!(${goesOn})`}) {`);
  emitter.append(lines);
  emitter.line(`${name} = ${whenUndecided};`);
  emitter.line('}');
  return { ...variable(name, 'bool'), constant: true };
}

/** A value that has a place in a container. */
function stored(g: Generator, code: Code): Code {
  if (code.known !== 'any' && code.known !== 'void') return code;
  return computed(`${g.emitter.operator('item')}(${code.text})`, 'some', code);
}

function list(g: Generator, node: ListLiteral): Code {
  const items = g.emitter.sequence(node.items.map((item) => () => stored(g, expression(g, item))));
  return computed(`[${items.map((item) => item.text).join(', ')}]`, 'list', ...items);
}

function map(g: Generator, node: MapLiteral): Code {
  const { emitter } = g;
  const name = emitter.fresh('t');
  emitter.line(`const ${name} = ${emitter.operator('newMap')}();`);
  for (const [key, value] of node.pairs) {
    const [k, v] = emitter.sequence([() => pairKey(g, key), () => pairValue(g, value)]) as [Code, Code];
    emitter.line(`${name}.set(${k.text}, ${v.text});`);
  }
  return constant(name, 'map');
}

function pairKey(g: Generator, node: Expr): Code {
  const code = expression(g, node);
  if (code.known === 'str') return code;
  return computed(`${g.emitter.operator('pairKey')}(${code.text}, ${g.fault(node.pos)})`, 'str', code);
}

function pairValue(g: Generator, node: Expr): Code {
  const code = expression(g, node);
  if (code.known !== 'any' && code.known !== 'void') return code;
  return computed(`${g.emitter.operator('pairValue')}(${code.text}, ${g.fault(node.pos)})`, 'some', code);
}

/** Reads `x[i][j]`: a missing key of a map ends it as nil, without evaluating further indexes. */
function index(g: Generator, node: IndexExpr): Code {
  const { emitter } = g;
  if (node.object === null) {
    // compat: evaluating a leading-dot index panics in the reference; here the record fails.
    emitter.line(`${emitter.operator('indexable')}(void 0, ${g.fault(node.pos)});`);
    return NIL;
  }
  const found = g.lookup(realName(node.object.name));
  const objectFault = g.fault(node.object.pos);
  const object = computed(`${emitter.operator('indexable')}(${found.text}, ${objectFault})`, 'some', found);
  const [first, ...others] = node.indexes;
  const [container, key] = emitter.sequence([() => object, () => expression(g, first!)]) as [Code, Code];
  const reached = element(g, container, key, first!);
  if (others.length === 0) return computed(`(${reached.text} ?? null)`, 'any', reached);
  const name = emitter.fresh('t');
  emitter.line(`let ${name} = ${reached.text};`);
  g.uncertainly(() => {
    for (const next of others) {
      emitter.line(`if (${name} !== void 0) {`);
      emitter.line(`${name} = ${element(g, variable(name), expression(g, next), next).text};`);
    }
  });
  emitter.line('}'.repeat(others.length));
  return computed(`(${name} ?? null)`, 'any');
}

/** One step of an index read, undefined when the key is missing. */
export function element(g: Generator, container: Code, key: Code, node: Expr): Code {
  const text = `${g.emitter.operator('element')}(${container.text}, ${key.text}, ${g.fault(node.pos)})`;
  return computed(text, 'any', container, key);
}

function slice(g: Generator, node: SliceExpr, object: Code): Code {
  const part = (bound: Expr | undefined) => () => (bound === undefined ? ABSENT : expression(g, bound));
  const parts = g.emitter.sequence([() => object, part(node.start), part(node.end), part(node.step)]);
  const fault = (bound: Expr | undefined) =>
    bound === undefined ? undefined : new Fault(g.checked.source, bound.pos, g.outerFrames);
  const faults: SliceFaults = {
    object: new Fault(g.checked.source, node.object.pos, g.outerFrames),
    start: fault(node.start),
    end: fault(node.end),
    step: fault(node.step),
  };
  const args = [...parts.map((code) => code.text), g.emitter.constant(faults)];
  return computed(`${g.emitter.operator('slice')}(${args.join(', ')})`, 'some', ...parts);
}
