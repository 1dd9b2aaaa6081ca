// Matching in time linear in the text, for patterns and texts that V8's backtracking matcher must not or cannot take.
// The text is read backwards once (see automaton.ts); then each match is walked forwards. Of a long text only the states
// at the borders of blocks are kept, and a block is read again when a walk enters it.

import { KIND_NONE } from './alphabet.js';
import { Automaton, END, MATCHED } from './automaton.js';
import type { Program } from './program.js';
import { OP_CHAR } from './program.js';

/** Characters per block, a power of two. */
const BLOCK_BITS = 12;
const BLOCK = 1 << BLOCK_BITS;
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
  private readonly text: string;
  private readonly classes: Uint16Array;
  /** UTF-16 offsets of the characters, when they are not just their indexes. */
  private offsets: Int32Array | undefined;
  /** The state at the end of each block, as the set behind it. */
  private readonly borders: Uint32Array[] = [];
  /** The first place in each block where a match can start, -1 for none. */
  private readonly firstStarts: number[] = [];
  /** States at the places of the block that was read last, its end included. */
  private readonly states: Int32Array;
  private block = -1;

  constructor(automaton: Automaton, text: string) {
    this.automaton = automaton;
    this.text = text;
    this.classes = automaton.alphabet.read(text);
    const { length } = this.classes;
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
    const start = this.findStart(this.indexOf(from));
    if (start < 0) return undefined;
    const slots = this.walk(start);
    if (this.classes.length < this.text.length) {
      for (let i = 0; i < slots.length; i++) slots[i] = this.offsetOf(slots[i]!);
    }
    return slots;
  }

  private findStart(from: number): number {
    const { automaton, firstStarts } = this;
    let block = Math.min(from >> BLOCK_BITS, firstStarts.length - 1);
    let first = firstStarts[block]!;
    if (first >= 0 && first < from) {
      this.enter(block);
      const end = this.blockEnd(block);
      const base = block * BLOCK;
      for (first = from; first <= end && !automaton.canStart(this.states[first - base]!); first++);
      if (first > end) first = -1;
    }
    while (first < 0 && ++block < firstStarts.length) first = firstStarts[block]!;
    return first;
  }

  private walk(start: number): Int32Array {
    const { automaton, classes, states } = this;
    const { op, out } = automaton.program;
    const slots = new Int32Array(automaton.program.slotCount).fill(-1);
    let pc = automaton.program.start;
    for (let at = start; ; at++) {
      if (op[pc] === OP_CHAR) {
        pc = out[pc]!; // nothing to choose, and a match is known to be ahead
        continue;
      }
      let class_ = END;
      let after = -1;
      if (at < classes.length) {
        class_ = classes[at]!;
        const block = at >> BLOCK_BITS;
        if (block !== this.block) this.readBlock(block);
        after = states[at + 1 - (block << BLOCK_BITS)]!;
      }
      const { next, saves } = automaton.step(pc, after, class_, this.kindBefore(at));
      for (let i = 0; i < saves.length; i++) slots[saves[i]!] = at;
      if (next === MATCHED) return slots;
      pc = next;
    }
  }

  private enter(block: number): void {
    if (block !== this.block) this.readBlock(block);
  }

  /** Fills `states` for a block from the state at its end; the first place where a match can start, or -1. */
  private readBlock(block: number): number {
    const { automaton } = this;
    if (automaton.stateCount > MAX_STATES) automaton.forget();
    this.block = block;
    const endState = automaton.intern(this.borders[block]!);
    return automaton.readBack(this.classes, block * BLOCK, this.blockEnd(block), endState, this.states);
  }

  private blockEnd(block: number): number {
    return Math.min(this.classes.length, (block + 1) * BLOCK);
  }

  private kindBefore(at: number): number {
    if (!this.automaton.program.hasAsserts) return 0;
    return at === 0 ? KIND_NONE : this.automaton.alphabet.kinds[this.classes[at - 1]!]!;
  }

  private offsetOf(index: number): number {
    return index < 0 ? -1 : this.readOffsets()[index]!;
  }

  private indexOf(offset: number): number {
    if (this.classes.length === this.text.length || offset === 0) return offset;
    const offsets = this.readOffsets();
    let low = 0;
    let high = offsets.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (offsets[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private readOffsets(): Int32Array {
    if (this.offsets !== undefined) return this.offsets;
    const offsets = new Int32Array(this.classes.length + 1);
    for (let i = 0, at = 0; i < this.classes.length; i++) {
      at += this.text.codePointAt(at)! > 0xffff ? 2 : 1;
      offsets[i + 1] = at;
    }
    this.offsets = offsets;
    return offsets;
  }
}
