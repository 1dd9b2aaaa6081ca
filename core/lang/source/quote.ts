// Go's way of quoting text in messages: %q of strings and characters, %#U of a code point. The reference's messages
// are printed with these verbs, and people search for them.

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

const SHORT_ESCAPES: ReadonlyMap<number, string> = new Map([
  [7, '\\a'],
  [8, '\\b'],
  [9, '\\t'],
  [10, '\\n'],
  [11, '\\v'],
  [12, '\\f'],
  [13, '\\r'],
  [92, '\\\\'],
]);

/** Text that needs no escapes. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** `%q` of a string. */
export function goQuote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  let quoted = '"';
  for (const char of text) quoted += escapeChar(char, '"', false);
  return `${quoted}"`;
}

/** `%+q` of a string: what is not ASCII is escaped. */
export function goQuoteAscii(text: string): string {
  let quoted = '"';
  for (const char of text) quoted += escapeChar(char, '"', true);
  return `${quoted}"`;
}

/** `%.Nq` of a string: at most `max` characters are quoted. */
export function goQuoteStart(text: string, max: number): string {
  return goQuote(
    Array.from(text.slice(0, 2 * max))
      .slice(0, max)
      .join(''),
  );
}

/** `%q` of a character, `%+q` when `ascii`. A byte that is not UTF-8 is U+FFFD. */
export function goQuoteChar(char: string, ascii = false): string {
  return `'${escapeChar(isByte(char.charCodeAt(0)) ? '\ufffd' : char, "'", ascii)}'`;
}

/** Go's strconv.IsPrint. */
export function isPrintable(char: string): boolean {
  return PRINTABLE.test(char);
}

/** `%#U` of a character; '' stands for the end of the text, which Go's scanner counts as -1. */
export function goUnicode(char: string): string {
  if (char === '') return 'U+FFFFFFFFFFFFFFFF';
  const shown = isByte(char.charCodeAt(0)) ? '\ufffd' : char;
  const hex = shown.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  return PRINTABLE.test(shown) ? `U+${hex} '${shown}'` : `U+${hex}`;
}

function escapeChar(char: string, quote: string, ascii: boolean): string {
  const code = char.codePointAt(0)!;
  if (char === quote) return `\\${quote}`;
  const short = SHORT_ESCAPES.get(code);
  if (short !== undefined) return short;
  if (isByte(code)) return `\\x${(code - 0xdc00).toString(16)}`;
  if ((!ascii || code < 0x80) && PRINTABLE.test(char)) return char;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  const hex = code.toString(16);
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** True for the unit that stands for a byte outside UTF-8 (core/point/text.ts). */
function isByte(code: number): boolean {
  return code >= 0xdc80 && code <= 0xdcff;
}
