// Texts by code point. A byte that is not UTF-8 counts as one character; it is a lone surrogate here, which the string
// iterator also yields alone.

/** Number of code points. */
export function countCharacters(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff) count--; // the pair counts once
  }
  return count;
}

/** Code points from `start` (inclusive) to `end` (exclusive); both within 0..countCharacters. */
export function sliceCharacters(text: string, start: number, end: number): string {
  let index = 0;
  let from = text.length;
  for (let i = 0; i < text.length; i++, index++) {
    if (index === start) from = i;
    if (index === end) return text.slice(from, i);
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff) i++;
  }
  return text.slice(from);
}
