// Text between double quotes as the reference prints it in warnings and errors (`%q` of Go): control characters and
// whatever does not print are escaped, bytes that are not UTF-8 become \xNN.

import { isByteUnit } from './text.js';

const PLAIN = /^[ !#-[\]-~]*$/;
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

const NAMED: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
]);

/** `text` quoted and escaped. */
export function quote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  let out = '"';
  for (const char of text) out += NAMED.get(char) ?? escapeOther(char);
  return `${out}"`;
}

/** As `quote`, but of at most `maxUnits` units of a long text, with `...` for the rest. */
export function quoteExcerpt(text: string, maxUnits: number): string {
  return text.length <= maxUnits ? quote(text) : `${quote(cutUnits(text, maxUnits))}...`;
}

/** The first units of a text, never half of a surrogate pair. */
export function cutUnits(text: string, maxUnits: number): string {
  if (text.length <= maxUnits) return text;
  const last = text.charCodeAt(maxUnits - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxUnits - 1 : maxUnits);
}

function escapeOther(char: string): string {
  const code = char.codePointAt(0)!;
  if (isByteUnit(code)) return `\\x${hex(code - 0xdc00, 2)}`;
  if (PRINTABLE.test(char)) return char;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
