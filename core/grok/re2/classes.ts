// Named character classes of RE2: Perl (\d \s \w), POSIX ([:alpha:]) and Unicode (\p{Greek}, \pL).

import type { CharSet } from './charset.js';
import { ANY_CHAR, charSet, MAX_CHAR } from './charset.js';

const DIGIT: CharSet = [0x30, 0x39];
const SPACE: CharSet = [0x09, 0x0a, 0x0c, 0x0d, 0x20, 0x20]; // no vertical tab, nothing beyond ASCII
const WORD: CharSet = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];

export const PERL_CLASSES: ReadonlyMap<string, CharSet> = new Map([
  ['d', DIGIT],
  ['s', SPACE],
  ['w', WORD],
]);

export const POSIX_CLASSES: ReadonlyMap<string, CharSet> = new Map<string, CharSet>([
  ['alnum', [0x30, 0x39, 0x41, 0x5a, 0x61, 0x7a]],
  ['alpha', [0x41, 0x5a, 0x61, 0x7a]],
  ['ascii', [0x00, 0x7f]],
  ['blank', [0x09, 0x09, 0x20, 0x20]],
  ['cntrl', [0x00, 0x1f, 0x7f, 0x7f]],
  ['digit', DIGIT],
  ['graph', [0x21, 0x7e]],
  ['lower', [0x61, 0x7a]],
  ['print', [0x20, 0x7e]],
  ['punct', [0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0x7e]],
  ['space', [0x09, 0x0d, 0x20, 0x20]],
  ['upper', [0x41, 0x5a]],
  ['word', WORD],
  ['xdigit', [0x30, 0x39, 0x41, 0x46, 0x61, 0x66]],
]);

/** General categories the reference knows; it has no names for groups such as LC, nor for unassigned characters. */
const CATEGORIES: ReadonlySet<string> = new Set(
  'C Cc Cf Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs'.split(' '),
);

const unicodeCache = new Map<string, CharSet>();

/** The class of a category or script name as in \p{name}; undefined when there is none. */
export function unicodeClass(name: string): CharSet | undefined {
  if (name === 'Any') return ANY_CHAR;
  const known = unicodeCache.get(name);
  if (known !== undefined) return known;
  const property = unicodeProperty(name);
  if (property === undefined) return undefined;
  const set = scan(property);
  unicodeCache.set(name, set); // bounded by the number of Unicode names
  return set;
}

function unicodeProperty(name: string): RegExp | undefined {
  if (name === 'C') return /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u; // compat: without the unassigned ones
  if (CATEGORIES.has(name)) return new RegExp(`\\p{${name}}`, 'u');
  // Script names are spelt as in the reference, `Old_Italic`; short aliases such as `Grek` are not known there.
  if (!/^[A-Z][a-zA-Z_]{4,}$/.test(name) && !SHORT_SCRIPTS.has(name)) return undefined;
  try {
    return new RegExp(`\\p{Script=${name}}`, 'u');
  } catch {
    return undefined;
  }
}

const SHORT_SCRIPTS: ReadonlySet<string> = new Set([
  'Cham',
  'Han',
  'Lao',
  'Lisu',
  'Mro',
  'Newa',
  'Nko',
  'Thai',
  'Vai',
  'Yi',
]);

const BLOCK = 0x1000;

/** All characters a one-character expression with the flag u matches. */
export function scan(property: RegExp): CharSet {
  const runs = new RegExp(`${property.source}+`, 'gu');
  const ranges: number[] = [];
  const chars = new Array<number>(BLOCK);
  for (let start = 0; start <= MAX_CHAR; start += BLOCK) {
    for (let i = 0; i < BLOCK; i++) chars[i] = start + i;
    const width = start > 0xffff ? 2 : 1; // UTF-16 units per character
    for (const run of String.fromCodePoint(...chars).matchAll(runs)) {
      const first = start + run.index / width;
      ranges.push(first, first + run[0].length / width - 1);
    }
  }
  return charSet(ranges);
}
