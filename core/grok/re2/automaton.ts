// A deterministic automaton over a program, run from the end of a text to its start and built as texts ask for it. Its
// state at a place is the set of instructions from which a match can be reached there. With that known, a forward walk
// never has to go back: it takes the first preferred way that leads to a match. Both directions take time linear in the
// text, whatever the pattern.

import { Alphabet, KIND_NEWLINE, KIND_NONE, KIND_WORD } from './alphabet.js';
import type { Program } from './program.js';
import { ASSERTIONS, OP_ASSERT, OP_CHAR, OP_MATCH, OP_SAVE, OP_SPLIT } from './program.js';

/** The class that stands for "no character": the end of the text. */
export const END = -1;

/** Where a step leads: the next instruction, or MATCHED, and the slots that are set on the way. */
export interface Step {
  readonly next: number;
  readonly saves: readonly number[];
}
export const MATCHED = -1;

const MAX_STEPS = 50_000;
const FIRST_STATES = 16;

export class Automaton {
  readonly program: Program;
  readonly alphabet: Alphabet;
  /** Kinds of what may stand before a place that make a difference: all four, or one when there are no assertions. */
  private readonly kindCount: number;
  private readonly columns: number;
  private readonly sources: readonly (readonly number[])[];
  private readonly charsByClass: (readonly number[] | undefined)[] = [];
  private readonly matchPc: number;
  private readonly visited: Uint32Array;
  private generation = 0;
  private states: Uint32Array[] = [];
  private ids = new Map<string, number>();
  /** State before a character by state after it and column; -1 where nobody has asked yet. */
  private table: Int32Array;
  private starting: Uint8Array;
  private steps = new Map<number, Step>();

  constructor(program: Program) {
    this.program = program;
    this.alphabet = new Alphabet(program);
    this.kindCount = program.hasAsserts ? 4 : 1;
    this.columns = this.alphabet.size * this.kindCount;
    this.sources = emptySources(program);
    this.matchPc = program.op.indexOf(OP_MATCH);
    this.visited = new Uint32Array(program.op.length);
    this.table = new Int32Array(FIRST_STATES * this.columns).fill(-1);
    this.starting = new Uint8Array(FIRST_STATES);
  }

  get stateCount(): number {
    return this.states.length;
  }

  /** Forgets all states; their ids become meaningless. */
  forget(): void {
    this.states = [];
    this.ids.clear();
    this.steps.clear();
    this.table = new Int32Array(FIRST_STATES * this.columns).fill(-1);
    this.starting = new Uint8Array(FIRST_STATES);
  }

  /** The set of instructions behind a state id, to outlive `forget`. */
  stateOf(id: number): Uint32Array {
    return this.states[id]!;
  }

