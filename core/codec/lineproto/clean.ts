// What a sender does to a point before writing it as line protocol, so that the whole batch is not refused for one odd tag
// (wire.md 15.6) and no record vanishes for one odd number (15.7). Every change is counted.

import type { KV, Point } from '../../point/point.js';
import { DEFAULT_NAME } from '../../point/rules.js';
import { AnyPayload, Float, PointArray } from '../../point/value.js';

/** How often each thing had to be done; a caller keeps one and shows it in its metrics. */
export interface CleanCounts {
  /** Names, keys and tag values rewritten. */
  rewritten: number;
  /** Tags without a value, entries without a key: dropped. */
  empty: number;
  /** Tags whose key came again later: dropped. */
  repeated: number;
  /** Fields without a value, NaN, empty and unreadable arrays: dropped. */
  noValue: number;
}

export function newCleanCounts(): CleanCounts {
  return { rewritten: 0, empty: 0, repeated: 0, noValue: 0 };
}

/** Mends the point in place. */
export function cleanForLineProtocol(point: Point, counts: CleanCounts): void {
  const name = cleanName(point.name);
  if (name !== point.name) counts.rewritten++;
  point.name = name;
  const kvs = point.kvs;
  let kept = 0;
  for (const kv of kvs) if (cleanEntry(kv, counts)) kvs[kept++] = kv;
  kvs.length = kept;
  dropRepeatedTags(point, counts);
}

function cleanName(name: string): string {
  const text = withoutEscapes(tidy(withoutBlanks(name)), /\\+(")?/g);
  if (text === '') return DEFAULT_NAME;
  return text.startsWith('#') ? `_${text.slice(1)}` : text; // a line that starts with # is a comment
}

function cleanEntry(kv: KV, counts: CleanCounts): boolean {
  const key = kv.isTag ? tidy(kv.key) : tidyFieldKey(kv.key);
  if (key !== kv.key) {
    kv.key = key;
    counts.rewritten++;
  }
  if (key === '') {
    counts.empty++;
    return false;
  }
  return kv.isTag ? cleanTag(kv, counts) : cleanField(kv, counts);
}

function cleanTag(kv: KV, counts: CleanCounts): boolean {
  const value = typeof kv.value === 'string' ? tidy(kv.value) : '';
  if (value !== kv.value) {
    kv.value = value;
    counts.rewritten++;
  }
  if (value !== '') return true;
  counts.empty++;
  return false;
}

function cleanField(kv: KV, counts: CleanCounts): boolean {
  const { value } = kv;
  if (value instanceof Float) {
    if (Number.isFinite(value.v)) return true;
    if (!Number.isNaN(value.v)) {
      kv.value = new Float(value.v > 0 ? 2 ** 64 : -(2 ** 63)); // as the checks of a receiver would
      counts.rewritten++;
      return true;
    }
  } else if (value instanceof PointArray) {
    if (value.items.length > 0 && value.items.every(isWritable)) return true;
  } else if (value !== null && !(value instanceof AnyPayload)) {
    return true;
  }
  counts.noValue++;
  return false;
}

function isWritable(item: unknown): boolean {
  return !(item instanceof Float) || Number.isFinite(item.v);
}

function dropRepeatedTags(point: Point, counts: CleanCounts): void {
  const last = new Map<string, KV>();
  let tags = 0;
  for (const kv of point.kvs) {
    if (!kv.isTag) continue;
    tags++;
    last.set(kv.key, kv);
  }
  if (last.size === tags) return;
  counts.repeated += tags - last.size;
  point.kvs = point.kvs.filter((kv) => !kv.isTag || last.get(kv.key) === kv);
}

/** No newline, no backslash at the end or before a separator, where it would escape something. */
function tidy(text: string): string {
  if (!text.includes('\\') && !text.includes('\n')) return text;
  return withoutEscapes(text.replaceAll('\n', ' '), /\\+([, =])?/g);
}

/** As `tidy`; a reader also takes a bracket too many in a field key for the end of the line. */
function tidyFieldKey(key: string): string {
  const text = withoutEscapes(tidy(withoutBlanks(key)), /\\+(")?/g);
  return text.includes('[') || text.includes(']') ? text.replaceAll('[', '(').replaceAll(']', ')') : text;
}

/** Drops runs of backslashes that stand before what the pattern captures, or at the end. */
function withoutEscapes(text: string, runs: RegExp): string {
  return text.replace(runs, (run: string, separator: string | undefined, at: number) => {
    return separator ?? (at + run.length === text.length ? '' : run);
  });
}

/** Readers skip tabs and NULs where a name or the first field begins. */
function withoutBlanks(text: string): string {
  let from = 0;
  while (text[from] === '\t' || text[from] === '\0') from++;
  return text.slice(from);
}
