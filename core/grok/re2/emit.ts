// A tree as the source of a V8 regular expression without the flags u, i and d, or the reason why there is none.
//
// It is exact for texts without surrogates (and, for (?m), without \r, U+2028 and U+2029): the caller takes others to the
// linear matcher. What V8 does differently is refused here: empty iterations of a loop, groups that a loop can leave out,
// line and text anchors side by side. Counted repeats are unrolled where V8's linear engine, the bound of its backtracking
// one, could not take them.

import { assertionsOf, canSkipGroup, holdsGroup, isNullable } from './analyze.js';
import type { CharSet } from './charset.js';
import { complement, onlyMember } from './charset.js';
import type { Assertion, Node, Repeat } from './tree.js';

export interface V8Source {
  readonly source: string;
  readonly flags: '' | 'm';
  /** A class of it has very many ranges, which V8's linear engine takes one by one. */
  readonly isWide: boolean;
}

/** V8's linear engine takes counts whose product over nested repeats is at most this. */
const MAX_COUNT = 16;
const MAX_SOURCE = 30_000;
const WIDE_CLASS = 200;

class NotExact extends Error {}

/** @returns the reason as text when the tree has no exact form */
export function emitV8(root: Node, wanted: readonly number[]): V8Source | string {
  const asserts = assertionsOf(root);
  const isMultiLine = asserts.has('lineStart') || asserts.has('lineEnd');
  if (isMultiLine && (asserts.has('textStart') || asserts.has('textEnd')))
    return 'anchors of lines and of the text mixed';
  try {
    const emitter = new Emitter(wanted);
    const source = emitter.node(root, 1);
    if (source.length > MAX_SOURCE) return 'pattern too long';
    return { source, flags: isMultiLine ? 'm' : '', isWide: emitter.isWide };
  } catch (error) {
    if (error instanceof NotExact) return error.message;
    throw error;
  }
}

class Emitter {
  private readonly wanted: readonly number[];
  isWide = false;
  private length = 0;

  constructor(wanted: readonly number[]) {
    this.wanted = wanted;
  }

  /** @param copies product of the counts of the repeats around this node */
  node(node: Node, copies: number): string {
    switch (node.kind) {
      case 'empty':
        return '(?:)';
      case 'char': {
        const source = charSource(node.set);
        this.isWide ||= source.length > WIDE_CLASS;
        return this.count(source);
      }
      case 'assert':
        return ASSERTIONS[node.what];
      case 'concat':
        return node.items.map((item) => this.operand(item, copies)).join('');
      case 'alternate':
        return node.items.map((item) => this.node(item, copies)).join('|');
      case 'group':
        return this.wanted.includes(node.index) ? `(${this.node(node.item, copies)})` : this.node(node.item, copies);
      case 'repeat':
        return this.repeat(node, copies);
    }
  }

  /** The node so that something can stand before and after it. */
  private operand(node: Node, copies: number): string {
    const source = this.node(node, copies);
    return bare(node, this.wanted).kind === 'alternate' ? `(?:${source})` : source;
  }

  /** The node so that a quantifier can follow. */
  private atom(node: Node, copies: number): string {
    const { kind } = bare(node, this.wanted);
    const source = this.node(node, copies);
    return kind === 'char' || kind === 'group' ? source : `(?:${source})`;
  }

  private repeat(node: Repeat, copies: number): string {
    const { item, min, max, lazy } = node;
    if (max === 0) return '(?:)';
    if (max === 1) return this.optional(node, copies);
    if (isNullable(item)) throw new NotExact('a repeated item can match nothing');
    if (canSkipGroup(item, this.wanted)) throw new NotExact('a repeat can leave out a group');
    const count = max === Infinity ? min + 1 : max; // V8 counts x{n,} as n times x, then x*
    if (copies * count <= MAX_COUNT) return this.atom(item, copies * count) + bounds(min, max) + (lazy ? '?' : '');
    if (holdsGroup(item, this.wanted)) throw new NotExact('a group in a repeat with a high count');
    return this.unrolled(node, copies);
  }

  private optional({ item, min, lazy }: Repeat, copies: number): string {
    if (min === 1) return this.operand(item, copies);
    // V8 would refuse to let an optional item match nothing; as an alternative it may.
    if (isNullable(item)) return lazy ? `(?:|${this.node(item, copies)})` : `(?:${this.node(item, copies)}|)`;
    return `${this.atom(item, copies)}?${lazy ? '?' : ''}`;
  }

