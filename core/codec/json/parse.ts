// JSON text to values with numbers as they are written: int64 times and pbjson integers do not fit a double. The words for
// what is wrong are those of Go's encoding/json, which senders know from the reference.

import { Buffer } from 'node:buffer';

import { DecodeError } from '../../errors.js';
import { quote } from '../../point/quote.js';
import { byteLength, decodeText, encodeText, isByteUnit, isWellFormed } from '../../point/text.js';

/** A number as the text has it. */
export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type JsonObject = Map<string, JsonValue>;
export type JsonValue = string | boolean | null | JsonNumber | JsonValue[] | JsonObject;

const MAX_DEPTH = 1000;
const SLICED = 13; // units from which V8 makes slices instead of copies

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const CONTROL = /[^\u0020-\uffff]/;

/** A byte that is not UTF-8, or half of a pair written as an escape. */
const LONE_SURROGATE = /[\ud800-\udfff]/gu;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/**
 * One JSON value; bytes that are not UTF-8 become U+FFFD, of equal keys in an object the last wins.
 * @throws DecodeError with the offset of the first bad byte
 */
export function parseJson(body: Uint8Array): JsonValue {
  return new Parser(decodeText(body)).document();
}

class Parser {
  private readonly text: string;
  private pos = 0;
  private depth = 0;
  /** Next backslash at or after the place last asked about. */
  private backslash = -1;

  constructor(text: string) {
    this.text = text;
  }

  document(): JsonValue {
    this.blank();
    const value = this.value();
    this.blank();
    if (this.pos < this.text.length) this.unexpected('after top-level value');
    return value;
  }

  private value(): JsonValue {
    switch (this.text[this.pos]) {
      case '{':
        return this.nested(() => this.object());
      case '[':
        return this.nested(() => this.array());
      case '"':
        return this.string();
      case 't':
        return this.literal('true', true);
      case 'f':
        return this.literal('false', false);
      case 'n':
        return this.literal('null', null);
      default:
        return this.number();
    }
  }

  private nested(read: () => JsonValue): JsonValue {
    if (++this.depth > MAX_DEPTH) this.fail('exceeded max depth');
    this.pos++;
    this.blank();
    const value = read();
    this.depth--;
    return value;
  }

  private object(): JsonObject {
    const object: JsonObject = new Map();
    if (this.take('}')) return object;
    for (;;) {
      if (this.text[this.pos] !== '"') this.unexpected('looking for beginning of object key string');
      const key = this.string();
      this.blank();
      if (!this.take(':')) this.unexpected('after object key');
      this.blank();
      object.set(key, this.value());
      this.blank();
      if (this.take('}')) return object;
      if (!this.take(',')) this.unexpected('after object key:value pair');
      this.blank();
    }
  }

  private array(): JsonValue[] {
    const items: JsonValue[] = [];
    if (this.take(']')) return items;
    for (;;) {
      items.push(this.value());
      this.blank();
      if (this.take(']')) return items;
      if (!this.take(',')) this.unexpected('after array element');
      this.blank();
    }
  }

  private string(): string {
    let out = '';
    this.pos++;
    for (;;) {
      out += this.plain();
      if (this.take('"')) return isWellFormed(out) ? out : out.replace(LONE_SURROGATE, '\ufffd');
      if (!this.take('\\')) this.unexpected('in string literal');
      out += this.escape();
    }
  }

  /** What comes before the next quote, backslash or control character. */
  private plain(): string {
    const { text, pos: from } = this;
    const quoteAt = text.indexOf('"', from);
    if (this.backslash < from) {
      const at = text.indexOf('\\', from);
      this.backslash = at < 0 ? Infinity : at;
    }
    const end = Math.min(quoteAt < 0 ? text.length : quoteAt, this.backslash);
    const part = text.slice(from, end);
    const control = part.search(CONTROL);
    this.pos = control < 0 ? end : from + control;
    return ownText(control < 0 ? part : part.slice(0, control));
  }

  private escape(): string {
    const char = ESCAPES.get(this.text[this.pos] ?? '');
    if (char !== undefined) {
      this.pos++;
      return char;
    }
    if (!this.take('u')) this.unexpected('in string escape code');
    let code = 0;
    for (let i = 0; i < 4; i++) {
      const digit = this.text[this.pos] ?? '';
      if (!/^[0-9a-fA-F]$/.test(digit)) this.unexpected('in \\u hexadecimal character escape');
      code = code * 16 + parseInt(digit, 16);
      this.pos++;
    }
    return String.fromCharCode(code);
  }

  private literal<T>(word: string, value: T): T {
    for (const letter of word) {
      if (!this.take(letter)) this.unexpected(`in literal ${word} (expecting '${letter}')`);
    }
    return value;
  }

  private number(): JsonNumber {
    const { text } = this;
    NUMBER.lastIndex = this.pos;
    const match = NUMBER.exec(text)?.[0];
    if (match === undefined) {
      if (!this.take('-')) this.unexpected('looking for beginning of value');
      this.unexpected('in numeric literal');
    }
    this.pos += match.length;
    if (text[this.pos] === '.' && !match.includes('.') && !/[eE]/.test(match)) {
      this.pos++;
      this.unexpected('after decimal point in numeric literal');
    }
    if (/^[eE]$/.test(text[this.pos] ?? '') && !/[eE]/.test(match)) {
      this.pos++;
      if (!this.take('+')) this.take('-');
      this.unexpected('in exponent of numeric literal');
    }
    return new JsonNumber(match);
  }

  private blank(): void {
    while (this.pos < this.text.length && ' \t\r\n'.includes(this.text[this.pos]!)) this.pos++;
  }

  private take(char: string): boolean {
    if (this.text[this.pos] !== char) return false;
    this.pos++;
    return true;
  }

  private unexpected(context: string): never {
    const code = this.text.codePointAt(this.pos);
    if (code === undefined) this.fail('unexpected end of JSON input');
    const byte = isByteUnit(code) ? code - 0xdc00 : Buffer.from(String.fromCodePoint(code))[0]!;
    this.fail(`invalid character ${quoteByte(byte)} ${context}`);
  }

  private fail(message: string): never {
    throw new DecodeError('json', message, byteLength(this.text.slice(0, this.pos)));
  }
}

/** A string of its own: V8 keeps the whole body alive for a long enough slice of it. */
function ownText(slice: string): string {
  return slice.length < SLICED ? slice : decodeText(encodeText(slice));
}

/** A byte as a character between single quotes. */
function quoteByte(byte: number): string {
  const char = String.fromCharCode(byte);
  if (char === "'") return "'\\''";
  if (char === '"') return "'\"'";
  return `'${quote(char).slice(1, -1)}'`;
}
