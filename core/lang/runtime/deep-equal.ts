// Equality with exact types, as `in`, `==` between containers and group_in need it: 1 and 1.0 differ, nil and void are
// alike, one and the same list equals itself even with NaN inside.

import type { List, ScriptMap, Value } from './value.js';
import { Float, Void } from './value.js';

export function deepEqual(a: Value, b: Value): boolean {
  return isEqual(a, b, undefined);
}

/** Pairs of containers being compared further out; meeting one again means a cycle, which is taken as equal. */
interface Outer {
  readonly a: unknown;
  readonly b: unknown;
  readonly outer: Outer | undefined;
}

function isEqual(a: Value, b: Value, outer: Outer | undefined): boolean {
  if (typeof a !== 'object' || a === null) return a === b || (a === null && b instanceof Void);
  if (a instanceof Float) return b instanceof Float && a.v === b.v;
  if (a instanceof Void) return b === null || b instanceof Void;
  if (a === b) return true;
  for (let o = outer; o !== undefined; o = o.outer) if (o.a === a && o.b === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && isEqualList(a, b, { a, b, outer });
  return b instanceof Map && isEqualMap(a, b, { a, b, outer });
}

function isEqualList(a: List, b: List, outer: Outer): boolean {
  return a.length === b.length && a.every((item, i) => isEqual(item, b[i]!, outer));
}

function isEqualMap(a: ScriptMap, b: ScriptMap, outer: Outer): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other === undefined || !isEqual(value, other, outer)) return false;
  }
  return true;
}
