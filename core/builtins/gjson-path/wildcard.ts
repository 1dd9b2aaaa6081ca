// Names and texts against a pattern of `*` and `?`. Two places instead of recursion: the work is bounded by the product
// of the lengths, where the reference gives up after 10,000 steps.

/** `*` stands for any text, `?` for one character, a backslash before a character for that character. */
export function matchesPattern(text: string, pattern: string): boolean {
  const chars = Array.from(text);
  const terms = Array.from(pattern.matchAll(/\\(.)|[^]/gsu), ([whole, escaped]) => ({
    char: escaped ?? whole,
    isSpecial: escaped === undefined && (whole === '*' || whole === '?'),
  }));
  let at = 0;
  let term = 0;
  let starTerm = -1;
  let starAt = 0;
  while (at < chars.length) {
    const wanted = terms[term];
    if (wanted?.isSpecial === true && wanted.char === '*') {
      starTerm = term++;
      starAt = at;
    } else if (wanted !== undefined && (wanted.isSpecial || wanted.char === chars[at])) {
      term++;
      at++;
    } else if (starTerm >= 0) {
      term = starTerm + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  return terms.slice(term).every(({ char, isSpecial }) => isSpecial && char === '*');
}
