// Stripping characters from both ends of a text, by Go's idea of white space: unlike JavaScript's it has U+0085 and
// lacks U+FEFF.

const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** The text without white space at its ends. */
export function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

/** True for the UTF-16 unit of a white-space character; none needs two units. */
export function isSpace(unit: number): boolean {
  if (unit < 0x80) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
  return unit <= 0x3000 && SPACE.test(String.fromCharCode(unit));
}

/** The text without the given characters at its ends. */
export function trimChars(text: string, cutset: ReadonlySet<string>): string {
  let start = 0;
  let end = text.length;
  while (start < end) {
    const char = String.fromCodePoint(text.codePointAt(start)!);
    if (!cutset.has(char)) break;
    start += char.length;
  }
  while (end > start) {
    const char = lastCharacter(text, start, end);
    if (!cutset.has(char)) break;
    end -= char.length;
  }
  return text.slice(start, end);
}

function lastCharacter(text: string, start: number, end: number): string {
  const unit = text.charCodeAt(end - 1);
  const isPair = unit >= 0xdc00 && unit <= 0xdfff && end - 2 >= start && text.charCodeAt(end - 2) >> 10 === 0x36;
  return text.slice(isPair ? end - 2 : end - 1, end);
}
