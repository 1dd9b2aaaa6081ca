// A point: a measurement name, one ordered list of tags and fields, a time. Plain data with the list rules of the
// reference (set replaces in place, delete moves the last entry into the hole). Checks and limits live in check.ts.
// Source: cliutils point/{point,kvs}.go

import type { FieldValue } from './value.js';

/** Metric type of a field as the protobuf enum numbers it; 0 is unspecified. */
export type MetricType = number;

export class KV {
  key: string;
  value: FieldValue;
  isTag: boolean;
  type: MetricType = 0;
  unit = '';

  constructor(key: string, value: FieldValue, isTag: boolean) {
    this.key = key;
    this.value = value;
    this.isTag = isTag;
  }
}

export interface Warn {
  readonly type: string;
  readonly msg: string;
}

export class Point {
  /** Measurement; for logging the source, which also picks the script. */
  name: string;
  /** Tags and fields in one list; order and duplicates are kept. */
  kvs: KV[];
  /** Nanoseconds since the epoch. */
  time: bigint;
  warns: Warn[] = [];
  debugs: string[] = [];

  constructor(name: string, kvs: KV[], time: bigint) {
    this.name = name;
    this.kvs = kvs;
    this.time = time;
  }

  /** The first entry of that key, tag or field. */
  find(key: string): KV | undefined {
    const kvs = this.kvs;
    for (let i = 0; i < kvs.length; i++) {
      const kv = kvs[i]!;
      if (kv.key === key) return kv;
    }
    return undefined;
  }

  /** The value of a key, tag or field; undefined when the key is absent, null when it holds no value. */
  get(key: string): FieldValue | undefined {
    return this.find(key)?.value;
  }

  /** The text of a tag, '' when there is none. */
  getTag(key: string): string {
    const kv = this.find(key);
    return kv?.isTag === true && typeof kv.value === 'string' ? kv.value : '';
  }

  /** Replaces the value in place or appends; whatever stood there becomes a field. */
  setField(key: string, value: FieldValue): void {
    this.put(key, value, false);
  }

  /** Replaces the value in place or appends; whatever stood there becomes a tag. */
  setTag(key: string, value: string): void {
    this.put(key, value, true);
  }

  /** Removes the first entry of that key; the last entry moves into the hole. */
  delete(key: string): boolean {
    const kvs = this.kvs;
    const at = kvs.findIndex((kv) => kv.key === key);
    if (at < 0) return false;
    const last = kvs.pop()!;
    if (at < kvs.length) kvs[at] = last;
    return true;
  }

  /** Renames an entry, which keeps its place and kind; the last entry takes the place of one that has the new name. */
  rename(from: string, to: string): void {
    if (from === to) return;
    const kvs = this.kvs;
    const source = kvs.findLastIndex((kv) => kv.key === from);
    if (source < 0) return;
    const target = kvs.findLastIndex((kv) => kv.key === to);
    kvs[source]!.key = to;
    if (target < 0) return;
    const last = kvs.pop()!;
    if (target < kvs.length) kvs[target] = last;
  }

  private put(key: string, value: FieldValue, isTag: boolean): void {
    const kv = this.find(key);
    if (kv === undefined) {
      this.kvs.push(new KV(key, value, isTag));
      return;
    }
    kv.value = value;
    kv.isTag = isTag;
    kv.type = 0;
    kv.unit = '';
  }
}
