// The lines that senders really write, read in one pass over the bytes: no backslash outside strings, no arrays, tags in
// any order but without repeats, a plain time. Whatever else comes, `read` gives up (undefined) and the caller reads the
// line again with exact-line.ts; so this reader may be picky but must never disagree. A test compares the two.
//
// `text` holds the body once more as latin1, because searching a string is a call into memchr; values become strings of
// their own, cut from the bytes.

import { KV, Point } from '../../point/point.js';
import { compareBytes } from '../../point/text.js';
import type { FieldValue } from '../../point/value.js';
import { Float, Uint } from '../../point/value.js';
import type { FastBuffer } from '../fast-buffer.js';
import { allocateFast } from '../fast-buffer.js';
import type { Precision } from '../precision.js';
import { scaleDigits } from '../precision.js';
import type { TextCache } from '../text-cache.js';
import { hashStep, textAt } from '../text-cache.js';

const MAX_KEY_BYTES = 60_000; // of name and tags; the exact reader knows the true limit
const MAX_FIELD_KEY = 1000;
const MAX_NUMBER = 400; // units; see values.ts
const MAX_REPEATED_VALUE = 24;
const PAIRWISE = 32; // up to here repeated keys are looked for pairwise
const MAX_EXACT_DIGITS = 15; // digits a double holds exactly

const NEWLINE = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;

const NAME_STOPS = stops(', \\\n');
const TAG_STOPS = stops(',= \\\n');
const KEY_STOPS = stops(',= \\\n"\t\0[]'); // brackets count where a line ends
const TOKEN_STOPS = stops(', \n');
const NUMBER_UNITS = stops('0123456789.eE+-');

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['t', true],
  ['T', true],
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['f', false],
  ['F', false],
  ['false', false],
  ['False', false],
  ['FALSE', false],
]);

function stops(units: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const unit of units) table[unit.charCodeAt(0)] = 1;
  return table;
}

export class FastLines {
  private readonly bytes: FastBuffer;
  private readonly text: string;
  private readonly cache: TextCache;
  private readonly precision: Precision;
  private readonly nowNs: bigint;
  /** Where the line last read ends: at its newline or at the end of the body. */
  end = 0;
  private pos = 0;
  /** Next backslash at or after the place last asked about. */
  private backslash = -1;
  private scratch = allocateFast(0);

  constructor(bytes: FastBuffer, text: string, cache: TextCache, precision: Precision, nowNs: bigint) {
    this.bytes = bytes;
    this.text = text;
    this.cache = cache;
    this.precision = precision;
    this.nowNs = nowNs;
  }

  /** The point of the line that starts at `start`, or undefined: not sure, read it exactly. */
  read(start: number): Point | undefined {
    const first = this.bytes[start];
    if (first === COMMA || first === 0x23 || first === 0x09 || first === 0) return undefined;
    this.pos = start;
    const name = this.measurement();
    if (name === undefined) return undefined;
    const tags: KV[] = [];
    while (this.bytes[this.pos] === COMMA) {
      this.pos++;
      if (!this.tag(tags)) return undefined;
    }
    if (this.bytes[this.pos] !== SPACE || this.pos - start > MAX_KEY_BYTES) return undefined;
    const kvs: KV[] = [];
    if (!this.fields(kvs) || !addTags(kvs, tags)) return undefined;
    const time = this.time();
    return time === undefined ? undefined : new Point(name, kvs, time);
  }

  private measurement(): string | undefined {
    const from = this.pos;
    const end = skipUntil(this.bytes, from, NAME_STOPS);
    this.pos = end;
    return end === from ? undefined : this.cache.repeated(this.bytes, from, end);
  }

  private tag(tags: KV[]): boolean {
    const key = this.word(TAG_STOPS);
    if (key === '' || this.bytes[this.pos] !== EQUALS) return false;
    this.pos++;
    const value = this.word(TAG_STOPS);
    if (value === '') return false;
    const stop = this.bytes[this.pos];
    if (stop !== COMMA && stop !== SPACE) return false;
    tags.push(new KV(key, value, true));
    return true;
  }

