// Regular expressions in RE2's syntax and with its results. Where one runs is decided once, when it is compiled: on V8's
// matcher where that is exact and bounded, else on our linear one. Texts that V8 would read differently (surrogates) or
// that are so long that its bound is worth little go to the linear matcher too.

import { canFallBack } from './backtracking.js';
import { assertionsOf, isAnchored } from './re2/analyze.js';
import { emitV8 } from './re2/emit.js';
import { LinearMatcher } from './re2/linear.js';
import { parsePattern } from './re2/parse.js';
import { compileProgram } from './re2/program.js';
import type { ParsedPattern } from './re2/tree.js';
import type { Find } from './scan.js';
import { replaceMatches, splitAtMatches } from './scan.js';
import type { TemplatePart } from './template.js';
import { parseTemplate } from './template.js';

export { PatternError } from './re2/cursor.js';

export type Engine = 'v8' | 'linear';

/** Text of the match, then of each wanted group; undefined for a group that took no part. */
export type MatchTexts = readonly (string | undefined)[];

/** Groups whose text is asked for: those with a name, all, or none. */
export type Groups = 'named' | 'all' | 'none';

/**
 * Texts up to this many UTF-16 units are searched by the backtracking matcher. One step back may read all of the text
 * again, so its bound in time is steps times length.
 */
const MAX_SEARCHED_LENGTH = 1024;
/** Longer texts up to this one it may only try from their first character on, which seldom takes many steps. */
const MAX_TRIED_LENGTH = 16_384;
/** Time after which the rest of a text with many matches is left to the linear matcher. */
const MAX_BACKTRACKED_MS = 20;

/** Characters of which V8 without the flag u, or with the flag m, has its own idea. */
const ODD = /[\ud800-\udfff]/;
const ODD_IN_LINES = /[\ud800-\udfff\r\u2028\u2029]/;

/** @throws PatternError with Go's message */
export function compileRegex(pattern: string, groups: Groups = 'named'): Regex {
  const parsed = parsePattern(pattern);
  return new Regex(pattern, parsed, wantedGroups(parsed, groups));
}

/** A regex that knows only the groups its replacement text refers to. */
export interface Replacer {
  readonly regex: Regex;
  readonly template: readonly TemplatePart[];
}

/**
 * @param replacement text in Go's notation: $1, ${name}, $$
 * @throws PatternError
 */
export function compileReplacer(pattern: string, replacement: string): Replacer {
  const parsed = parsePattern(pattern);
  const parts = parseTemplate(replacement, parsed.groupNames);
  const groups = [...new Set(parts.filter((part) => typeof part === 'number' && part > 0) as number[])].sort(
    (a, b) => a - b,
  );
  const template = parts.map((part) => (typeof part === 'string' || part === 0 ? part : groups.indexOf(part) + 1));
  return { regex: new Regex(pattern, parsed, groups), template };
}

function wantedGroups({ groupNames }: ParsedPattern, groups: Groups): number[] {
  if (groups === 'none') return [];
  return groupNames.flatMap((name, index) => (index > 0 && (groups === 'all' || name !== undefined) ? [index] : []));
}

export class Regex {
  readonly pattern: string;
  readonly engine: Engine;
  /** Why the pattern does not run on V8; '' when it does. */
  readonly reason: string;
  /** Names by group index; undefined for unnamed groups and for index 0. */
  readonly groupNames: readonly (string | undefined)[];
  /** Indexes of the groups that matches report, ascending. */
  readonly groups: readonly number[];
  private readonly root: ParsedPattern['root'];
  private readonly v8: RegExp | undefined;
  /** Matches at the start of a text only. */
  private readonly atStart: RegExp | undefined;
  private readonly isAnchored: boolean;
  /** Longest text that V8 may try, in UTF-16 units. */
  private readonly maxLength: number;
  private readonly odd: RegExp;
  private linearMatcher: LinearMatcher | undefined;

