// Operators on values that are already computed: what is known about the operands picks the shortest code that has the
// reference's result; the runtime's function of the same name takes every other case.

import type { ArithOp, CompareOp, Expr } from '../syntax/ast.js';
import type { OperatorName } from '../runtime/operators.js';
import { type Code, computed } from './code.js';
import type { Generator } from './generator.js';

const ARITHMETIC: Readonly<Record<ArithOp, OperatorName>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'modulo',
};

const MAX_SAFE = String(Number.MAX_SAFE_INTEGER);

/** Arithmetic; inside loops small ints are computed in place, so that every place has its own type feedback. */
export function arithmetic(g: Generator, op: ArithOp, a: Code, b: Code, fault: () => string): Code {
  const name = g.emitter.operator(ARITHMETIC[op]);
  if (g.loops === 0 || !mayBeNumber(a) || !mayBeNumber(b)) {
    return computed(`${name}(${a.text}, ${b.text}, ${fault()})`, 'some', a, b);
  }
  const left = g.emitter.simple(a);
  const right = g.emitter.simple(b);
  const result = g.emitter.fresh('t');
  g.emitter.line(`let ${result};`);
  const tests = [isNumber(left), isNumber(right), quickResult(g, op, left.text, right.text, result)].filter(Boolean);
  const slow = `${name}(${left.text}, ${right.text}, ${fault()})`;
  return computed(`(${tests.join(' && ')} ? ${result} : ${slow})`, 'some', left, right);
}

/** A test that also leaves the result behind; false when the quick way does not apply. See runtime/arithmetic.ts. */
function quickResult(g: Generator, op: ArithOp, a: string, b: string, result: string): string {
  switch (op) {
    case '+':
    case '-':
      return `(${result} = ${a} ${op} ${b}) <= ${MAX_SAFE} && ${result} >= -${MAX_SAFE}`;
    case '*':
      return `(${result} = ${a} * ${b} + 0) <= ${MAX_SAFE} && ${result} >= -${MAX_SAFE}`;
    case '/':
      return `${b} !== 0 && (${result} = ${g.emitter.operator('trunc')}(${a} / ${b}) + 0, true)`;
    case '%':
      return `${b} !== 0 && (${result} = ${a} % ${b} + 0, true)`;
  }
}

function mayBeNumber(code: Code): boolean {
  return code.known === 'any' || code.known === 'some' || code.known === 'number';
}

/** A test that the value is a small int; '' when that is known. */
function isNumber(code: Code): string {
  return code.known === 'number' ? '' : `typeof ${code.text} === "number"`;
}

const ORDER: Readonly<Record<Exclude<CompareOp, '==' | '!='>, OperatorName>> = {
  '<': 'less',
  '<=': 'lessOrEqual',
  '>': 'greater',
  '>=': 'greaterOrEqual',
};

export function comparison(g: Generator, op: string, a: Code, b: Code, fault: () => string): Code {
  if (op === '==' || op === '!=') return equality(g, op === '==', a, b);
  const name = g.emitter.operator(ORDER[op as keyof typeof ORDER]);
  if (!mayBeNumber(a) || !mayBeNumber(b) || (g.loops === 0 && a.known !== 'number' && b.known !== 'number')) {
    return computed(`${name}(${a.text}, ${b.text}, ${fault()})`, 'bool', a, b);
  }
  const left = g.emitter.simple(a);
  const right = g.emitter.simple(b);
  const tests = [isNumber(left), isNumber(right)].filter(Boolean).join(' && ');
  const quick = `${left.text} ${op} ${right.text}`;
  if (tests === '') return computed(`(${quick})`, 'bool', left, right);
  return computed(`(${tests} ? ${quick} : ${name}(${left.text}, ${right.text}, ${fault()}))`, 'bool', left, right);
}

/** `==` never fails, so its operands may be compared by identity wherever one side is a text or nil. */
function equality(g: Generator, wanted: boolean, a: Code, b: Code): Code {
  const is = wanted ? '===' : '!==';
  if (a.known === 'str' || b.known === 'str' || a.known === 'nil') {
    return computed(`(${a.text} ${is} ${b.text})`, 'bool', a, b);
  }
  if (b.known === 'nil') {
    const left = g.emitter.simple(a);
    const test = `${left.text} === null || ${left.text} === ${g.emitter.operator('VOID')}`; // void equals nil on the left
    return computed(wanted ? `(${test})` : `!(${test})`, 'bool', left);
  }
  const not = wanted ? '' : '!';
  const equal = g.emitter.operator('equal');
  if (b.known === 'number' && mayBeNumber(a)) {
    const left = g.emitter.simple(a);
    const right = g.emitter.simple(b);
    if (a.known === 'number') return computed(`(${left.text} ${is} ${right.text})`, 'bool', left, right);
    const slow = `${not}${equal}(${left.text}, ${right.text})`;
    return computed(`(${isNumber(left)} ? ${left.text} ${is} ${right.text} : ${slow})`, 'bool', left, right);
  }
  return computed(`${not}${equal}(${a.text}, ${b.text})`, 'bool', a, b);
}

/** `in`; a list of nothing but texts and small ints becomes a set made once. */
export function membership(g: Generator, a: Code, b: Code, node: Expr, fault: () => string): Code {
  const members = constantMembers(node);
  if (members !== undefined) return computed(`${g.emitter.constant(members)}.has(${a.text})`, 'bool', a);
  return computed(`${g.emitter.operator('isIn')}(${a.text}, ${b.text}, ${fault()})`, 'bool', a, b);
}

function constantMembers(node: Expr): ReadonlySet<unknown> | undefined {
  if (node.kind !== 'ListLiteral') return undefined;
  const members = new Set<unknown>();
  for (const item of node.items) {
    if (item.kind !== 'StringLiteral' && !(item.kind === 'IntLiteral' && typeof item.value === 'number')) {
      return undefined;
    }
    members.add(item.value);
  }
  return members;
}

/** JavaScript text of a condition: true where the value is truthy (language.md 7). */
export function truth(g: Generator, code: Code): string {
  switch (code.known) {
    case 'bool':
      return code.text;
    case 'nil':
    case 'void':
      return 'false';
    default:
      return `${g.emitter.operator('isTruthy')}(${code.text})`;
  }
}
