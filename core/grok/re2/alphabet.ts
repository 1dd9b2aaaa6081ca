// Characters grouped into classes that a program cannot tell apart, so that its automaton has few columns.

import { Buffer } from 'node:buffer';

import type { CharSet } from './charset.js';
import { includes } from './charset.js';
import { PERL_CLASSES } from './classes.js';
import type { Program } from './program.js';

/** What a character is to the assertions, and KIND_NONE for the ends of the text. */
export const KIND_OTHER = 0;
export const KIND_WORD = 1;
export const KIND_NEWLINE = 2;
export const KIND_NONE = 3;

const WORD: CharSet = PERL_CLASSES.get('w')!;
const NEWLINE: CharSet = [0x0a, 0x0a];
const PAGE = 256;

export class Alphabet {
  readonly size: number;
  /** KIND_OTHER, KIND_WORD or KIND_NEWLINE of each class; all KIND_OTHER when the program has no assertions. */
  readonly kinds: Uint8Array;
  /** For each class, for each set of the program: does it hold the class? */
  private readonly members: readonly (readonly boolean[])[];
  /** First character of each run of one class, and the class. */
  private readonly starts: Int32Array;
  private readonly classes: Uint16Array;
  /** Classes of 256 characters each, made when one of them is met. */
  private readonly pages: (Uint16Array | undefined)[] = [];

  constructor(program: Program) {
    const sets = program.hasAsserts ? [...program.sets, WORD, NEWLINE] : program.sets;
    const cuts = new Set([0]);
    for (const set of sets) {
      for (let i = 0; i < set.length; i += 2) cuts.add(set[i]!).add(set[i + 1]! + 1);
    }
    this.starts = Int32Array.from(cuts).sort();
    this.classes = new Uint16Array(this.starts.length);
    const known = new Map<string, number>();
    const members: boolean[][] = [];
    this.starts.forEach((start, i) => {
      const signature = sets.map((set) => includes(set, start));
      const key = signature.map(Number).join('');
      const class_ = known.get(key) ?? members.push(signature) - 1;
      known.set(key, class_);
      this.classes[i] = class_;
    });
    this.members = members;
    this.size = members.length;
    this.kinds = Uint8Array.from(members, (in_) => (program.hasAsserts ? kindOf(in_) : KIND_OTHER));
  }

  holds(class_: number, set: number): boolean {
    return this.members[class_]![set]!;
  }

  /** The class of each character of a text; a byte that is not UTF-8 counts as U+FFFD. */
  read(text: string): Uint16Array {
    // One copy of the units first: reading them one by one from the string is slow for texts made of pieces.
    const classes = new Uint16Array(text.length);
    Buffer.from(classes.buffer).write(text, 'utf16le');
    const firstPage = this.pages[0] ?? this.page(0);
    let count = 0;
    for (let at = 0; at < classes.length; at++) {
      let char = classes[at]!;
      if (char < PAGE) {
        classes[count++] = firstPage[char]!;
        continue;
      }
      if (char >= 0xd800 && char <= 0xdfff) {
        const low = classes[at + 1] ?? 0;
        if (char < 0xdc00 && low >= 0xdc00 && low <= 0xdfff) {
          char = 0x10000 + ((char - 0xd800) << 10) + (low - 0xdc00);
          at++;
        } else {
          char = 0xfffd;
        }
      }
      classes[count++] = (this.pages[char >> 8] ?? this.page(char >> 8))[char & 0xff]!;
    }
    return count === classes.length ? classes : classes.slice(0, count);
  }

  private page(index: number): Uint16Array {
    const page = new Uint16Array(PAGE);
    for (let i = 0; i < PAGE; i++) page[i] = this.search(index * PAGE + i);
    this.pages[index] = page;
    return page;
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
