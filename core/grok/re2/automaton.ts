// A deterministic automaton over a program, run from the end of a text to its start and built as texts ask for it. Its
// state at a place is the set of instructions from which a match can be reached there. With that known, a forward walk
// never has to go back: it takes the first preferred way that leads to a match. Both directions take time linear in the
// text, whatever the pattern.

import { Alphabet, KIND_NEWLINE, KIND_NONE, KIND_WORD } from './alphabet.js';
import type { Program } from './program.js';
import { ASSERTIONS, OP_ASSERT, OP_CHAR, OP_MATCH, OP_SAVE, OP_SPLIT } from './program.js';

/** Stands for "no character": the end of the text. */
const END = -1;
const KINDS = 4;

/** Where a step leads: the next instruction, or MATCHED, and the slots that are set on the way. */
export interface Step {
  readonly next: number;
  readonly saves: readonly number[];
}
export const MATCHED = -1;

const MAX_STEPS = 50_000;

export class Automaton {
  readonly program: Program;
  readonly alphabet: Alphabet;
  private readonly words: number;
  private readonly sources: readonly (readonly number[])[];
  private readonly charsByClass: (readonly number[] | undefined)[] = [];
  private readonly matchPc: number;
  private states: Uint32Array[] = [];
  private rows: Int32Array[] = [];
  private ids = new Map<string, number>();
  private steps = new Map<number, Step>();
  private readonly visited: Uint32Array;
  private generation = 0;

  constructor(program: Program) {
    this.program = program;
    this.alphabet = new Alphabet(program);
    this.words = (program.op.length + 31) >> 5;
    this.sources = emptySources(program);
    this.matchPc = program.op.indexOf(OP_MATCH);
    this.visited = new Uint32Array(program.op.length);
  }

  get stateCount(): number {
    return this.states.length;
  }

  /** Forgets all states; their ids become meaningless. */
  forget(): void {
    this.states = [];
    this.rows = [];
    this.ids.clear();
    this.steps.clear();
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
      this.rows.push(new Int32Array(this.alphabet.size * KINDS).fill(-1));
      this.ids.set(key, id);
    }
    return id;
  }

  /** State at the end of a text whose last character is of kind `before`. */
  endState(before: number): number {
    return this.intern(this.close([], END, before));
  }

  /** State before a character, given the state after it and the kind of what stands before. */
  previous(id: number, class_: number, before: number): number {
    const row = this.rows[id]!;
    const column = class_ * KINDS + before;
    let result = row[column]!;
    if (result < 0) {
      const state = this.states[id]!;
      const { out } = this.program;
      const alive = this.charsOf(class_).filter((pc) => has(state, out[pc]!));
      result = this.intern(this.close(alive, class_, before));
      row[column] = result;
    }
    return result;
  }

  /** True when a match can start in this state. */
  canStart(id: number): boolean {
    return has(this.states[id]!, this.program.start);
  }

  /**
   * From `pc`, which must be able to match here, over the preferred way to the next character or the match.
   * @param after state after the character of class `class_`; -1 at the end of the text
   */
  step(pc: number, after: number, class_: number, before: number): Step {
    const column = (class_ + 1) * KINDS + before;
    const key = ((after + 1) * (this.alphabet.size + 1) * KINDS + column) * this.program.op.length + pc;
    let step = this.steps.get(key);
    if (step === undefined) {
      if (this.steps.size >= MAX_STEPS) this.steps.clear();
      step = this.findStep(pc, after, class_, before);
      this.steps.set(key, step);
    }
    return step;
  }

  /** Everything from which the given instructions, or the match, are reached without a character. */
  private close(alive: readonly number[], class_: number, before: number): Uint32Array {
    const { op, arg } = this.program;
    const state = new Uint32Array(this.words);
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
