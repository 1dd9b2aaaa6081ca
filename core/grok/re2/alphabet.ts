// Characters grouped into classes that a program cannot tell apart, so that its automaton has few columns.

import type { CharSet } from './charset.js';
import { includes } from './charset.js';
import type { Program } from './program.js';

/** What stands before a place in the text; the kinds of `kinds` and, at the start of the text, KIND_NONE. */
export const KIND_OTHER = 0;
export const KIND_WORD = 1;
export const KIND_NEWLINE = 2;
export const KIND_NONE = 3;

const WORD: CharSet = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];
const NEWLINE: CharSet = [0x0a, 0x0a];

export class Alphabet {
  readonly size: number;
  /** KIND_OTHER, KIND_WORD or KIND_NEWLINE of each class; all KIND_OTHER when the program has no assertions. */
  readonly kinds: Uint8Array;
  /** For each class, for each set of the program: does it hold the class? */
  private readonly members: readonly boolean[][];
  private readonly starts: Int32Array;
  private readonly classes: Uint16Array;
  private readonly ascii = new Uint16Array(128);

  constructor(program: Program) {
    const sets = program.hasAsserts ? [...program.sets, WORD, NEWLINE] : program.sets;
    const cuts = new Set([0]);
    for (const set of sets) {
      for (let i = 0; i < set.length; i += 2) cuts.add(set[i]!).add(set[i + 1]! + 1);
    }
    this.starts = Int32Array.from(cuts).sort();
    this.classes = new Uint16Array(this.starts.length);
    const signatures = new Map<string, number>();
    const members: boolean[][] = [];
    this.starts.forEach((start, i) => {
      const signature = sets.map((set) => includes(set, start));
      const key = signature.map(Number).join('');
      const known = signatures.get(key) ?? members.push(signature) - 1;
      signatures.set(key, known);
      this.classes[i] = known;
    });
    this.members = members;
    this.size = members.length;
    this.kinds = Uint8Array.from(members, (in_) => (program.hasAsserts ? kindOf(in_) : KIND_OTHER));
    for (let char = 0; char < 128; char++) this.ascii[char] = this.search(char);
  }

  /** The class of a code point; a byte that is not UTF-8 counts as U+FFFD. */
  classOf(char: number): number {
    if (char < 128) return this.ascii[char]!;
    return this.search(char >= 0xd800 && char <= 0xdfff ? 0xfffd : char);
  }

  holds(class_: number, set: number): boolean {
    return this.members[class_]![set]!;
  }

  private search(char: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= char) low = middle;
      else high = middle - 1;
    }
    return this.classes[low]!;
  }
}

/** The last two sets of a signature are WORD and NEWLINE. */
function kindOf(signature: readonly boolean[]): number {
  if (signature[signature.length - 1] === true) return KIND_NEWLINE;
  return signature[signature.length - 2] === true ? KIND_WORD : KIND_OTHER;
}