  constructor(pattern: string, { root, groupNames }: ParsedPattern, groups: readonly number[]) {
    this.pattern = pattern;
    this.root = root;
    this.groupNames = groupNames;
    this.groups = groups;
    const asserts = assertionsOf(root);
    this.odd = asserts.has('lineStart') || asserts.has('lineEnd') ? ODD_IN_LINES : ODD;
    this.isAnchored = isAnchored(root);
    const built = buildV8(root, groups);
    if (typeof built === 'string') {
      this.engine = 'linear';
      this.reason = built;
      this.maxLength = 0;
    } else {
      this.engine = 'v8';
      this.reason = '';
      const { expression } = built;
      this.v8 = expression;
      this.atStart = this.isAnchored ? expression : new RegExp(expression, `${expression.flags}y`);
      this.maxLength = built.isWide ? MAX_SEARCHED_LENGTH : MAX_TRIED_LENGTH;
    }
  }

  /** The leftmost match, null when there is none. */
  exec(text: string): MatchTexts | null {
    const { v8, atStart } = this;
    if (v8 !== undefined && atStart !== undefined && text.length <= this.maxLength && !this.odd.test(text)) {
      if (text.length <= MAX_SEARCHED_LENGTH) return v8.exec(text);
      atStart.lastIndex = 0;
      const found = atStart.exec(text);
      if (found !== null || this.isAnchored) return found;
    }
    return this.findLinear(text)(0)?.texts ?? null;
  }

  test(text: string): boolean {
    const { v8, atStart } = this;
    if (v8 !== undefined && atStart !== undefined && text.length <= this.maxLength && !this.odd.test(text)) {
      if (text.length <= MAX_SEARCHED_LENGTH) return v8.test(text);
      atStart.lastIndex = 0;
      const found = atStart.test(text);
      if (found || this.isAnchored) return found;
    }
    return this.linear.search(text).find(0) !== undefined;
  }

  /** Text with every match replaced; numbers in the template are indexes into the texts of a match. */
  replaceAll(text: string, template: readonly TemplatePart[]): string {
    return replaceMatches(text, this.find(text), template);
  }

  /** The pieces of a text between the matches; with `limit` at most so many. */
  split(text: string, limit?: number): string[] {
    if (text === '' && this.pattern !== '') return [''];
    return splitAtMatches(text, this.find(text), limit);
  }

  private find(text: string): Find {
    const isForV8 = text.length <= this.maxLength && !this.odd.test(text);
    return this.v8 !== undefined && isForV8 ? this.findV8(this.v8, text) : this.findLinear(text);
  }

  private findV8(v8: RegExp, text: string): Find {
    const global = new RegExp(v8, `${v8.flags}g`);
    const started = performance.now();
    let linear: Find | undefined;
    return (from) => {
      if (linear !== undefined) return linear(from);
      global.lastIndex = from;
      const found = global.exec(text);
      if (performance.now() - started > MAX_BACKTRACKED_MS) linear = this.findLinear(text);
      return found === null ? undefined : { start: found.index, end: found.index + found[0].length, texts: found };
    };
  }

  private findLinear(text: string): Find {
    const search = this.linear.search(text);
    return (from) => {
      const slots = search.find(from);
      if (slots === undefined) return undefined;
      const texts: (string | undefined)[] = [];
      for (let i = 0; i < slots.length; i += 2) {
        texts.push(slots[i + 1]! < 0 ? undefined : text.slice(slots[i], slots[i + 1]));
      }
      return { start: slots[0]!, end: slots[1]!, texts };
    };
  }

  private get linear(): LinearMatcher {
    return (this.linearMatcher ??= new LinearMatcher(compileProgram(this.root, this.groups)));
  }
}

interface V8Expression {
  readonly expression: RegExp;
  readonly isWide: boolean;
}

/** @returns the reason as text when the pattern cannot run on V8 */
function buildV8(root: ParsedPattern['root'], groups: readonly number[]): V8Expression | string {
  const emitted = emitV8(root, groups);
  if (typeof emitted === 'string') return emitted;
  const { source, flags, isWide } = emitted;
  if (!canFallBack(source, flags)) return 'backtracking would have no bound';
  try {
    const expression = new RegExp(source, flags);
    expression.test(''); // V8 compiles late, and finds only then that an expression is too large for it
    return { expression, isWide };
  } catch {
    return 'too large for V8';
  }
}
