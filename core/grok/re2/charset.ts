// Sets of code points as sorted, disjoint ranges, and the operations a regex parser needs on them.

/** Sorted, disjoint, non-adjacent inclusive ranges: [lo0, hi0, lo1, hi1, ...]. */
export type CharSet = readonly number[];

export const MAX_CHAR = 0x10ffff;
export const NO_CHAR: CharSet = [];
export const ANY_CHAR: CharSet = [0, MAX_CHAR];

/** Sorts and joins ranges given in any order. */
export function charSet(ranges: readonly number[]): CharSet {
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i]!, ranges[i + 1]!]);
  pairs.sort((a, b) => a[0] - b[0]);
  const set: number[] = [];
  for (const [lo, hi] of pairs) {
    const last = set.length - 1;
    if (last >= 0 && lo <= set[last]! + 1) {
      if (hi > set[last]!) set[last] = hi;
    } else {
      set.push(lo, hi);
    }
  }
  return set;
}

/** Every code point that is not in the set. */
export function complement(set: CharSet): CharSet {
  const result: number[] = [];
  let from = 0;
  for (let i = 0; i < set.length; i += 2) {
    if (set[i]! > from) result.push(from, set[i]! - 1);
    from = set[i + 1]! + 1;
  }
  if (from <= MAX_CHAR) result.push(from, MAX_CHAR);
  return result;
}

export function includes(set: CharSet, char: number): boolean {
  let low = 0;
  let high = set.length >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (char > set[2 * middle + 1]!) low = middle + 1;
    else high = middle;
  }
  return 2 * low < set.length && char >= set[2 * low]!;
}

/** The only member of a set, -1 when it has none or several. */
export function onlyMember(set: CharSet): number {
  return set.length === 2 && set[0] === set[1] ? set[0]! : -1;
}
