// The Any payload of an entry: an array of one element kind becomes a PointArray; whatever else it is (a map, a mixed
// array, an unknown type, bytes that do not parse) is carried along unread.
// Source: cliutils point/any.go

import { DecodeError } from '../../errors.js';
import { ARRAY_TYPE_URL } from '../../point/size.js';
import type { ArrayElement, Scalar } from '../../point/value.js';
import { AnyPayload, Float, PointArray, Uint } from '../../point/value.js';
import { fastBuffer } from '../fast-buffer.js';
import { toBigUint, toInt64 } from '../int64.js';
import { textAt } from '../text-cache.js';
import { ProtoReader } from './reader.js';

/** Reads an Any message that ends at `end`. */
export function readAny(reader: ProtoReader, end: number): PointArray | AnyPayload {
  const outer = reader.end;
  reader.end = end;
  let typeUrl = '';
  let payload = new Uint8Array(0);
  while (reader.pos < end) {
    const field = reader.field('Any');
    if (field === 1) {
      reader.expect(2, 'TypeUrl');
      const to = reader.lengthEnd();
      typeUrl = textAt(reader.bytes, reader.pos, to);
      reader.pos = to;
    } else if (field === 2) {
      reader.expect(2, 'Value');
      const to = reader.lengthEnd();
      payload = new Uint8Array(reader.bytes.subarray(reader.pos, to));
      reader.pos = to;
    } else {
      reader.skip();
    }
  }
  reader.end = outer;
  return arrayOf(typeUrl, payload) ?? new AnyPayload(typeUrl, payload);
}

/** The array that the payload of an Any holds, undefined when it is none or its elements are of several kinds. */
export function arrayOf(typeUrl: string, payload: Uint8Array): PointArray | undefined {
  if (typeUrl !== ARRAY_TYPE_URL) return undefined;
  try {
    return readArray(new ProtoReader(fastBuffer(payload)));
  } catch (error) {
    if (error instanceof DecodeError) return undefined; // the reference reads such a field as no value
    throw error;
  }
}

interface Element {
  readonly kind: ArrayElement;
  readonly value: Scalar;
}

function readArray(reader: ProtoReader): PointArray | undefined {
  let kind: ArrayElement | undefined;
  const items: Scalar[] = [];
  while (reader.pos < reader.end) {
    const field = reader.field('Array');
    if (field !== 1) {
      reader.skip();
      continue;
    }
    reader.expect(2, 'Arr');
    const element = readElement(reader, reader.lengthEnd());
    kind ??= element?.kind;
    if (element === undefined || element.kind !== kind) return undefined;
    items.push(element.value);
  }
  return new PointArray(kind ?? 'i', items);
}

function readElement(reader: ProtoReader, end: number): Element | undefined {
  const outer = reader.end;
  reader.end = end;
  let element: Element | undefined;
  while (reader.pos < end) {
    const field = reader.field('BasicTypes');
    const read = ELEMENTS[field];
    if (read === undefined) {
      reader.skip();
    } else {
      reader.expect(read.wireType, read.kind.toUpperCase());
      element = { kind: read.kind, value: read.value(reader) };
    }
  }
  reader.end = outer;
  return element;
}

interface ElementReader {
  readonly kind: ArrayElement;
  readonly wireType: number;
  readonly value: (reader: ProtoReader) => Scalar;
}

/** By field number. */
const ELEMENTS: readonly (ElementReader | undefined)[] = [
  undefined,
  { kind: 'i', wireType: 0, value: (reader) => (reader.varint(), toInt64(reader.low, reader.high)) },
  { kind: 'u', wireType: 0, value: (reader) => (reader.varint(), new Uint(toBigUint(reader.low, reader.high))) },
  { kind: 'f', wireType: 1, value: readDouble },
  { kind: 'b', wireType: 0, value: (reader) => (reader.varint(), (reader.low | reader.high) !== 0) },
  { kind: 'd', wireType: 2, value: (reader) => new Uint8Array(take(reader)) },
  { kind: 's', wireType: 2, value: readText },
];

function readDouble(reader: ProtoReader): Float {
  if (reader.pos + 8 > reader.end) reader.fail('unexpected EOF');
  reader.pos += 8;
  return new Float(reader.bytes.readDoubleLE(reader.pos - 8));
}

function readText(reader: ProtoReader): string {
  const to = reader.lengthEnd();
  const text = textAt(reader.bytes, reader.pos, to);
  reader.pos = to;
  return text;
}

function take(reader: ProtoReader): Uint8Array {
  const to = reader.lengthEnd();
  const from = reader.pos;
  reader.pos = to;
  return reader.bytes.subarray(from, to);
}