  /** Reads up to one of `table` and leaves `pos` there. */
  private word(table: Uint8Array): string {
    const { bytes } = this;
    const from = this.pos;
    let at = from;
    let hash = 0;
    let seen = 0;
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (table[byte] === 1) break;
      hash = hashStep(hash, byte);
      seen |= byte;
    }
    this.pos = at;
    if (from === at) return '';
    return seen < 0x80 && at - from <= 40 ? this.cache.lookUp(bytes, from, at, hash) : textAt(bytes, from, at);
  }

  private fields(kvs: KV[]): boolean {
    const { bytes } = this;
    while (bytes[this.pos] === SPACE) this.pos++;
    let byKey: Map<string, KV> | undefined;
    for (;;) {
      const key = this.word(KEY_STOPS);
      if (key === '' || key.length > MAX_FIELD_KEY || bytes[this.pos] !== EQUALS) return false;
      this.pos++;
      const value = this.value();
      if (value === undefined) return false;
      const earlier = byKey === undefined ? findKey(kvs, key) : byKey.get(key);
      if (earlier === undefined) {
        const kv = new KV(key, value, false);
        kvs.push(kv);
        if (byKey !== undefined) byKey.set(key, kv);
        else if (kvs.length > PAIRWISE) byKey = new Map(kvs.map((each) => [each.key, each]));
      } else {
        earlier.value = value;
      }
      if (bytes[this.pos] !== COMMA) return true;
      this.pos++;
    }
  }

  /** A value up to the separator behind it; undefined when unsure. */
  private value(): FieldValue | undefined {
    const { bytes } = this;
    const first = bytes[this.pos]!;
    if (first === QUOTE) return this.string();
    const from = this.pos;
    const end = skipUntil(bytes, from, TOKEN_STOPS);
    this.pos = end;
    if ((first >= 0x30 && first <= 0x39) || first === 0x2d || first === 0x2e) return this.number(from, end);
    return end - from <= 5 ? BOOLEANS.get(this.cache.repeated(bytes, from, end)) : undefined;
  }

  private number(from: number, end: number): FieldValue | undefined {
    const { bytes } = this;
    const last = bytes[end - 1];
    if (last !== 0x69 && last !== 0x75) return this.float(from, end);
    const isNegative = bytes[from] === 0x2d;
    const first = isNegative ? from + 1 : from;
    const digits = end - 1 - first;
    if (digits < 1 || digits > MAX_EXACT_DIGITS) return undefined;
    let value = 0;
    for (let i = first; i < end - 1; i++) {
      const digit = bytes[i]! - 0x30;
      if (digit < 0 || digit > 9) return undefined;
      value = value * 10 + digit;
    }
    if (last === 0x69) return isNegative && value !== 0 ? -value : value;
    return isNegative ? undefined : new Uint(BigInt(value));
  }

  private float(from: number, end: number): Float | undefined {
    const { bytes } = this;
    if (end - from > MAX_NUMBER) return undefined;
    for (let i = from; i < end; i++) if (NUMBER_UNITS[bytes[i]!] !== 1) return undefined;
    const value = Number(bytes.latin1Slice(from, end));
    return Number.isFinite(value) ? new Float(value) : undefined;
  }

  private string(): string | undefined {
    const { text } = this;
    const from = this.pos + 1;
    let quote = text.indexOf('"', from);
    if (quote < 0) return undefined;
    if (this.nextBackslash(from) > quote) {
      this.pos = quote + 1;
      return this.isSeparator(quote + 1) ? this.plain(from, quote) : undefined;
    }
    while (isEscaped(text, from, quote)) {
      quote = text.indexOf('"', quote + 1);
      if (quote < 0) return undefined;
    }
    this.pos = quote + 1;
    return this.isSeparator(quote + 1) ? this.unescaped(from, quote) : undefined;
  }

  private isSeparator(at: number): boolean {
    return at >= this.bytes.length || TOKEN_STOPS[this.bytes[at]!] === 1;
  }

  private plain(from: number, to: number): string {
    const { cache, bytes } = this;
    return to - from <= MAX_REPEATED_VALUE ? cache.repeated(bytes, from, to) : textAt(bytes, from, to);
  }

  /** The text between quotes, `\"` and `\\` unescaped. */
  private unescaped(from: number, to: number): string {
    const { bytes } = this;
    if (this.scratch.length < to - from) this.scratch = allocateFast((to - from) * 2);
    const { scratch } = this;
    let length = 0;
    for (let i = from; i < to; i++) {
      let byte = bytes[i]!;
      if (byte === BACKSLASH) {
        const next = bytes[i + 1]!;
        if (next === QUOTE || next === BACKSLASH) {
          byte = next;
          i++;
        }
      }
      scratch[length++] = byte;
    }
    return textAt(scratch, 0, length);
  }

  private nextBackslash(from: number): number {
    if (this.backslash < from) {
      const at = this.text.indexOf('\\', from);
      this.backslash = at < 0 ? Infinity : at;
    }
    return this.backslash;
  }

  /** The time at the end of the line, or now when there is none; undefined when unsure. */
  private time(): bigint | undefined {
    const { bytes } = this;
    let at = this.pos;
    while (bytes[at] === SPACE) at++;
    const from = at;
    let billions = 0;
    let rest = 0;
    const digitsEnd = skipDigits(bytes, at);
    const split = digitsEnd - 9;
    for (; at < digitsEnd; at++) {
      if (at < split) billions = billions * 10 + bytes[at]! - 0x30;
      else rest = rest * 10 + bytes[at]! - 0x30;
    }
    while (bytes[at] === SPACE) at++;
    if (at < bytes.length && bytes[at] !== NEWLINE) return undefined;
    // 19 digits may be out of range
    if (digitsEnd - from > 18 && (digitsEnd - from > 19 || billions >= 9_223_372_036)) return undefined;
    this.end = at;
    return scaleDigits(billions, rest, this.precision, this.nowNs);
  }
}

