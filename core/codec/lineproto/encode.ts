// Points to line protocol, byte for byte as the reference writes it: tags and fields sorted by the bytes of their keys, of
// equal field keys the last one, empty tags and fields without value left out, always a time in ns.
//
// What the text cannot carry refuses the point: NaN, infinities, no field at all, an empty field key, a time out of range,
// a key too long. The reference then writes nothing and says nothing; here the caller gets the list (see also clean.ts).
// Source: influxdb1-client models/points.go (DataKit's fork), cliutils point/encode.go

import { Buffer } from 'node:buffer';

import { floatText } from '../../point/float-text.js';
import type { KV, Point } from '../../point/point.js';
import { byteLength, compareBytes } from '../../point/text.js';
import type { FieldValue, Scalar } from '../../point/value.js';
import { AnyPayload, Float, PointArray, Uint } from '../../point/value.js';
import { ByteWriter } from '../byte-writer.js';
import { highHalf, lowHalf } from '../int64.js';

const MAX_KEY_BYTES = 65_535;
const SEPARATOR_BYTES = 4;
const MAX_TIME = 9223372036854775806n;
const TIME_RANGE = `time outside range -${MAX_TIME} - ${MAX_TIME}`;
const TIME_BYTES = 24;

const LOOPED = 512; // longer texts are searched by V8 instead of a loop
const INSERTION = 24; // up to here an insertion sort

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;

interface Escapes {
  readonly table: Uint8Array;
  readonly pattern: RegExp;
}

const TAG: Escapes = escapes(', =', /[, =]/g);
const FIELD_KEY: Escapes = escapes(', ="', /[, ="]/g);

function escapes(units: string, pattern: RegExp): Escapes {
  const table = new Uint8Array(128);
  for (const unit of units) table[unit.charCodeAt(0)] = 1;
  return { table, pattern };
}

/** A point that has no line, and why. */
export interface RefusedPoint {
  readonly index: number;
  readonly reason: string;
}

export interface EncodedLines {
  readonly bytes: Uint8Array;
  readonly refused: readonly RefusedPoint[];
}

/** Lines joined by newlines, without a last one. */
export function encodeLineProtocol(points: readonly Point[]): EncodedLines {
  const out = new ByteWriter();
  const lines = new LineWriter(out);
  const refused: RefusedPoint[] = [];
  points.forEach((point, index) => {
    const before = out.pos;
    if (before > 0) out.newline();
    const reason = lines.write(point);
    if (reason === undefined) return;
    out.pos = before;
    refused.push({ index, reason });
  });
  return { bytes: out.take(), refused };
}

/** Writes lines into a buffer, without newlines. */
export class LineWriter {
  private readonly out: ByteWriter;
  private readonly tags: KV[] = [];
  private fields: KV[] = [];

  constructor(out: ByteWriter) {
    this.out = out;
  }

  /** Appends the line of a point; when it has none, the reason, and the buffer stays as it was. */
  write(point: Point): string | undefined {
    const { out } = this;
    const reason = this.gather(point);
    if (reason !== undefined) return reason;
    const start = out.pos;
    this.writeKey(point.name);
    const tooLong = this.keyFault(out.pos - start);
    if (tooLong !== undefined) {
      out.pos = start;
      return tooLong;
    }
    for (let i = 0; i < this.fields.length; i++) writeField(out, this.fields[i]!, i === 0 ? SPACE : COMMA);
    out.ensure(TIME_BYTES);
    out.byte(SPACE);
    writeTime(out, point.time);
    return undefined;
  }

  /** Sorts the entries of a point into `tags` and `fields`; the reason when the point has no line. */
  private gather(point: Point): string | undefined {
    this.tags.length = 0;
    this.fields.length = 0;
    for (const kv of point.kvs) {
      if (kv.isTag) {
        if (kv.value !== '') this.tags.push(kv);
      } else if (kv.value !== null && !(kv.value instanceof AnyPayload)) {
        this.fields.push(kv);
      }
    }
    if (this.fields.length === 0) return 'point without fields is unsupported';
    if (point.time > MAX_TIME || point.time < -MAX_TIME) return TIME_RANGE;
    const reason = this.fieldFault();
    sortByKey(this.tags);
    sortByKey(this.fields);
    this.fields = lastOfEach(this.fields);
    return reason;
  }

  private fieldFault(): string | undefined {
    for (const { key, value } of this.fields) {
      if (value instanceof Float && !Number.isFinite(value.v)) {
        return `${Number.isNaN(value.v) ? 'NaN' : '+/-Inf'} is an unsupported value for field ${key}`;
      }
      if (key === '') return 'all fields must have non-empty names';
    }
    return undefined;
  }

  private writeKey(name: string): void {
    const { out } = this;
    out.ensure(name.length * 6 + 1);
    // compat: what is escaped already stays as it is, so a name with a literal `\,` reads back without the backslash
    if (name.includes(',') || name.includes(' ')) out.text(name.replace(/\\?([, ])/g, '\\$1'));
    else out.text(name);
    for (const { key, value } of this.tags) {
      const text = value as string; // the flag on anything else is ignored when points are made or decoded
      out.ensure((key.length + text.length) * 6 + 2);
      out.byte(COMMA);
      writeEscaped(out, key, TAG);
      out.byte(EQUALS);
      writeEscaped(out, text, TAG);
    }
  }

  private keyFault(keyBytes: number): string | undefined {
    if (keyBytes < MAX_KEY_BYTES / 2 && this.fields.every(({ key }) => key.length < 4096)) return undefined;
    for (const { key } of this.fields) {
      const size = keyBytes + SEPARATOR_BYTES + byteLength(key);
      if (size > MAX_KEY_BYTES) return `max key length exceeded: ${size} > ${MAX_KEY_BYTES}`;
    }
    return undefined;
  }
}

function writeField(out: ByteWriter, kv: KV, separator: number): void {
  out.ensure(kv.key.length * 6 + 2);
  out.byte(separator);
  writeEscaped(out, kv.key, FIELD_KEY);
  out.byte(EQUALS);
  writeValue(out, kv.value);
}

function writeValue(out: ByteWriter, value: FieldValue): void {
  if (value instanceof PointArray) writeArray(out, value);
  else if (value !== null && !(value instanceof AnyPayload)) writeScalar(out, value);
}

function writeScalar(out: ByteWriter, value: Scalar): void {
  switch (typeof value) {
    case 'string':
      writeString(out, value);
      return;
    case 'number':
    case 'bigint':
      writeAscii(out, `${value}i`);
      return;
    case 'boolean':
      writeAscii(out, value ? 'true' : 'false');
      return;
    default:
      if (value instanceof Float) writeAscii(out, floatText(value.v));
      else if (value instanceof Uint) writeAscii(out, `${value.v}u`);
      else writeAscii(out, `"${Buffer.from(value).toString('base64')}"b`);
  }
}

/** compat: an empty array writes nothing after its `=`, which no reader takes; clean.ts removes such fields. */
function writeArray(out: ByteWriter, array: PointArray): void {
  array.items.forEach((item, index) => {
    out.ensure(1);
    out.byte(index === 0 ? 0x5b : COMMA);
    writeScalar(out, item);
  });
  if (array.items.length === 0) return;
  out.ensure(1);
  out.byte(0x5d);
}

function writeString(out: ByteWriter, text: string): void {
  out.ensure(text.length * 6 + 2);
  out.byte(QUOTE);
  if (text.includes('"') || text.includes('\\')) writeEscapedString(out, text);
  else out.text(text);
  out.byte(QUOTE);
}

/** Puts the bytes a text's length further on and moves them down one by one: quicker than looking at units. */
function writeEscapedString(out: ByteWriter, text: string): void {
  let to = out.pos;
  let from = to + text.length;
  out.pos = from;
  out.text(text);
  const { bytes, pos: end } = out;
  while (from < end) {
    const byte = bytes[from++]!;
    if (byte === QUOTE || byte === BACKSLASH) bytes[to++] = BACKSLASH;
    bytes[to++] = byte;
  }
  out.pos = to;
}

function writeAscii(out: ByteWriter, text: string): void {
  out.ensure(text.length * 3);
  out.text(text);
}

/** Text with a backslash before each unit to escape; the room (6 bytes per unit) must have been ensured. */
function writeEscaped(out: ByteWriter, text: string, { table, pattern }: Escapes): void {
  const bytes = out.bytes;
  let pos = out.pos;
  const length = text.length > LOOPED ? 0 : text.length;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) {
      out.text(text.replace(pattern, '\\$&'));
      return;
    }
    if (table[unit] === 1) bytes[pos++] = BACKSLASH;
    bytes[pos++] = unit;
  }
  out.pos = pos;
  if (length < text.length) out.text(text.replace(pattern, '\\$&'));
}