  private unrolled({ item, min, max, lazy }: Repeat, copies: number): string {
    const chunk = Math.floor(MAX_COUNT / copies);
    const mark = lazy ? '?' : '';
    if (bare(item, this.wanted).kind === 'char' && chunk > 1) {
      const atom = this.atom(item, copies);
      const tail = max === Infinity ? `${atom}*${mark}` : upTo(atom, max - min, chunk, lazy);
      return this.count(times(atom, min, chunk) + tail);
    }
    const atom = this.atom(item, copies);
    const optionals = max === Infinity ? 0 : max - min;
    if (atom.length * (min + optionals) > MAX_SOURCE) throw new NotExact('pattern too long');
    const tail = max === Infinity ? `${atom}*${mark}` : `(?:${atom}`.repeat(optionals) + `)?${mark}`.repeat(optionals);
    return this.count(atom.repeat(min) + tail);
  }

  /** Stops early when nested unrolling would build a giant. */
  private count(source: string): string {
    this.length += source.length;
    if (this.length > 4 * MAX_SOURCE) throw new NotExact('pattern too long');
    return source;
  }
}

/** The node that decides how the emitted text binds: groups that capture nothing leave no trace. */
function bare(node: Node, wanted: readonly number[]): Node {
  if (node.kind === 'group' && !wanted.includes(node.index)) return bare(node.item, wanted);
  if (node.kind === 'repeat' && node.min === 1 && node.max === 1) return bare(node.item, wanted);
  return node;
}

function bounds(min: number, max: number): string {
  if (max === Infinity) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

/** Exactly `count` of an atom of one character. */
function times(atom: string, count: number, chunk: number): string {
  const rest = count % chunk;
  return `${atom}{${chunk}}`.repeat(Math.floor(count / chunk)) + (rest > 0 ? `${atom}{${rest}}` : '');
}

/** At most `count` of an atom of one character, in the order of preference of {0,count}. */
function upTo(atom: string, count: number, chunk: number, lazy: boolean): string {
  const mark = lazy ? '?' : '';
  if (count === 0) return '';
  if (count <= chunk) return `${atom}{0,${count}}${mark}`;
  const many = `${atom}{${chunk}}${upTo(atom, count - chunk, chunk, lazy)}`;
  const few = `${atom}{0,${chunk - 1}}${mark}`;
  return lazy ? `(?:${few}|${many})` : `(?:${many}|${few})`;
}

const ASSERTIONS: Readonly<Record<Assertion, string>> = {
  textStart: '^',
  textEnd: '$',
  lineStart: '^',
  lineEnd: '$',
  wordBorder: '\\b',
  noWordBorder: '\\B',
};

const sources = new WeakMap<CharSet, string>();

function charSource(set: CharSet): string {
  let source = sources.get(set);
  if (source === undefined) {
    source = makeCharSource(set);
    sources.set(set, source);
  }
  return source;
}

function makeCharSource(set: CharSet): string {
  const only = onlyMember(set);
  if (only >= 0) return isUnit(only) ? unitSource(only) : '[]';
  const plain = rangesSource(set);
  const negated = rangesSource(complement(set));
  if (negated === '') return '[^]';
  return negated.length < plain.length ? `[^${negated}]` : `[${plain}]`;
}

/** Ranges of UTF-16 units; surrogates and what lies beyond do not occur in the texts, so borders there are free. */
function rangesSource(set: CharSet): string {
  let source = '';
  for (let i = 0; i < set.length; i += 2) {
    let lo = set[i]!;
    let hi = set[i + 1]!;
    if (lo >= 0xd800 && lo <= 0xdfff) lo = 0xe000;
    if (hi > 0xffff) hi = 0xffff;
    else if (hi >= 0xd800 && hi <= 0xdfff) hi = 0xd7ff;
    if (lo > hi) continue;
    source += unitSource(lo);
    if (hi > lo) source += (hi > lo + 1 ? '-' : '') + unitSource(hi);
  }
  return source;
}

function isUnit(char: number): boolean {
  return char < 0xd800 || (char > 0xdfff && char <= 0xffff);
}

/** One unit, safe both inside and outside a class. */
function unitSource(unit: number): string {
  const char = String.fromCharCode(unit);
  if (/[0-9A-Za-z_ ]/.test(char)) return char;
  if (unit > 0x20 && unit < 0x7f) return `\\${char}`;
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
