// Case folding of sets under (?i): every character drags along those that fold to the same one (Unicode simple folding,
// which unlike upper and lower case maps one character to one). The table is derived from the running JavaScript engine.

import type { CharSet } from './charset.js';
import { charSet, includes } from './charset.js';
import { scan } from './classes.js';

const FIRST_CASED = 0x41;
const LAST_CASED = 0x1e943;

/** Not simple folds: they change only with special rules (Turkish i, ligatures, two accented Greek letters). */
const UNFOLDED: ReadonlySet<number> = new Set([0x130, 0x131, 0x390, 0x3b0, 0x1fd3, 0x1fe3, 0xfb05, 0xfb06]);

/** The set with everything that differs from a member only in case. */
export function foldSet(set: CharSet): CharSet {
  const extra: number[] = [...set];
  for (let i = 0; i < set.length; i += 2) {
    const lo = Math.max(set[i]!, FIRST_CASED);
    const hi = Math.min(set[i + 1]!, LAST_CASED);
    if (lo === FIRST_CASED && hi === LAST_CASED) return set; // holds every cased character already
    for (let char = lo; char <= Math.min(hi, 0x7f); char++) addChars(extra, asciiFolds(char));
  }
  if (set.length > 0 && set[set.length - 1]! > 0x7f) {
    for (const [char, orbit] of caseOrbits()) if (includes(set, char)) addChars(extra, orbit);
  }
  return charSet(extra);
}

function addChars(ranges: number[], chars: readonly number[]): void {
  for (const char of chars) ranges.push(char, char);
}

function asciiFolds(char: number): readonly number[] {
  const lower = char | 0x20;
  if (lower < 0x61 || lower > 0x7a) return [];
  if (lower === 0x6b) return [char ^ 0x20, 0x212a]; // k, K and the Kelvin sign
  if (lower === 0x73) return [char ^ 0x20, 0x17f]; // s, S and the long s
  return [char ^ 0x20];
}

let orbitTable: ReadonlyMap<number, readonly number[]> | undefined;

/** For each cased character all characters (itself included) that fold alike; built when first needed. */
function caseOrbits(): ReadonlyMap<number, readonly number[]> {
  if (orbitTable !== undefined) return orbitTable;
  const orbits = new Map<number, number[]>();
  const cased = scan(/\p{Changes_When_Casemapped}/u);
  for (let i = 0; i < cased.length; i += 2) {
    for (let char = cased[i]!; char <= cased[i + 1]!; char++) {
      for (const other of caseMappings(char)) join(orbits, char, other);
    }
  }
  orbitTable = orbits;
  return orbits;
}

function caseMappings(char: number): number[] {
  if (UNFOLDED.has(char)) return [];
  const text = String.fromCodePoint(char);
  return [text.toLowerCase(), text.toUpperCase()]
    .filter((mapped) => mapped !== text && mapped.length === String.fromCodePoint(mapped.codePointAt(0)!).length)
    .map((mapped) => mapped.codePointAt(0)!)
    .filter((mapped) => !UNFOLDED.has(mapped));
}

function join(orbits: Map<number, number[]>, a: number, b: number): void {
  const left = orbits.get(a) ?? [a];
  const right = orbits.get(b) ?? [b];
  if (left === right) return;
  const merged = [...new Set([...left, ...right])];
  for (const char of merged) orbits.set(char, merged);
}
