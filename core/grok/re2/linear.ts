// Matching in time linear in the text, for patterns and texts that V8's backtracking matcher must not or cannot take.
// The text is read backwards once (see automaton.ts); then each match is walked forwards. Of a long text only the states
// at the borders of blocks are kept, and a block is read again when a walk enters it.

import { KIND_NONE } from './alphabet.js';
import type { Alphabet } from './alphabet.js';
import { Automaton, MATCHED } from './automaton.js';
import type { Program } from './program.js';

/** Characters per block. */
const BLOCK = 4096;
/** A block may start with this many states and adds at most one for each of its characters. */
const MAX_STATES = 4096;
/** States worth keeping for the next text. */
const MAX_KEPT_STATES = 1024;

export class LinearMatcher {
  private readonly automaton: Automaton;

  constructor(program: Program) {
    this.automaton = new Automaton(program);
  }

  /** Reads a text; the result is good until the next call. */
  search(text: string): LinearSearch {
    if (this.automaton.stateCount > MAX_KEPT_STATES) this.automaton.forget();
    return new LinearSearch(this.automaton, text);
  }
}

export class LinearSearch {
  private readonly automaton: Automaton;
  private readonly chars: Characters;
  /** The state at the end of each block, as the set behind it. */
  private readonly borders: Uint32Array[] = [];
  /** The first place in each block where a match can start, -1 for none. */
  private readonly firstStarts: number[] = [];
  /** States at the places of the block that was read last, its end included. */
  private readonly states: Int32Array;
  private block = -1;

  constructor(automaton: Automaton, text: string) {
    this.automaton = automaton;
    this.chars = readCharacters(text, automaton.alphabet);
    const length = this.chars.classes.length;
    this.states = new Int32Array(Math.min(length, BLOCK) + 1);
    let state = automaton.endState(this.kindBefore(length));
    for (let block = Math.max(0, Math.ceil(length / BLOCK) - 1); block >= 0; block--) {
      this.borders[block] = automaton.stateOf(state);
      this.firstStarts[block] = this.readBlock(block);
      state = this.states[0]!;
    }
  }

  /**
   * The leftmost match that starts at `from` or later, chosen as RE2 chooses.
   * @returns start and end of the match and of each wanted group; -1 where a group took no part
   */
  find(from: number): Int32Array | undefined {
    const start = this.findStart(this.chars.indexOf(from));
    if (start < 0) return undefined;
    const slots = this.walk(start);
    for (let i = 0; i < slots.length; i++) slots[i] = this.chars.offsetOf(slots[i]!);
    return slots;
  }

  private findStart(from: number): number {
    const { automaton, firstStarts } = this;
    let block = Math.min(Math.floor(from / BLOCK), firstStarts.length - 1);
    let first = firstStarts[block]!;
    if (first >= 0 && first < from) {
      this.enter(block);
      const end = this.states.length === 0 ? 0 : this.blockEnd(block);
      const base = block * BLOCK;
      for (first = from; first <= end && !automaton.canStart(this.states[first - base]!); first++);
      if (first > end) first = -1;
    }
    while (first < 0 && ++block < firstStarts.length) first = firstStarts[block]!;
    return first;
  }

  private walk(start: number): Int32Array {
    const { automaton, chars, states } = this;
    const { classes } = chars;
    const slots = new Int32Array(automaton.program.slotCount).fill(-1);
    let pc = automaton.program.start;
    for (let at = start; ; at++) {
      let class_ = -1;
      let after = -1;
      if (at < classes.length) {
        class_ = classes[at]!;
        const block = Math.floor(at / BLOCK);
        if (block !== this.block) this.enter(block);
        after = states[at + 1 - block * BLOCK]!;
      }
      const step = automaton.step(pc, after, class_, this.kindBefore(at));
      for (const slot of step.saves) slots[slot] = at;
      if (step.next === MATCHED) return slots;
      pc = step.next;
    }
  }

  private enter(block: number): void {
    if (block !== this.block) this.readBlock(block);
  }

  /** Fills `states` for a block from the state at its end; the first place where a match can start, or -1. */
  private readBlock(block: number): number {
    const { automaton, states } = this;
    const { classes } = this.chars;
    if (automaton.stateCount > MAX_STATES) automaton.forget();
    const base = block * BLOCK;
    const end = this.blockEnd(block);
    let state = automaton.intern(this.borders[block]!);
    let first = automaton.canStart(state) ? end : -1;
    states[end - base] = state;
    for (let at = end - 1; at >= base; at--) {
      state = automaton.previous(state, classes[at]!, this.kindBefore(at));
      states[at - base] = state;
      if (automaton.canStart(state)) first = at;
    }
    this.block = block;
    return first;
  }

  private blockEnd(block: number): number {
    return Math.min(this.chars.classes.length, (block + 1) * BLOCK);
  }

  private kindBefore(at: number): number {
    return at === 0 ? KIND_NONE : this.automaton.alphabet.kinds[this.chars.classes[at - 1]!]!;
  }
}

/** A text as the class of each of its characters. */
interface Characters {
  readonly classes: Uint16Array;
  /** UTF-16 offset of a character index, and back; both leave -1 alone. */
  offsetOf(index: number): number;
  indexOf(offset: number): number;
}

function readCharacters(text: string, alphabet: Alphabet): Characters {
  const classes = new Uint16Array(text.length);
  let count = 0;
  for (let at = 0; at < text.length; count++) {
    const char = text.codePointAt(at)!;
    classes[count] = alphabet.classOf(char);
    at += char > 0xffff ? 2 : 1;
  }
  return count === text.length ? { classes, offsetOf: same, indexOf: same } : withPairs(text, classes.slice(0, count));
}

function same(position: number): number {
  return position;
}

function withPairs(text: string, classes: Uint16Array): Characters {
  const offsets = new Int32Array(classes.length + 1);
  for (let i = 0, at = 0; i < classes.length; i++) {
    at += text.codePointAt(at)! > 0xffff ? 2 : 1;
    offsets[i + 1] = at;
  }
  return {
    classes,
    offsetOf: (index) => (index < 0 ? -1 : offsets[index]!),
    indexOf(offset) {
      let low = 0;
      let high = offsets.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (offsets[middle]! < offset) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}