  intern(state: Uint32Array): number {
    const key = String.fromCharCode(...new Uint16Array(state.buffer, state.byteOffset, state.length * 2));
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.states.push(state) - 1;
      this.ids.set(key, id);
      if (id >= this.starting.length) this.grow();
      this.starting[id] = has(state, this.program.start) ? 1 : 0;
    }
    return id;
  }

  /** State at the end of a text whose last character is of kind `before`. */
  endState(before: number): number {
    return this.intern(this.close([], END, before));
  }

  /**
   * Reads classes backwards from `end` to `start`.
   * @param states gets the state at each place, from `states[0]` for `start` to the one given for `end`
   * @returns the first place where a match can start, -1 for none
   */
  readBack(classes: Uint16Array, start: number, end: number, endState: number, states: Int32Array): number {
    const { columns, kindCount } = this;
    const { kinds } = this.alphabet;
    let { table, starting } = this;
    let state = endState;
    let first = starting[state] === 1 ? end : -1;
    states[end - start] = state;
    for (let at = end - 1; at >= start; at--) {
      const class_ = classes[at]!;
      let cell = state * columns + class_;
      let before = 0;
      if (kindCount > 1) {
        before = at === 0 ? KIND_NONE : kinds[classes[at - 1]!]!;
        cell += class_ * (kindCount - 1) + before;
      }
      const known = table[cell]!;
      if (known >= 0) {
        state = known;
      } else {
        state = this.previous(state, class_, before, cell);
        ({ table, starting } = this); // they may have grown
      }
      states[at - start] = state;
      if (starting[state] === 1) first = at;
    }
    return first;
  }

  /** True when a match can start in this state. */
  canStart(id: number): boolean {
    return this.starting[id] === 1;
  }

  /**
   * From `pc`, which must be able to match here, over the preferred way to the next character or the match.
   * @param after state after the character of class `class_`; -1 at the end of the text
   */
  step(pc: number, after: number, class_: number, before: number): Step {
    const cell = (after + 1) * (this.columns + 4) + (class_ + 1) * this.kindCount + before;
    const key = cell * this.program.op.length + pc;
    let step = this.steps.get(key);
    if (step === undefined) {
      if (this.steps.size >= MAX_STEPS) this.steps.clear();
      step = this.findStep(pc, after, class_, before);
      this.steps.set(key, step);
    }
    return step;
  }

  /** Makes room for twice as many states. */
  private grow(): void {
    const table = new Int32Array(this.table.length * 2).fill(-1, this.table.length);
    table.set(this.table);
    this.table = table;
    const starting = new Uint8Array(this.starting.length * 2);
    starting.set(this.starting);
    this.starting = starting;
  }

  /** State before a character, given the state after it and the kind of what stands before. */
  private previous(id: number, class_: number, before: number, cell: number): number {
    const state = this.states[id]!;
    const { out } = this.program;
    const alive = this.charsOf(class_).filter((pc) => has(state, out[pc]!));
    const result = this.intern(this.close(alive, class_, before));
    this.table[cell] = result;
    return result;
  }

  /** Everything from which the given instructions, or the match, are reached without a character. */
  private close(alive: readonly number[], class_: number, before: number): Uint32Array {
    const { op, arg } = this.program;
    const state = new Uint32Array((op.length + 31) >> 5);
    const todo = [this.matchPc, ...alive];
    for (const pc of todo) add(state, pc);
    for (let pc = todo.pop(); pc !== undefined; pc = todo.pop()) {
      for (const source of this.sources[pc]!) {
        if (has(state, source)) continue;
        if (op[source] === OP_ASSERT && !this.holds(arg[source]!, class_, before)) continue;
        add(state, source);
        todo.push(source);
      }
    }
    return state;
  }

  private findStep(start: number, after: number, class_: number, before: number): Step {
    const { op, out, arg } = this.program;
    const state = after < 0 ? undefined : this.states[after]!;
    const generation = ++this.generation;
    const saves: number[] = [];
    // Ways not taken yet, each with the number of saves made before it.
    const later: number[] = [];
    let pc = start;
    for (;;) {
      let isDead = this.visited[pc] === generation;
      this.visited[pc] = generation;
      if (!isDead) {
        switch (op[pc]) {
          case OP_SPLIT:
            later.push(arg[pc]!, saves.length);
            pc = out[pc]!;
            continue;
          case OP_SAVE:
            saves.push(arg[pc]!);
            pc = out[pc]!;
            continue;
          case OP_ASSERT:
            isDead = !this.holds(arg[pc]!, class_, before);
            if (isDead) break;
            pc = out[pc]!;
            continue;
          case OP_CHAR:
            if (state !== undefined && this.alphabet.holds(class_, arg[pc]!) && has(state, out[pc]!)) {
              return { next: out[pc]!, saves };
            }
            break;
          default:
            return { next: MATCHED, saves };
        }
      }
      saves.length = later.pop()!; // never empty: the caller says that a match can be reached
      pc = later.pop()!;
    }
  }

  private charsOf(class_: number): readonly number[] {
    let chars = this.charsByClass[class_];
    if (chars === undefined) {
      const { op, arg } = this.program;
      const found: number[] = [];
      for (let pc = 0; pc < op.length; pc++) {
        if (op[pc] === OP_CHAR && this.alphabet.holds(class_, arg[pc]!)) found.push(pc);
      }
      chars = found;
      this.charsByClass[class_] = chars;
    }
    return chars;
  }

  private holds(assertion: number, class_: number, before: number): boolean {
    const after = class_ === END ? KIND_NONE : this.alphabet.kinds[class_]!;
    switch (ASSERTIONS[assertion]!) {
      case 'textStart':
        return before === KIND_NONE;
      case 'textEnd':
        return after === KIND_NONE;
      case 'lineStart':
        return before === KIND_NONE || before === KIND_NEWLINE;
      case 'lineEnd':
        return after === KIND_NONE || after === KIND_NEWLINE;
      case 'wordBorder':
        return (before === KIND_WORD) !== (after === KIND_WORD);
      case 'noWordBorder':
        return (before === KIND_WORD) === (after === KIND_WORD);
    }
  }
}

/** For each instruction those that lead to it without a character. */
function emptySources({ op, out, arg }: Program): number[][] {
  const sources: number[][] = op.map(() => []);
  for (let pc = 0; pc < op.length; pc++) {
    if (op[pc] === OP_CHAR || op[pc] === OP_MATCH) continue;
    sources[out[pc]!]!.push(pc);
    if (op[pc] === OP_SPLIT) sources[arg[pc]!]!.push(pc);
  }
  return sources;
}

function has(state: Uint32Array, pc: number): boolean {
  return (state[pc >> 5]! & (1 << (pc & 31))) !== 0;
}

function add(state: Uint32Array, pc: number): void {
  state[pc >> 5] = state[pc >> 5]! | (1 << (pc & 31));
}