/** Decimal digits of an int64. */
function writeTime(out: ByteWriter, time: bigint): void {
  if (time < 0n) {
    writeAscii(out, time.toString());
    return;
  }
  const low = lowHalf(time);
  const high = highHalf();
  // long division by 10^9, 16 bits at a time: no remainder exceeds 2^46
  const first = (high % 1e9) * 65536 + (low >>> 16);
  const second = (first % 1e9) * 65536 + (low & 0xffff);
  const billions = Math.floor(high / 1e9) * 4294967296 + Math.floor(first / 1e9) * 65536 + Math.floor(second / 1e9);
  if (billions > 0) writeAscii(out, String(billions));
  writeDigits(out, second % 1e9, billions > 0 ? 9 : digitsOf(second % 1e9));
}

function writeDigits(out: ByteWriter, value: number, count: number): void {
  const { bytes } = out;
  let rest = value | 0;
  for (let at = out.pos + count - 1; at >= out.pos; at--) {
    const tens = (rest / 10) | 0;
    bytes[at] = 0x30 + rest - tens * 10;
    rest = tens;
  }
  out.pos += count;
}

function digitsOf(value: number): number {
  let count = 1;
  for (let bound = 10; bound <= value; bound *= 10) count++;
  return count;
}

function sortByKey(kvs: KV[]): void {
  if (kvs.length > INSERTION) {
    kvs.sort((a, b) => compareBytes(a.key, b.key));
    return;
  }
  for (let i = 1; i < kvs.length; i++) {
    const kv = kvs[i]!;
    let at = i;
    while (at > 0 && compareBytes(kvs[at - 1]!.key, kv.key) > 0) {
      kvs[at] = kvs[at - 1]!;
      at--;
    }
    kvs[at] = kv;
  }
}

/** Of entries with equal keys, which stand side by side, the last. */
function lastOfEach(sorted: KV[]): KV[] {
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i]!.key === sorted[i - 1]!.key) return sorted.filter((kv, at) => kv.key !== sorted[at + 1]?.key);
  }
  return sorted;
}
