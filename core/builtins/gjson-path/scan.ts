// Values found in JSON text by scanning, without checking the text: as tidwall/gjson 1.17 does, a broken document gives
// whatever stands where a value could begin. Offsets are UTF-16; every character that matters is ASCII.

import { parseGoFloat } from '../../lang/runtime/go-number.js';

export type Kind = 'null' | 'false' | 'true' | 'number' | 'string' | 'json';

export interface Found {
  readonly kind: Kind;
  /** The value as it stands in the text; '' with kind null = nothing was found. */
  readonly raw: string;
  /** Of a string: what it says. */
  readonly text: string;
  /** Of a number: its value, 0 for what is no number. */
  readonly num: number;
}

export const NOTHING: Found = { kind: 'null', raw: '', text: '', num: 0 };

export function exists(found: Found): boolean {
  return found.kind !== 'null' || found.raw !== '';
}

export function isObject(found: Found): boolean {
  return found.kind === 'json' && found.raw.startsWith('{');
}

export function isArray(found: Found): boolean {
  return found.kind === 'json' && found.raw.startsWith('[');
}

export function jsonFound(raw: string): Found {
  return { ...NOTHING, kind: 'json', raw };
}

/** Offset behind the quote that closes a string, of which `from` is the first character; -1 when none does. */
export function stringEnd(json: string, from: number): number {
  for (let quote = json.indexOf('"', from); quote >= 0; quote = json.indexOf('"', quote + 1)) {
    let before = quote;
    while (before > from && json[before - 1] === '\\') before--;
    if ((quote - before) % 2 === 0) return quote + 1;
  }
  return -1;
}

/** Offset behind the bracket that closes the one at `from`; brackets of all kinds count alike. */
export function bracketEnd(json: string, from: number): number {
  let depth = 1;
  for (let at = from + 1; at < json.length; at++) {
    switch (json.charCodeAt(at)) {
      case 34: {
        const end = stringEnd(json, at + 1);
        if (end < 0) return json.length;
        at = end - 1;
        break;
      }
      case 40: // (
      case 91: // [
      case 123: // {
        depth++;
        break;
      case 41: // )
      case 93: // ]
      case 125: // }
        if (--depth === 0) return at + 1;
        break;
      default:
    }
  }
  return json.length;
}

/** How a value that begins with this character is read; undefined when none does. */
export function valueKind(json: string, at: number): 'string' | 'json' | 'number' | 'word' | undefined {
  switch (json[at]) {
    case '"':
      return 'string';
    case '{':
    case '[':
      return 'json';
    case 'n':
      return json[at + 1] === 'u' || at + 1 >= json.length ? 'word' : 'number'; // nan
    case 't':
    case 'f':
      return 'word';
    default:
      return NUMBER_STARTS.includes(json[at] ?? ' ') ? 'number' : undefined;
  }
}

const NUMBER_STARTS = '+-0123456789iIN';

/** Offset behind the value at `at`; -1 when it is a string without an end. */
export function valueEnd(json: string, at: number, kind: 'string' | 'json' | 'number' | 'word'): number {
  switch (kind) {
    case 'string':
      return stringEnd(json, at + 1);
    case 'json':
      return bracketEnd(json, at);
    case 'number':
      return matchEnd(NUMBER, json, at + 1);
    case 'word':
      return matchEnd(WORD, json, at + 1);
  }
}

const NUMBER = /[^\0- ,\]}]*/y;
const WORD = /[a-z]*/y;

function matchEnd(pattern: RegExp, json: string, from: number): number {
  pattern.lastIndex = from;
  pattern.test(json);
  return pattern.lastIndex;
}

