// Literals, index reads and writes, iteration (language.md 8.7, 9.1, 10.2, 10.5).

import { isByteUnit } from '../../point/text.js';
import type { Fault } from './fault.js';
import { MAX_ITEMS, tooMany } from './limits.js';
import type { Int, List, ScriptMap, Value } from './value.js';
import { kindOf, VOID } from './value.js';

/** An element of a list literal: void becomes nil. */
export function item(v: Value): Value {
  return v === VOID ? null : v;
}

/** The key of a pair in a map literal. */
export function pairKey(key: Value, at: Fault): string {
  return typeof key === 'string' ? key : at.fail(`unsupported key data type: ${kindOf(key)}`);
}

/** The value of a pair in a map literal; void is refused. */
export function pairValue(v: Value, at: Fault): Value {
  // compat: the reference prints the type of the key, which is always str here (language.md 8.7).
  return v === VOID ? at.fail('unsupported value data type: str') : v;
}

/** What `x` of `x[i]` holds: a list or a map. `undefined` is a name that is nowhere. */
export function indexable(v: Value | undefined, at: Fault): List | ScriptMap {
  if (Array.isArray(v) || v instanceof Map) return v;
  return v === undefined ? at.fail('key not found') : at.fail(`unindexable type: ${kindOf(v)}`);
}

/** One step of an index read; undefined when a map has no such key, which ends the whole expression as nil. */
export function element(container: Value, index: Value, at: Fault): Value | undefined {
  if (container instanceof Map) {
    return typeof index === 'string' ? container.get(index) : at.fail('key type is not string');
  }
  return Array.isArray(container) ? container[position(container, index, at)] : at.fail('not found');
}

/** What `x` of an assignment `x[i] = v` holds, whatever it is. */
export function assignable(v: Value | undefined, at: Fault): Value {
  return v === undefined ? at.fail('key not found') : v;
}

/** One step of an assignment towards its last index. */
export function inner(container: Value, index: Value, at: Fault): Value {
  if (container instanceof Map) {
    if (typeof index !== 'string') at.fail('key type is not string');
    return container.get(index) ?? (container.has(index) ? null : at.fail('key not found'));
  }
  return Array.isArray(container) ? container[position(container, index, at)]! : at.fail('obj not map or list');
}

/** Writes the element that an assignment ends at. */
export function put(container: Value, index: Value, v: Value, at: Fault): void {
  if (container instanceof Map) {
    if (typeof index !== 'string') at.fail('key type is not string');
    if (container.size >= MAX_ITEMS && !container.has(index)) tooMany(at);
    container.set(index, item(v));
  } else if (Array.isArray(container)) {
    container[position(container, index, at)] = item(v);
  } else {
    at.fail('obj not map or list');
  }
}

function position(list: List, index: Value, at: Fault): number {
  if (typeof index === 'number') {
    const i = index < 0 ? index + list.length : index;
    if (i >= 0 && i < list.length) return i;
  } else if (typeof index !== 'bigint') {
    at.fail('key type is not int');
  }
  return at.fail('list index out of range');
}

/** What `for in` walks: the list itself, the keys of a map as they are now, or a text (walked with `character`). */
export function iterable(v: Value, at: Fault): List | string {
  if (Array.isArray(v) || typeof v === 'string') return v;
  return v instanceof Map ? [...v.keys()] : at.fail(`unsupported type: ${kindOf(v)}, not iter value`);
}

/** The character that starts at a unit; a byte that is not UTF-8 is U+FFFD. */
export function character(text: string, at: number): string {
  const unit = text.charCodeAt(at);
  if (unit < 0xd800 || unit > 0xdfff) return text[at]!;
  return isByteUnit(unit) ? '\ufffd' : text.slice(at, at + 2);
}

/** Both representations of an int; used by slices. */
export function isIntValue(v: Value): v is Int {
  return typeof v === 'number' || typeof v === 'bigint';
}
