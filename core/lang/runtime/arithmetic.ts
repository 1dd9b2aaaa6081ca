// + - * / % on values (language.md 8.1, 8.2). Two small ints go the short way; everything else, including what leaves
// the safe range, goes through `slow`, which has the reference's order of checks and its messages.
//
// Double arithmetic on safe ints is exact as long as the result is a safe integer: a sum or product that rounds would
// be 2^53 or more, and a quotient of safe ints never rounds up to the next integer.

import { concat } from '../../point/text.js';
import type { Fault } from './fault.js';
import { MAX_TEXT, tooLong } from './limits.js';
import type { Int, Value } from './value.js';
import { Float, isInt, kindOf, toInt } from './value.js';

const MAX_SAFE = Number.MAX_SAFE_INTEGER;

export function add(a: Value, b: Value, at: Fault): Value {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    return sum <= MAX_SAFE && sum >= -MAX_SAFE ? sum : toInt(BigInt(a) + BigInt(b));
  }
  if (typeof a === 'string' && typeof b === 'string') return joinTexts(a, b, at);
  return slow(a, b, ADD, at);
}

export function subtract(a: Value, b: Value, at: Fault): Value {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    return difference <= MAX_SAFE && difference >= -MAX_SAFE ? difference : toInt(BigInt(a) - BigInt(b));
  }
  return slow(a, b, SUBTRACT, at);
}

export function multiply(a: Value, b: Value, at: Fault): Value {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b + 0; // + 0 turns -0 into 0
    return product <= MAX_SAFE && product >= -MAX_SAFE ? product : toInt(BigInt(a) * BigInt(b));
  }
  return slow(a, b, MULTIPLY, at);
}

export function divide(a: Value, b: Value, at: Fault): Value {
  if (typeof a === 'number' && typeof b === 'number' && b !== 0) return Math.trunc(a / b) + 0;
  return slow(a, b, DIVIDE, at);
}

export function modulo(a: Value, b: Value, at: Fault): Value {
  if (typeof a === 'number' && typeof b === 'number' && b !== 0) return (a % b) + 0;
  return slow(a, b, MODULO, at);
}

/** Unary minus. */
export function negate(v: Value, at: Fault): Value {
  switch (typeof v) {
    case 'number':
      return 0 - v;
    case 'bigint':
      return toInt(-v);
    case 'boolean':
      return v ? -1 : 0;
    default:
      return v instanceof Float ? new Float(-v.v) : badUnary('-', at);
  }
}

/** Unary plus. */
export function plus(v: Value, at: Fault): Value {
  switch (typeof v) {
    case 'number':
    case 'bigint':
      return v;
    case 'boolean':
      return v ? 1 : 0;
    default:
      return v instanceof Float ? v : badUnary('+', at);
  }
}

function badUnary(op: string, at: Fault): never {
  at.fail(`unsuppored operand type for unary op ${op}: *ast.UnaryExpr`);
}

function joinTexts(a: string, b: string, at: Fault): string {
  if (a.length + b.length > MAX_TEXT) tooLong(at);
  return concat(a, b);
}

interface Operation {
  readonly ints: (a: bigint, b: bigint, at: Fault) => bigint;
  readonly floats: (a: number, b: number, at: Fault) => number;
}

const ADD: Operation = { ints: (a, b) => a + b, floats: (a, b) => a + b };
const SUBTRACT: Operation = { ints: (a, b) => a - b, floats: (a, b) => a - b };
const MULTIPLY: Operation = { ints: (a, b) => a * b, floats: (a, b) => a * b };
const DIVIDE: Operation = {
  ints: (a, b, at) => (b === 0n ? at.fail('integer division by zero') : a / b),
  floats: (a, b, at) => (b === 0 ? at.fail('float division by zero') : a / b),
};
const MODULO: Operation = {
  ints: (a, b, at) => (b === 0n ? at.fail('integer modulo by zero') : a % b),
  floats: (_a, _b, at) => at.fail('float does not support modulo operations'),
};

function slow(a: Value, b: Value, operation: Operation, at: Fault): Value {
  if (isInt(a) && isInt(b)) return toInt(operation.ints(BigInt(a), BigInt(b), at));
  if (!isOperand(a)) at.fail(`unsupported lhs data type: ${kindOf(a)}`);
  if (!isOperand(b)) at.fail(`unsupported rhs data type: ${kindOf(b)}`);
  if (typeof a === 'string' || typeof b === 'string') {
    at.fail(`unsupported operand type(s) for ${at.op}: ${kindOf(a)} and ${kindOf(b)}`);
  }
  if (a instanceof Float || b instanceof Float) return new Float(operation.floats(toDouble(a), toDouble(b), at));
  return toInt(operation.ints(BigInt(a), BigInt(b), at));
}

type Operand = Int | Float | boolean | string;

function isOperand(v: Value): v is Operand {
  return typeof v !== 'object' || v instanceof Float;
}

/** int, float or bool as a double. */
export function toDouble(v: Int | Float | boolean): number {
  return v instanceof Float ? v.v : Number(v);
}
