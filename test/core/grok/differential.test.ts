// The translation to V8 and the linear matcher against re2js, an independent port of Go's regexp package, on random
// patterns and texts. OFFRAMP_FUZZ_PAIRS asks for more pairs, OFFRAMP_FUZZ_SEED for others.

import { describe, expect, test } from '@jest/globals';
import { RE2JS } from 're2js';
import { boundRegexBacktracking } from '../../../core/grok/backtracking.js';
import { LinearMatcher } from '../../../core/grok/re2/linear.js';
import { parsePattern } from '../../../core/grok/re2/parse.js';
import { compileProgram } from '../../../core/grok/re2/program.js';
import { compileRegex } from '../../../core/grok/regex.js';
import { toWellFormed } from '../../../core/point/text.js';
import { Generator } from './generate.js';

boundRegexBacktracking();

const PAIRS = Number(process.env['OFFRAMP_FUZZ_PAIRS'] ?? 20_000);
const SEED = Number(process.env['OFFRAMP_FUZZ_SEED'] ?? 20231112);
const TEXTS_PER_PATTERN = 16;

type Texts = readonly string[] | null;

function oracle(pattern: RE2JS, text: string): Texts {
  const matcher = pattern.matcher(toWellFormed(text)); // same length: a byte unit becomes one U+FFFD
  if (!matcher.find()) return null;
  return Array.from({ length: pattern.groupCount() + 1 }, (_, group) =>
    matcher.start(group) < 0 ? '' : text.slice(matcher.start(group), matcher.end(group)),
  );
}

function linearMatcher(pattern: string): LinearMatcher {
  const { root, groupNames } = parsePattern(pattern);
  const groups = groupNames.map((_, index) => index).slice(1);
  return new LinearMatcher(compileProgram(root, groups));
}

function linearTexts(matcher: LinearMatcher, text: string): Texts {
  const slots = matcher.search(text).find(0);
  if (slots === undefined) return null;
  return Array.from({ length: slots.length / 2 }, (_, i) => text.slice(slots[2 * i], slots[2 * i + 1]));
}

describe('regex results', () => {
  test(`agree with re2js on ${PAIRS} random pairs, whatever engine runs them`, () => {
    const random = new Generator(SEED);
    const engines = { v8: 0, linear: 0 };
    for (let pairs = 0; pairs < PAIRS;) {
      const pattern = random.pattern();
      const wanted = tryCompile(pattern, (text) => RE2JS.compile(text));
      const regex = tryCompile(pattern, (text) => compileRegex(text, 'all'));
      if (wanted === undefined || regex === undefined) {
        expect({ pattern, refused: regex === undefined }).toEqual({ pattern, refused: wanted === undefined });
        continue;
      }
      engines[regex.engine]++;
      const matcher = linearMatcher(pattern);
      for (let i = 0; i < TEXTS_PER_PATTERN; i++, pairs++) {
        const text = random.text(12);
        const expected = oracle(wanted, text);
        const found = regex.exec(text)?.map((part) => part ?? '') ?? null;
        const foundLinear = linearTexts(matcher, text);
        if (!isSame(found, expected) || !isSame(foundLinear, expected)) {
          expect({ pattern, text, v8: found, linear: foundLinear }).toEqual({
            pattern,
            text,
            v8: expected,
            linear: expected,
          });
        }
      }
    }
    expect(engines.v8).toBeGreaterThan(engines.linear); // the fast way is the usual one
    expect(engines.linear).toBeGreaterThan(0);
  });
});

function tryCompile<T>(pattern: string, compile: (pattern: string) => T): T | undefined {
  try {
    return compile(pattern);
  } catch {
    return undefined;
  }
}

function isSame(a: Texts, b: Texts): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((text, i) => text === b[i]);
}
