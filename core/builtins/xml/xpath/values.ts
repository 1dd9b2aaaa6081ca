// Values of XPath expressions compared, computed with and converted, by the reference's rules. Where it would not survive,
// XPathFault is thrown.

import { parseGoFloat } from '../../../lang/runtime/go-number.js';
import { compareBytes } from '../../../lang/runtime/convert.js';
import { XPathFault } from '../cursor.js';
import type { Context, Value } from './query.js';
import { Query, Whole } from './query.js';
import type { Operator } from './syntax.js';

export function toNumber(value: Value, t: Context): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return parseGoFloat(value) ?? NaN;
  if (!(value instanceof Query)) return NaN;
  const node = value.select(t);
  return node === undefined ? 0 : (parseGoFloat(node.value) ?? NaN);
}

export function toBoolean(value: Value, t: Context): boolean {
  if (value instanceof Whole) throw new XPathFault('unexpected type: int');
  if (value instanceof Query) return value.select(t) !== undefined;
  return value !== false && value !== '' && value !== 0;
}

export function toText(value: Value, t: Context): string {
  if (value instanceof Whole) throw new XPathFault('unexpected type: int');
  if (value instanceof Query) return value.select(t)?.value ?? '';
  return typeof value === 'number' ? numberText(value) : String(value);
}

/** Go's %g: an exponent of at least two digits outside 1e-4 to 1e21. */
function numberText(n: number): string {
  if (!Number.isFinite(n)) return Number.isNaN(n) ? 'NaN' : n > 0 ? '+Inf' : '-Inf';
  if (Object.is(n, -0)) return '-0';
  const magnitude = Math.abs(n);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e21)) {
    return n.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  return String(n);
}

export function calculate(op: Operator, left: Value, right: Value): number {
  const a = operand(left);
  const b = operand(right);
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case 'div':
      return a / b;
    default:
      if (Math.trunc(b) === 0) throw new XPathFault('integer divide by zero');
      return Math.trunc(a) % Math.trunc(b);
  }
}

function operand(value: Value): number {
  if (typeof value === 'number') return value;
  if (value instanceof Whole) return value.value;
  throw new XPathFault('a value that is no number in a calculation');
}

export function compare(op: Operator, left: Value, right: Value, t: Context): boolean {
  if (typeof left === 'boolean' && typeof right === 'boolean') return false; // compat: truth values never compare
  if (left instanceof Query) {
    if (right instanceof Query) return compareSets(op, left, right, t);
    if (typeof right === 'number') return anyOf(left, t, (value) => holds(op, parse(value), right));
    if (typeof right === 'string') return anyOf(left, t, (value) => holds(op, right, value)); // compat: turned around
  } else if (typeof left === 'number') {
    if (typeof right === 'number') return holds(op, left, right);
    if (typeof right === 'string') return holds(op, left, parse(right));
    if (right instanceof Query) return anyOf(right, t, (value) => holds(op, left, parse(value)));
  } else if (typeof left === 'string') {
    if (typeof right === 'number') return holds(op, right, parse(left)); // compat: turned around
    if (typeof right === 'string') return holds(op, left, right);
    if (right instanceof Query) return anyOf(right, t, (value) => holds(op, left, value));
  }
  throw new XPathFault('values of kinds that cannot be compared');
}

function compareSets(op: Operator, left: Query, right: Query, t: Context): boolean {
  for (let x = left.select(t); x !== undefined; x = left.select(t)) {
    let y = right.select(t);
    if (y === undefined) return false;
    for (; y !== undefined; y = right.select(t)) if (holds(op, x.value, y.value)) return true;
    right.evaluate(t);
  }
  return false;
}

function anyOf(query: Query, t: Context, test: (value: string) => boolean): boolean {
  for (let node = query.select(t); node !== undefined; node = query.select(t)) if (test(node.value)) return true;
  return false;
}

/** compat: a text that is no number ends the evaluation. */
function parse(text: string): number {
  const number = parseGoFloat(text);
  if (number === undefined) throw new XPathFault(`"${text.slice(0, 40)}" is no number`);
  return number;
}

function holds<T extends string | number>(op: Operator, a: T, b: T): boolean {
  if (op === '=') return a === b;
  if (op === '!=') return a !== b;
  const order = typeof a === 'string' ? compareBytes(a, b as string) : 0;
  const [x, y] = typeof a === 'string' ? [order, 0] : [a, b as number];
  switch (op) {
    case '<':
      return x < y;
    case '<=':
      return x <= y;
    case '>':
      return x > y;
    default:
      return x >= y;
  }
}
