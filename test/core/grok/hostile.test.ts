// Patterns and texts made to take for ever. Measured in CPU time, so that a busy machine fails nothing.
// OFFRAMP_FUZZ_PATTERNS asks for more random patterns.

import { describe, expect, test } from '@jest/globals';
import { boundRegexBacktracking } from '../../../core/grok/backtracking.js';
import { compileGrok } from '../../../core/grok/grok.js';
import type { Regex } from '../../../core/grok/regex.js';
import { compileRegex, compileReplacer } from '../../../core/grok/regex.js';
import { PatternTable } from '../../../core/grok/table.js';
import { Generator } from './generate.js';

boundRegexBacktracking();

const MEGABYTE = 1_000_000;
const FUZZ_PATTERNS = Number(process.env['OFFRAMP_FUZZ_PATTERNS'] ?? 40);
const MAX_MS = 1000;

const PATTERNS = [
  '(a+)+$',
  '(a|aa)+$',
  '(?P<a>a*)*(?P<b>b)',
  'x.*y.*z',
  '^(\\w+\\s?)*$',
  '(x+x+)+y',
  '(.*)*x',
  '(?:a{1,3}){5,30}b',
  '(?:.*a){10}b',
  '(a?){25}a{25}',
  '([^"]|\\\\")*"x',
  '(?i)(k+)+s$',
  '(?s).*?.*?.*?.*?z!',
  '(?:(?:a|b)*c)*d',
  '(\\pL+)(\\p{N}+)!',
  '[0-9A-Za-z-]{0,62}(?:\\.[0-9A-Za-z-]{0,62})*!',
  '(?:a|b){20}a(?:a|b)*c',
  '[ab]*a[ab]{12}c',
];
const UNITS = ['a', 'x', 'xy', 'ab', '1.', 'a ', '"\\', 'aé', 'k\u{1F600}', 'abbabaab'];

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function textOf(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
}

function slowest(regexes: readonly Regex[], length: number, texts: (i: number) => readonly string[]): unknown {
  let worst = { ms: 0, pattern: '', unit: '' };
  regexes.forEach((regex, i) => {
    for (const unit of texts(i)) {
      const text = textOf(unit, length);
      const ms = cpuMs(() => regex.exec(text));
      if (ms > worst.ms) worst = { ms, pattern: regex.pattern, unit };
    }
  });
  return worst.ms < MAX_MS ? 'fast enough' : worst;
}

/** Two of the units, others for each pattern. */
function someUnits(i: number): string[] {
  return [UNITS[i % UNITS.length]!, UNITS[(i + 3) % UNITS.length]!];
}

describe('hostile texts', () => {
  const hostile = PATTERNS.map((pattern) => compileRegex(pattern, 'all'));

  test.each([200, 1024, 4000, 16_384])('of %d characters are matched in time by hostile patterns', (length) => {
    expect(slowest(hostile, length, length > 1024 ? someUnits : () => UNITS)).toBe('fast enough');
  });

  test('of a megabyte are matched in time by hostile patterns', () => {
    expect(slowest(hostile, MEGABYTE, someUnits)).toBe('fast enough');
  });

  test('of a megabyte are matched in time by the built-in patterns', () => {
    const regexes = PatternTable.builtIn.names.map(
      (name) => compileGrok(`%{${name}} %{GREEDYDATA:rest}!`, PatternTable.builtIn.lookup).regex,
    );
    expect(regexes).toHaveLength(78);
    expect(slowest(regexes, MEGABYTE, (i) => [UNITS[i % UNITS.length]!])).toBe('fast enough');
  });

  test('of a megabyte are matched in time by random patterns', () => {
    const random = new Generator(7);
    const regexes = Array.from({ length: FUZZ_PATTERNS }, () => compileRegex(random.pattern(), 'all'));
    expect(slowest(regexes, MEGABYTE, (i) => [UNITS[i % UNITS.length]!])).toBe('fast enough');
  });

  test('are replaced and split in time, however often a pattern matches', () => {
    for (const length of [4000, 16_384, 100_000]) {
      const text = textOf('ax', length);
      for (const pattern of ['a(?:.*.*.*z)?', '(?:a|.*y)', 'x*', '\\b']) {
        const { regex, template } = compileReplacer(pattern, '<$0>');
        expect(cpuMs(() => regex.replaceAll(text, template))).toBeLessThan(MAX_MS);
        expect(cpuMs(() => regex.split(text))).toBeLessThan(MAX_MS);
      }
    }
  });
});