/** The value between two offsets. */
export function foundAt(json: string, start: number, end: number): Found {
  const raw = json.slice(start, end);
  switch (raw[0]) {
    case '"':
      return { kind: 'string', raw, text: stringText(raw), num: 0 };
    case '{':
    case '[':
      return jsonFound(raw);
    case 't':
      return { ...NOTHING, kind: 'true', raw };
    case 'f':
      return { ...NOTHING, kind: 'false', raw };
    case 'n':
      if (raw[1] === 'u' || raw.length === 1) return { ...NOTHING, raw };
      break;
    default:
  }
  return { kind: 'number', raw, text: '', num: numberOf(raw) };
}

function numberOf(raw: string): number {
  const number = parseGoFloat(raw);
  if (number !== undefined) return number;
  const size = Number(raw); // beyond the largest double Go gives an infinity with its error
  return Math.abs(size) === Infinity ? size : 0;
}

function stringText(raw: string): string {
  const body = raw.slice(1, -1);
  return body.includes('\\') ? unescape(body) : body;
}

const SHORT: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  '/': '/',
  '"': '"',
};

/** What a string with escapes says; it ends before a control character or an escape that is none. */
export function unescape(body: string): string {
  let text = '';
  let at = 0;
  while (at < body.length) {
    const char = body[at++]!;
    if (char < ' ') return text;
    if (char !== '\\') {
      text += char;
      continue;
    }
    const escape = body[at++] ?? '';
    if (escape !== 'u') {
      const meant = SHORT[escape];
      if (meant === undefined) return text;
      text += meant;
      continue;
    }
    if (at + 4 > body.length) return text;
    const code = hex(body, at);
    at += 4;
    const hasPair = isSurrogate(code) && body.startsWith('\\u', at) && at + 6 <= body.length;
    text += character(code, hasPair ? hex(body, at + 2) : 0);
    if (hasPair) at += 6;
  }
  return text;
}

function hex(text: string, at: number): number {
  const digits = text.slice(at, at + 4);
  return /^[0-9a-fA-F]{4}$/.test(digits) ? parseInt(digits, 16) : 0;
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code < 0xe000;
}

function character(code: number, low: number): string {
  if (!isSurrogate(code)) return String.fromCharCode(code);
  const isPair = code < 0xdc00 && low >= 0xdc00 && low < 0xe000;
  return isPair ? String.fromCharCode(code, low) : '\ufffd';
}

/** The next value from `at` on, whatever stands before it; undefined when there is none. */
export function nextValue(json: string, from: number): { found: Found; end: number } | undefined {
  for (let at = from; at < json.length; at++) {
    const kind = valueKind(json, at);
    if (kind === undefined) continue;
    const end = valueEnd(json, at, kind);
    return end < 0 ? undefined : { found: foundAt(json, at, end), end };
  }
  return undefined;
}

/** A whole text as one value; of brackets the rest of the text is taken. */
export function parseText(json: string): Found {
  let at = 0;
  while (at < json.length && json[at]! <= ' ') at++;
  const kind = valueKind(json, at);
  if (kind === undefined) return NOTHING;
  if (kind === 'json') return jsonFound(json.slice(at));
  const end = valueEnd(json, at, kind);
  if (end >= 0) return foundAt(json, at, end);
  const raw = json.slice(at);
  return { kind: 'string', raw, text: unescape(raw.slice(1)), num: 0 };
}

/** Members of an object or elements of an array, in order; `visit` returns false to end. A scalar is its own element. */
export function forEach(found: Found, visit: (key: Found, value: Found) => boolean): void {
  if (!exists(found)) return;
  if (found.kind !== 'json') {
    visit(NOTHING, found);
    return;
  }
  const json = found.raw;
  const hasKeys = json.startsWith('{');
  for (let at = 1; at < json.length; at++) {
    let key = NOTHING;
    if (hasKeys) {
      if (json[at] !== '"') continue;
      const end = stringEnd(json, at + 1);
      if (end < 0) return;
      key = foundAt(json, at, end);
      at = end;
    }
    const next = nextValue(json, at);
    if (next === undefined || !visit(key, next.found)) return;
    at = next.end;
  }
}
