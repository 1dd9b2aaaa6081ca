// The patterns a script can name: the built-in ones, those of the pattern folder, and what add_pattern adds block by block.

import type { ExpandedPattern, PatternLookup } from './expand.js';
import { expandPattern } from './expand.js';
import { LOG_PATTERNS } from './patterns/logs.js';
import { NET_PATTERNS } from './patterns/net.js';
import { TIME_PATTERNS } from './patterns/time.js';
import { WORD_PATTERNS } from './patterns/words.js';
import { compileRegex } from './regex.js';

/** A pattern that was left out, and why. */
export interface PatternProblem {
  readonly name: string;
  readonly message: string;
}

export class PatternTable {
  /** All built-in patterns. */
  static readonly builtIn = new PatternTable(
    new Map(Object.entries({ ...WORD_PATTERNS, ...NET_PATTERNS, ...TIME_PATTERNS, ...LOG_PATTERNS })),
    [],
  );

  /** Patterns of the files that were left out: unknown or circular references, or no valid expression. */
  readonly problems: readonly PatternProblem[];
  private readonly sources: ReadonlyMap<string, string>;
  /** Expanded patterns by name; undefined while a name is being expanded, to find circles. */
  private readonly expanded = new Map<string, ExpandedPattern | undefined>();

  private constructor(sources: ReadonlyMap<string, string>, added: readonly string[]) {
    this.sources = sources;
    this.problems = added.flatMap((name) => this.checkPattern(name));
  }

  /**
   * A table with the patterns of some files beside the built-in ones, which win over files.
   * @param files texts of one `NAME regex` per line; `#` starts a comment line
   */
  withFiles(files: readonly string[]): PatternTable {
    const added = new Map(files.flatMap(readPatternFile));
    for (const name of this.sources.keys()) added.delete(name);
    return new PatternTable(new Map([...this.sources, ...added]), [...added.keys()]);
  }

  get names(): string[] {
    return [...this.sources.keys()];
  }

  readonly lookup: PatternLookup = (name) => {
    if (this.expanded.has(name)) return this.expanded.get(name);
    const source = this.sources.get(name);
    if (source === undefined) return undefined;
    this.expanded.set(name, undefined);
    try {
      const pattern = expandPattern(source, this.lookup);
      this.expanded.set(name, pattern);
      return pattern;
    } catch (error) {
      this.expanded.delete(name);
      throw error;
    }
  };

  private checkPattern(name: string): PatternProblem[] {
    try {
      const pattern = this.lookup(name);
      if (pattern !== undefined) compileRegex(pattern.text, 'none');
      return [];
    } catch (error) {
      this.expanded.set(name, undefined);
      return [{ name, message: error instanceof Error ? error.message : String(error) }];
    }
  }
}

function readPatternFile(text: string): [string, string][] {
  return text.split('\n').flatMap((line): [string, string][] => {
    const blank = line.indexOf(' ');
    if (line.startsWith('#') || blank < 0) return [];
    return [[line.slice(0, blank), line.slice(blank + 1).replace(/\r$/, '')]];
  });
}

/** Patterns of one block of a script; looks outwards for what it does not have. */
export class PatternScope {
  private readonly outer: PatternLookup;
  private readonly own = new Map<string, ExpandedPattern>();

  constructor(outer: PatternLookup) {
    this.outer = outer;
  }

  readonly lookup: PatternLookup = (name) => this.own.get(name) ?? this.outer(name);

  /** @throws GrokError when the pattern names one that is not known here */
  add(name: string, pattern: string): void {
    this.own.set(name, expandPattern(pattern, this.lookup));
  }
}
