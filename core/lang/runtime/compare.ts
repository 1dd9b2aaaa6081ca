// Equality, order, `in` and logic (language.md 8.3 to 8.6).

import { toDouble } from './arithmetic.js';
import { deepEqual } from './deep-equal.js';
import type { Fault } from './fault.js';
import type { Int, Value } from './value.js';
import { Float, kindOf } from './value.js';

/** `==`: never fails; numbers and bools compare as doubles, containers by deep equality with exact types. */
export function equal(a: Value, b: Value): boolean {
  if (typeof a === 'string') return a === b;
  if (typeof a === 'number' && typeof b === 'number') return a === b;
  if (a === null) return b === null;
  if (isNumeric(a)) return isNumeric(b) && toDouble(a) === toDouble(b); // compat: two ints too, see language.md 8.4
  return deepEqual(a, b);
}

function isNumeric(v: Value): v is Int | Float | boolean {
  return typeof v === 'number' || typeof v === 'bigint' || typeof v === 'boolean' || v instanceof Float;
}

export function less(a: Value, b: Value, at: Fault): boolean {
  const x = orderable(a, at);
  const y = orderable(b, at);
  return isDouble(a, b) ? Number(x) < Number(y) : x < y;
}

export function lessOrEqual(a: Value, b: Value, at: Fault): boolean {
  const x = orderable(a, at);
  const y = orderable(b, at);
  return isDouble(a, b) ? Number(x) <= Number(y) : x <= y;
}

export function greater(a: Value, b: Value, at: Fault): boolean {
  return less(b, a, at);
}

export function greaterOrEqual(a: Value, b: Value, at: Fault): boolean {
  return lessOrEqual(b, a, at);
}

/** Whether the comparison is one of floats; two ints compare exactly. */
function isDouble(a: Value, b: Value): boolean {
  return a instanceof Float || b instanceof Float;
}

function orderable(v: Value, at: Fault): Int {
  if (typeof v === 'number' || typeof v === 'bigint') return v;
  if (typeof v === 'boolean') return v ? 1 : 0;
  return v instanceof Float ? v.v : at.fail('not compareable');
}

/** `left in right`. */
export function isIn(left: Value, right: Value, at: Fault): boolean {
  if (Array.isArray(right)) return right.some((item) => deepEqual(left, item));
  if (typeof right !== 'string' && !(right instanceof Map)) {
    at.fail(`unsupported rhs data type: ${kindOf(right)}`);
  }
  if (typeof left !== 'string') at.fail(`unsupported lhs data type: ${kindOf(left)}`);
  return typeof right === 'string' ? right.includes(left) : right.has(left);
}

/** What remains of `&&` when the left side did not decide: both sides must be bool. */
export function and(left: Value, right: Value, at: Fault): boolean {
  if (typeof left === 'boolean' && typeof right === 'boolean') return left && right;
  return badLogic(left, right, at);
}

/** What remains of `||` when the left side did not decide. */
export function or(left: Value, right: Value, at: Fault): boolean {
  if (typeof left === 'boolean' && typeof right === 'boolean') return left || right;
  return badLogic(left, right, at);
}

function badLogic(left: Value, right: Value, at: Fault): never {
  if (!isNumeric(left) || !isNumeric(right)) at.fail('not compareable');
  at.fail(`unsupported operand type(s) for ${at.op}: ${kindOf(left)} and ${kindOf(right)}`);
}
