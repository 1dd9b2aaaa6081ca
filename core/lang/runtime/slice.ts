// value[start:end:step] (language.md 9.3). Texts are cut by bytes and every byte comes back as the code point of its
// number, as the reference does. Bounds may be any int64; the reference's overflows and negative capacities, which
// panic there, are run errors here.

import { encodeText } from '../../point/text.js';
import { isIntValue } from './collections.js';
import type { Fault } from './fault.js';
import type { Int, List, Value } from './value.js';
import { VOID } from './value.js';

/** Places of the parts, for messages. Parts that are not given have none. */
export interface SliceFaults {
  readonly object: Fault;
  readonly start: Fault | undefined;
  readonly end: Fault | undefined;
  readonly step: Fault | undefined;
}

/** undefined = the part is not given. */
type Bound = Value | undefined;

export function slice(v: Value, start: Bound, end: Bound, step: Bound, at: SliceFaults): Value {
  if (typeof v !== 'string' && !Array.isArray(v)) at.object.fail('invalid obj type');
  const by = bound(step, 'step', at.step) ?? 1;
  if (by === 0) (at.step ?? at.object).fail('step must be non-zero');
  const from = bound(start, 'start', at.start);
  const to = bound(end, 'end', at.end);
  if (typeof v === 'string') return sliceText(v, from, to, by, at.object);
  return sliceList(v, from, to, by, at.object);
}

function bound(v: Bound, name: string, at: Fault | undefined): Int | undefined {
  if (v === undefined || v === null || v === VOID) return undefined;
  return isIntValue(v) ? v : at!.fail(`${name} type must be integer`);
}

interface Range {
  readonly start: bigint;
  readonly end: bigint;
}

/** Defaults, and a negative bound counted from the end once. */
function range(length: number, start: Int | undefined, end: Int | undefined, step: Int): Range {
  const n = BigInt(length);
  const given = (v: Int) => (v < 0 ? wrap(n + BigInt(v)) : BigInt(v));
  return {
    start: start === undefined ? (step > 0 ? 0n : n - 1n) : given(start),
    end: end === undefined ? (step > 0 ? n : -1n) : given(end),
  };
}

function sliceText(text: string, start: Int | undefined, end: Int | undefined, step: Int, at: Fault): string {
  const bytes = encodeText(text);
  const { start: from, end: to } = range(bytes.length, start, end, step);
  if (step === 1) return latin1(bytes.subarray(clamp(from, bytes.length), clamp(to, bytes.length)));
  const picked = walk(from, to, step, bytes.length, at);
  return latin1(Uint8Array.from(picked, (i) => bytes[i]!));
}

function sliceList(list: List, start: Int | undefined, end: Int | undefined, step: Int, at: Fault): List {
  const { start: from, end: to } = range(list.length, start, end, step);
  checkCapacity(from, to, BigInt(step), BigInt(list.length), at);
  if (step === 1) return list.slice(clamp(from, list.length), clamp(to, list.length));
  return walk(from, to, step, list.length, at).map((i) => list[i]!);
}

/** compat: where the reference computes a negative capacity it panics; the record fails here. */
function checkCapacity(start: bigint, end: bigint, step: bigint, length: bigint, at: Fault): void {
  let capacity: bigint;
  if (step > 0n) {
    const from = start < 0n ? 0n : start;
    const to = end > length ? length : end;
    capacity = wrap(to - from + step - 1n) / step;
  } else {
    const from = start > length - 1n ? length - 1n : start;
    const to = end < 0n ? -1n : end;
    capacity = wrap(from - to - step - 1n) / -step;
  }
  if (capacity < 0n) at.fail('slice bounds out of order', 'slice', 'start lies behind end');
}

/** The positions a slice takes, in order. */
function walk(start: bigint, end: bigint, step: Int, length: number, at: Fault): number[] {
  const by = BigInt(step);
  const n = BigInt(length);
  const positions: number[] = [];
  let i = by > 0n ? (start < 0n ? 0n : start) : start > n - 1n ? n - 1n : start;
  while (by > 0n ? i < end && i < n : i > end && i >= 0n) {
    positions.push(Number(i));
    i += by;
    if (wrap(i) !== i) at.fail('slice step overflows', 'slice');
  }
  return positions;
}

function clamp(i: bigint, length: number): number {
  return i < 0n ? 0 : i > BigInt(length) ? length : Number(i);
}

function wrap(v: bigint): bigint {
  return BigInt.asIntN(64, v);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
