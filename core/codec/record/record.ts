// What a shipper sends: a record is an ordered list of keys and values, neither of them restricted. An ordinary object
// cannot hold it (`__proto__`, repeated keys, boolean or binary keys), so a map is a flat list: key, value, key, value.

import type { Float, Int, Uint } from '../../point/value.js';

export type RecordValue =
  Int | Float | Uint | boolean | null | string | Uint8Array | EventTime | ExtValue | RecordList | RecordMap;

export type RecordList = readonly RecordValue[];

export class RecordMap {
  /** Key, value, key, value ... in the order sent; repeated keys are all there. */
  readonly items: readonly RecordValue[];
  constructor(items: readonly RecordValue[]) {
    this.items = items;
  }

  get size(): number {
    return this.items.length / 2;
  }

  /** The value of the last entry with that text key, as readers that keep one value per key would have it. */
  get(key: string): RecordValue | undefined {
    const items = this.items;
    for (let at = items.length - 2; at >= 0; at -= 2) {
      if (items[at] === key) return items[at + 1];
    }
    return undefined;
  }
}

/** A time with nanoseconds that stands where a value is expected (Fluent's extension type 0). */
export class EventTime {
  readonly sec: number;
  readonly nsec: number;
  constructor(sec: number, nsec: number) {
    this.sec = sec;
    this.nsec = nsec;
  }
}

/** A msgpack extension value of a type that nobody here knows: carried, not looked into. */
export class ExtValue {
  readonly type: number;
  readonly bytes: Uint8Array;
  constructor(type: number, bytes: Uint8Array) {
    this.type = type;
    this.bytes = bytes;
  }
}

/** One log record as it came in. */
export class LogEntry {
  /** Nanoseconds since the epoch. */
  readonly timeNs: bigint;
  readonly record: RecordMap;
  /** What the shipper says about the record; undefined when it sent none. */
  readonly metadata: RecordMap | undefined;
  /** Resource and scope of the OpenTelemetry group the record stands in. */
  readonly group: RecordMap | undefined;

  constructor(timeNs: bigint, record: RecordMap, metadata?: RecordMap, group?: RecordMap) {
    this.timeNs = timeNs;
    this.record = record;
    this.metadata = metadata;
    this.group = group;
  }
}
