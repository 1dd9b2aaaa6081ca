// A PBPoints message to points. Tolerant as the reference is: fields in any order, unknown ones skipped, the last value
// wins. The tags of an entry are single bytes, so the loop over them is one switch; anything else takes the slow branch.
// Source: cliutils point/point.proto, point.pb.go

import { KV, Point } from '../../point/point.js';
import type { Warn } from '../../point/point.js';
import type { FieldValue } from '../../point/value.js';
import { Float, Uint } from '../../point/value.js';
import type { FastBuffer } from '../fast-buffer.js';
import { fastBuffer } from '../fast-buffer.js';
import { toBigInt, toBigUint, toInt64 } from '../int64.js';
import { TextCache, textAt } from '../text-cache.js';
import { readAny } from './any.js';
import { ProtoReader } from './reader.js';

const MAX_REPEATED_VALUE = 24; // a field's text up to this length may well have come before

/**
 * All points of a body, unchecked; a missing time is 0.
 * @param cache  kept by the caller from body to body
 * @throws DecodeError
 */
export function decodeProtobuf(body: Uint8Array, cache = new TextCache()): Point[] {
  return new PointDecoder(fastBuffer(body), cache).points();
}

class PointDecoder {
  private readonly bytes: FastBuffer;
  private readonly reader: ProtoReader;
  private readonly cache: TextCache;

  constructor(bytes: FastBuffer, cache: TextCache) {
    this.bytes = bytes;
    this.reader = new ProtoReader(bytes);
    this.cache = cache;
  }

  points(): Point[] {
    const { reader } = this;
    const points: Point[] = [];
    while (reader.pos < reader.end) {
      const field = reader.field('PBPoints');
      if (field === 1) {
        reader.expect(2, 'Arr');
        points.push(this.point(reader.lengthEnd()));
      } else {
        reader.skip();
      }
    }
    return points;
  }

  private point(end: number): Point {
    const { reader } = this;
    const outer = reader.end;
    reader.end = end;
    const point = new Point('', [], 0n);
    while (reader.pos < end) this.pointField(point, reader.field('PBPoint'));
    reader.end = outer;
    return point;
  }

  private pointField(point: Point, field: number): void {
    const { reader } = this;
    switch (field) {
      case 1:
        reader.expect(2, 'Name');
        point.name = this.repeated();
        return;
      case 2:
        reader.expect(2, 'Fields');
        point.kvs.push(this.entry(reader.lengthEnd()));
        return;
      case 3:
        reader.expect(0, 'Time');
        reader.varint();
        point.time = toBigInt(reader.low, reader.high);
        return;
      case 4:
        reader.expect(2, 'Warns');
        point.warns.push(this.warn(reader.lengthEnd()));
        return;
      case 5:
        reader.expect(2, 'Debugs');
        point.debugs.push(this.debug(reader.lengthEnd()));
        return;
      default:
        reader.skip();
    }
  }

  private entry(end: number): KV {
    const { reader, bytes } = this;
    const outer = reader.end;
    reader.end = end;
    const kv = new KV('', null, false);
    while (reader.pos < end) {
      const tag = bytes[reader.pos]!;
      switch (tag) {
        case 0x0a:
          reader.pos++;
          kv.key = this.repeated();
          break;
        case 0x40:
          reader.pos++;
          kv.isTag = this.bool();
          break;
        case 0x5a:
          reader.pos++;
          kv.value = this.text(kv.isTag);
          break;
        default:
          this.otherField(kv, reader.field('Field'));
      }
    }
    // a tag must be a string; the flag on anything else is ignored, as the builder of points does
    if (kv.isTag && typeof kv.value !== 'string') kv.isTag = false;
    reader.end = outer;
    return kv;
  }

  private otherField(kv: KV, field: number): void {
    const { reader } = this;
    switch (field) {
      case 1:
        reader.expect(2, 'Key');
        kv.key = this.repeated();
        return;
      case 8:
        reader.expect(0, 'IsTag');
        kv.isTag = this.bool();
        return;
      case 9:
        reader.expect(0, 'Type');
        reader.varint();
        kv.type = reader.low;
        return;
      case 10:
        reader.expect(2, 'Unit');
        kv.unit = this.repeated();
        return;
      case 11:
        reader.expect(2, 'S');
        kv.value = this.text(kv.isTag);
        return;
      default: {
        const value = this.value(field);
        if (value !== undefined) kv.value = value;
      }
    }
  }

  /** The value a tag chooses; undefined after skipping an unknown field. */
  private value(field: number): FieldValue | undefined {
    const { reader } = this;
    switch (field) {
      case 2:
        reader.expect(0, 'I');
        reader.varint();
        return toInt64(reader.low, reader.high);
      case 3:
        reader.expect(0, 'U');
        reader.varint();
        return new Uint(toBigUint(reader.low, reader.high));
      case 4:
        reader.expect(1, 'F');
        return this.float();
      case 5:
        reader.expect(0, 'B');
        return this.bool();
      case 6:
        reader.expect(2, 'D');
        return this.copy(reader.lengthEnd());
      case 7:
        reader.expect(2, 'A');
        return readAny(reader, reader.lengthEnd());
      default:
        reader.skip();
        return undefined;
    }
  }

  private bool(): boolean {
    this.reader.varint();
    return (this.reader.low | this.reader.high) !== 0;
  }

  private float(): Float {
    const { reader } = this;
    if (reader.pos + 8 > reader.end) reader.fail('unexpected EOF');
    const value = this.bytes.readDoubleLE(reader.pos);
    reader.pos += 8;
    return new Float(value);
  }

  private copy(end: number): Uint8Array {
    const bytes = new Uint8Array(this.bytes.subarray(this.reader.pos, end));
    this.reader.pos = end;
    return bytes;
  }

  private repeated(): string {
    const end = this.reader.lengthEnd();
    const text = this.cache.repeated(this.bytes, this.reader.pos, end);
    this.reader.pos = end;
    return text;
  }

  private text(isTag: boolean): string {
    const { reader } = this;
    const end = reader.lengthEnd();
    const from = reader.pos;
    reader.pos = end;
    if (isTag || end - from <= MAX_REPEATED_VALUE) return this.cache.repeated(this.bytes, from, end);
    return textAt(this.bytes, from, end);
  }

  private warn(end: number): Warn {
    const { reader } = this;
    const outer = reader.end;
    reader.end = end;
    let type = '';
    let msg = '';
    while (reader.pos < end) {
      const field = reader.field('Warn');
      if (field === 1) {
        reader.expect(2, 'Type');
        type = this.repeated();
      } else if (field === 2) {
        reader.expect(2, 'Msg');
        msg = this.text(false);
      } else {
        reader.skip();
      }
    }
    reader.end = outer;
    return { type, msg };
  }

  private debug(end: number): string {
    const { reader } = this;
    const outer = reader.end;
    reader.end = end;
    let info = '';
    while (reader.pos < end) {
      const field = reader.field('Debug');
      if (field === 1) {
        reader.expect(2, 'Info');
        info = this.text(false);
      } else {
        reader.skip();
      }
    }
    reader.end = outer;
    return info;
  }
}
