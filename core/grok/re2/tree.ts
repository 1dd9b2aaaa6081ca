// The tree a parsed pattern becomes. Flags are compiled away: case folding, `.`, (?m), (?s) and (?U) are already in the
// sets, assertions and lazy marks.

import type { CharSet } from './charset.js';

export type Assertion = 'textStart' | 'textEnd' | 'lineStart' | 'lineEnd' | 'wordBorder' | 'noWordBorder';

export interface Empty {
  readonly kind: 'empty';
}
/** One character of a set; an empty set never matches. */
export interface Char {
  readonly kind: 'char';
  readonly set: CharSet;
}
export interface Assert {
  readonly kind: 'assert';
  readonly what: Assertion;
}
export interface Concat {
  readonly kind: 'concat';
  readonly items: readonly Node[];
}
/** Earlier items are preferred. */
export interface Alternate {
  readonly kind: 'alternate';
  readonly items: readonly Node[];
}
export interface Repeat {
  readonly kind: 'repeat';
  readonly item: Node;
  readonly min: number;
  /** Infinity for no upper bound. */
  readonly max: number;
  readonly lazy: boolean;
}
export interface Group {
  readonly kind: 'group';
  /** 1-based, by opening parenthesis. */
  readonly index: number;
  readonly item: Node;
}

export type Node = Empty | Char | Assert | Concat | Alternate | Repeat | Group;

export const EMPTY: Empty = { kind: 'empty' };

export interface ParsedPattern {
  readonly root: Node;
  /** Names by group index; undefined for unnamed groups and for index 0. */
  readonly groupNames: readonly (string | undefined)[];
}
