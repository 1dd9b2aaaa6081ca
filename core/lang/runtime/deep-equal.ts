// Equality with exact types, as `in`, `==` between containers and group_in need it: 1 and 1.0 differ, nil and void are
// alike, one and the same list equals itself even with NaN inside.

import { TooLargeError } from './limits.js';
import type { List, ScriptMap, Value } from './value.js';
import { Float, Void } from './value.js';

export function deepEqual(a: Value, b: Value): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  return isEqual(a, b, undefined, { left: MAX_COMPARED });
}

/** Containers that hold one another many times can unfold without end. */
const MAX_COMPARED = 1_000_000;

interface Allowance {
  left: number;
}

/** Pairs of containers being compared further out; meeting one again means a cycle, which is taken as equal. */
interface Outer {
  readonly a: unknown;
  readonly b: unknown;
  readonly outer: Outer | undefined;
}

function isEqual(a: Value, b: Value, outer: Outer | undefined, allowance: Allowance): boolean {
  if (typeof a !== 'object' || a === null) return a === b || (a === null && b instanceof Void);
  if (a instanceof Float) return b instanceof Float && a.v === b.v;
  if (a instanceof Void) return b === null || b instanceof Void;
  if (a === b) return true;
  for (let o = outer; o !== undefined; o = o.outer) if (o.a === a && o.b === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && isEqualList(a, b, { a, b, outer }, allowance);
  return b instanceof Map && isEqualMap(a, b, { a, b, outer }, allowance);
}

function isEqualList(a: List, b: List, outer: Outer, allowance: Allowance): boolean {
  if (a.length !== b.length) return false;
  spend(allowance, a.length);
  for (let i = 0; i < a.length; i++) if (!isEqual(a[i]!, b[i]!, outer, allowance)) return false;
  return true;
}

function isEqualMap(a: ScriptMap, b: ScriptMap, outer: Outer, allowance: Allowance): boolean {
  if (a.size !== b.size) return false;
  spend(allowance, a.size);
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other === undefined || !isEqual(value, other, outer, allowance)) return false;
  }
  return true;
}

function spend(allowance: Allowance, items: number): void {
  allowance.left -= items;
  if (allowance.left < 0) throw new TooLargeError(`more than ${MAX_COMPARED} values to compare`);
}
