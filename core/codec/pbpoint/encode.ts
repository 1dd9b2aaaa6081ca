// Points to a PBPoints message, byte for byte as the reference writes it: the value of an entry comes last, zero values
// are left out except a chosen value. One pass over the points into one growing buffer.
// Source: cliutils point/point.proto, point.pb.go

import { ByteWriter } from '../byte-writer.js';
import { highHalf, lowHalf } from '../int64.js';
import type { KV, Point } from '../../point/point.js';
import { ARRAY_TYPE_URL, arrayBytes, elementBytes, varintBytes } from '../../point/size.js';
import type { Int, PointArray, Scalar } from '../../point/value.js';
import { AnyPayload, Float, Uint } from '../../point/value.js';

const MAX_FIXED = 32; // bytes of an entry besides its texts, and of a point besides its entries

const float = new Float64Array(1);
const floatBytes = new Uint8Array(float.buffer);
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** A PBPoints body of all points. */
export function encodeProtobuf(points: readonly Point[]): Uint8Array {
  const writer = new ByteWriter();
  for (const point of points) writePoint(writer, point);
  return writer.take();
}

/** Appends one element of a PBPoints message. */
export function writePoint(out: ByteWriter, point: Point): void {
  out.ensure(MAX_FIXED + point.name.length * 3);
  out.byte(0x0a);
  const start = out.open(2);
  if (point.name !== '') {
    out.byte(0x0a);
    out.prefixedText(point.name);
  }
  const kvs = point.kvs;
  for (let i = 0; i < kvs.length; i++) writeEntry(out, kvs[i]!);
  out.ensure(MAX_FIXED);
  if (point.time !== 0n) {
    out.byte(0x18);
    const low = lowHalf(point.time);
    out.varint64(low, highHalf());
  }
  if (point.warns.length > 0) writeWarns(out, point);
  if (point.debugs.length > 0) writeDebugs(out, point);
  out.close(start, 2);
}

function writeEntry(out: ByteWriter, kv: KV): void {
  const { key, value, unit } = kv;
  const valueUnits = typeof value === 'string' ? value.length : 10;
  out.ensure(MAX_FIXED + (key.length + unit.length + valueUnits) * 3);
  out.byte(0x12);
  const lengthBytes = key.length + valueUnits < 118 ? 1 : 2;
  const start = out.open(lengthBytes);
  if (key !== '') {
    out.byte(0x0a);
    out.prefixedText(key);
  }
  if (kv.isTag) {
    out.byte(0x40);
    out.byte(1);
  }
  if (kv.type !== 0) {
    out.byte(0x48);
    out.varint64(kv.type | 0, kv.type < 0 ? -1 : 0);
  }
  if (unit !== '') {
    out.byte(0x52);
    out.prefixedText(unit);
  }
  if (typeof value === 'string') {
    out.byte(0x5a);
    out.prefixedText(value);
  } else if (value !== null) {
    writeValue(out, value);
  }
  out.close(start, lengthBytes);
}

function writeValue(out: ByteWriter, value: Exclude<KV['value'], string | null>): void {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      out.byte(0x10);
      writeInt(out, value);
      return;
    case 'boolean':
      out.byte(0x28);
      out.byte(value ? 1 : 0);
      return;
    default:
      if (value instanceof Float) writeFloat(out, 0x21, value.v);
      else if (value instanceof Uint) writeUint(out, 0x18, value.v);
      else if (value instanceof Uint8Array) writeBytes(out, 0x32, value);
      else if (value instanceof AnyPayload) writeAny(out, value);
      else writeArray(out, value);
  }
}

function writeInt(out: ByteWriter, value: Int): void {
  if (typeof value === 'bigint') {
    const low = lowHalf(value);
    out.varint64(low, highHalf());
  } else if (value >= 0 && value < 0x8000_0000) {
    out.varint(value);
  } else {
    out.varint64(value | 0, Math.floor(value / 0x1_0000_0000));
  }
}

function writeUint(out: ByteWriter, tag: number, value: bigint): void {
  out.byte(tag);
  const low = lowHalf(value);
  out.varint64(low, highHalf());
}

function writeFloat(out: ByteWriter, tag: number, value: number): void {
  out.byte(tag);
  float[0] = value;
  for (let i = 0; i < 8; i++) out.byte(floatBytes[littleEndian ? i : 7 - i]!);
}

function writeBytes(out: ByteWriter, tag: number, value: Uint8Array): void {
  out.ensure(MAX_FIXED + value.length);
  out.byte(tag);
  out.varint(value.length);
  out.bytes.set(value, out.pos);
  out.pos += value.length;
}

function writeAny(out: ByteWriter, any: AnyPayload): void {
  out.ensure(MAX_FIXED + any.typeUrl.length * 3 + any.bytes.length);
  out.byte(0x3a);
  const start = out.open(2);
  if (any.typeUrl !== '') {
    out.byte(0x0a);
    out.prefixedText(any.typeUrl);
  }
  if (any.bytes.length > 0) writeBytes(out, 0x12, any.bytes);
  out.close(start, 2);
}

function writeArray(out: ByteWriter, array: PointArray): void {
  const size = arrayBytes(array);
  out.ensure(MAX_FIXED + ARRAY_TYPE_URL.length + size);
  const header = size === 0 ? 0 : 1 + varintBytes(size);
  out.byte(0x3a);
  out.varint(2 + ARRAY_TYPE_URL.length + header + size);
  out.byte(0x0a);
  out.prefixedText(ARRAY_TYPE_URL);
  if (size === 0) return;
  out.byte(0x12);
  out.varint(size);
  for (const item of array.items) {
    out.ensure(MAX_FIXED + (typeof item === 'string' ? item.length * 3 : 0));
    out.byte(0x0a);
    out.varint(elementBytes(item));
    writeElement(out, item);
  }
}

function writeElement(out: ByteWriter, item: Scalar): void {
  switch (typeof item) {
    case 'number':
    case 'bigint':
      out.byte(0x08);
      writeInt(out, item);
      return;
    case 'boolean':
      out.byte(0x20);
      out.byte(item ? 1 : 0);
      return;
    case 'string':
      out.byte(0x32);
      out.prefixedText(item);
      return;
    default:
      if (item instanceof Float) writeFloat(out, 0x19, item.v);
      else if (item instanceof Uint) writeUint(out, 0x10, item.v);
      else writeBytes(out, 0x2a, item);
  }
}

function writeWarns(out: ByteWriter, point: Point): void {
  for (const warn of point.warns) {
    out.ensure(MAX_FIXED + (warn.type.length + warn.msg.length) * 3);
    out.byte(0x22);
    const start = out.open(1);
    if (warn.type !== '') {
      out.byte(0x0a);
      out.prefixedText(warn.type);
    }
    if (warn.msg !== '') {
      out.byte(0x12);
      out.prefixedText(warn.msg);
    }
    out.close(start, 1);
  }
}

function writeDebugs(out: ByteWriter, point: Point): void {
  for (const debug of point.debugs) {
    out.ensure(MAX_FIXED + debug.length * 3);
    out.byte(0x2a);
    const start = out.open(1);
    if (debug !== '') {
      out.byte(0x0a);
      out.prefixedText(debug);
    }
    out.close(start, 1);
  }
}
