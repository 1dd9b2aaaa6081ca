// What the text of a literal means: numbers and the three kinds of quoted text (language.md 2.2, 2.3). The lexer has
// checked the outline; some literals it lets pass are still refused here, with the reference's words.

import { decodeText, encodeText, toWellFormed } from '../../point/text.js';
import type { Int } from '../../point/value.js';
import { toInt } from '../../point/value.js';
import { goQuote } from '../source/quote.js';

export type NumberValue =
  | { readonly kind: 'int'; readonly value: Int }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'error'; readonly message: string };

const INT = /^(?:0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/;
const FLOAT = /^[0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?$/;

/** An int when it is one and fits int64 (a leading 0 means octal), else a float. */
export function numberValue(text: string): NumberValue {
  if (INT.test(text)) {
    const value = BigInt(/^0[0-7]/.test(text) ? `0o${text}` : text);
    if (value <= 0x7fffffffffffffffn) return { kind: 'int', value: toInt(value) };
  }
  if (/^inf$/i.test(text)) return { kind: 'float', value: Infinity };
  if (/^nan$/i.test(text)) return { kind: 'float', value: NaN };
  if (!FLOAT.test(text)) return numberError(text, 'invalid syntax');
  const value = Number(text);
  return Number.isFinite(value) ? { kind: 'float', value } : numberError(text, 'value out of range');
}

function numberError(text: string, reason: string): NumberValue {
  return { kind: 'error', message: `error parsing number: strconv.ParseFloat: parsing ${goQuote(text)}: ${reason}` };
}

/** The text of a literal in one quote on each side; undefined when it is malformed. */
export function unquote(literal: string): string | undefined {
  const body = literal.slice(1, -1);
  // Only a numeric escape that swallowed the closing quote lets a line feed or a quote in (language.md V1).
  if (literal.length < 2 || literal.at(-1) !== literal[0] || body.includes('\n')) return undefined;
  if (!body.includes('\\')) return body.includes(literal[0]!) ? undefined : body;
  return unescape(body, literal[0]!);
}

/** The text of a literal in three quotes on each side: every byte stands for itself; undefined when the ends differ. */
export function unquoteTriple(literal: string): string | undefined {
  if (literal.length === 6) return ''; // compat: also with mixed quotes
  const open = literal.slice(0, 3);
  const close = literal.slice(-3);
  if (open !== `${close[2]!}${close[1]!}${close[0]!}`) return undefined;
  const body = literal.slice(3, -3);
  // compat: bytes outside UTF-8 survive only in a body without backslash, line feed and own quote
  return /[\\\n]/.test(body) || body.includes(open[0]!) ? toWellFormed(body) : body;
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]?))|["']|[^\\"']+/g;

const SHORT: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

function unescape(body: string, quote: string): string | undefined {
  let text = '';
  let hasBytes = false;
  for (const [whole, byte, short, long, octal, char] of body.matchAll(ESCAPE)) {
    if (byte !== undefined || octal !== undefined) {
      const code = byte === undefined ? parseInt(octal!, 8) : parseInt(byte, 16);
      if (code > 0xff) return undefined;
      hasBytes ||= code >= 0x80;
      text += String.fromCharCode(code < 0x80 ? code : 0xdc00 + code);
    } else if (short !== undefined || long !== undefined) {
      const code = parseInt((short ?? long)!, 16);
      if (code > 0x10ffff) return undefined;
      text += code >= 0xd800 && code < 0xe000 ? '\ufffd' : String.fromCodePoint(code);
    } else if (char !== undefined) {
      const meant = char === quote ? quote : SHORT[char];
      if (meant === undefined) return undefined;
      text += meant;
    } else if (whole === quote) {
      return undefined;
    } else {
      text += toWellFormed(whole);
    }
  }
  // Bytes written one by one may spell a character together.
  return hasBytes ? decodeText(encodeText(text)) : text;
}
