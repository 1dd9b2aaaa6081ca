// A record value as JSON text, for values that a field cannot hold (maps, lists) and for records without a message. Ints
// keep all digits, keys of any kind become text, repeated keys stay. Bytes that are no UTF-8 go out as they came; binary
// values that are no text become hex. NaN and infinities, which JSON lacks, become null.

import { isUtf8 } from 'node:buffer';
import { decodeText, isByteUnit, isWellFormed } from '../../point/text.js';
import { Float, Uint } from '../../point/value.js';
import { EventTime, ExtValue, RecordMap, type RecordValue } from './record.js';

// eslint-disable-next-line no-control-regex -- the very thing looked for
const CONTROL = /[\0-\x08\x0e-\x1f\x7f]/;

export function jsonText(value: RecordValue): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return value === null ? 'null' : objectText(value);
  }
}

/** Binary as text when it is readable text, else as hex (trace ids, hashes). */
export function binaryText(bytes: Uint8Array): string {
  const text = isUtf8(bytes) ? decodeText(bytes) : undefined;
  return text === undefined || CONTROL.test(text) ? Buffer.from(bytes).toString('hex') : text;
}

/** Any key as text: `true`, `12`, `null` and so on for those that are none. */
export function keyText(key: RecordValue): string {
  if (typeof key === 'string') return key;
  return key instanceof Uint8Array ? decodeText(key) : jsonText(key);
}

function objectText(value: Exclude<RecordValue, string | number | bigint | boolean | null>): string {
  if (value instanceof RecordMap) return mapText(value.items);
  if (value instanceof Float) return Number.isFinite(value.v) ? String(value.v) : 'null';
  if (value instanceof Uint) return String(value.v);
  if (value instanceof Uint8Array) return quote(binaryText(value));
  if (value instanceof EventTime) return `${value.sec}.${String(value.nsec).padStart(9, '0')}`;
  if (value instanceof ExtValue) return quote(binaryText(value.bytes));
  return `[${value.map(jsonText).join(',')}]`;
}

function mapText(items: readonly RecordValue[]): string {
  let text = '{';
  for (let at = 0; at < items.length; at += 2) {
    if (at > 0) text += ',';
    text += `${quote(keyText(items[at]!))}:${jsonText(items[at + 1]!)}`;
  }
  return `${text}}`;
}

function quote(text: string): string {
  if (isWellFormed(text)) return JSON.stringify(text);
  let quoted = '"'; // stringify would spell a byte unit as an escape, and the byte would be lost
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit <= 0xdbff) at++;
    else if (isByteUnit(unit)) {
      quoted += JSON.stringify(text.slice(from, at)).slice(1, -1) + text.charAt(at);
      from = at + 1;
    }
  }
  return `${quoted}${JSON.stringify(text.slice(from)).slice(1, -1)}"`;
}