function skipUntil(bytes: FastBuffer, from: number, table: Uint8Array): number {
  let at = from;
  while (at < bytes.length && table[bytes[at]!] === 0) at++;
  return at;
}

function skipDigits(bytes: FastBuffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at++;
  return at;
}

/** True when an odd number of backslashes stands before the quote. */
function isEscaped(text: string, from: number, quote: number): boolean {
  let slashes = 0;
  while (quote - slashes > from && text.charCodeAt(quote - slashes - 1) === BACKSLASH) slashes++;
  return slashes % 2 === 1;
}

function findKey(kvs: readonly KV[], key: string): KV | undefined {
  for (let i = 0; i < kvs.length; i++) if (kvs[i]!.key === key) return kvs[i];
  return undefined;
}

/** Appends the tags by key; false when one repeats. */
function addTags(kvs: KV[], tags: KV[]): boolean {
  if (tags.length > 1 && !inOrder(tags)) {
    tags.sort((a, b) => compareBytes(a.key, b.key));
    if (!inOrder(tags)) return false;
  }
  const fields = kvs.length;
  const byKey = fields + tags.length > PAIRWISE ? new Map(kvs.map((kv) => [kv.key, kv])) : undefined;
  for (let i = 0; i < tags.length; i++) {
    const tag = tags[i]!;
    const field = byKey === undefined ? findKey(kvs, tag.key) : byKey.get(tag.key);
    if (field === undefined) {
      kvs.push(tag);
    } else {
      field.value = tag.value;
      field.isTag = true;
    }
  }
  return true;
}

function inOrder(tags: readonly KV[]): boolean {
  for (let i = 1; i < tags.length; i++) if (compareBytes(tags[i - 1]!.key, tags[i]!.key) >= 0) return false;
  return true;
}
