// A pattern as instructions for the linear matcher: the shape Go's regexp compiler gives them, so that the order of
// preference, empty iterations and what a group keeps after a loop come out the same.

import type { CharSet } from './charset.js';
import { isNullable } from './analyze.js';
import type { Assertion, Node, Repeat } from './tree.js';

export const OP_CHAR = 0;
/** Tries `out`, then `alt`. */
export const OP_SPLIT = 1;
export const OP_SAVE = 2;
export const OP_ASSERT = 3;
export const OP_MATCH = 4;

export interface Program {
  readonly start: number;
  readonly op: readonly number[];
  readonly out: readonly number[];
  /** Second way of a split; index into `sets` of a char; slot of a save; index into ASSERTIONS of an assert. */
  readonly arg: readonly number[];
  readonly sets: readonly CharSet[];
  readonly hasAsserts: boolean;
  /** Two slots (start, end) for the whole match and for each wanted group in ascending order. */
  readonly slotCount: number;
}

export const ASSERTIONS: readonly Assertion[] = [
  'textStart',
  'textEnd',
  'lineStart',
  'lineEnd',
  'wordBorder',
  'noWordBorder',
];

/** @param wanted indexes of the groups whose text is asked for, ascending */
export function compileProgram(root: Node, wanted: readonly number[]): Program {
  return new Compiler(wanted).compile(root);
}

/** Builds backwards: each method gets where to go on and returns where to enter. */
class Compiler {
  private readonly wanted: readonly number[];
  private readonly op: number[] = [];
  private readonly out: number[] = [];
  private readonly arg: number[] = [];
  private readonly sets: CharSet[] = [];
  private readonly setIndex = new Map<CharSet, number>();
  private hasAsserts = false;

  constructor(wanted: readonly number[]) {
    this.wanted = wanted;
  }

  compile(root: Node): Program {
    const { op, out, arg, sets } = this;
    const match = this.emit(OP_MATCH, -1, 0);
    const end = this.emit(OP_SAVE, match, 1);
    const start = this.emit(OP_SAVE, this.node(root, end), 0);
    return { start, op, out, arg, sets, hasAsserts: this.hasAsserts, slotCount: 2 * (this.wanted.length + 1) };
  }

  private emit(op: number, out: number, arg: number): number {
    this.op.push(op);
    this.out.push(out);
    this.arg.push(arg);
    return this.op.length - 1;
  }

  private node(node: Node, next: number): number {
    switch (node.kind) {
      case 'empty':
        return next;
      case 'char':
        return this.emit(OP_CHAR, next, this.setOf(node.set));
      case 'assert':
        this.hasAsserts = true;
        return this.emit(OP_ASSERT, next, ASSERTIONS.indexOf(node.what));
      case 'concat':
        return node.items.reduceRight((after, item) => this.node(item, after), next);
      case 'alternate': {
        const entries = node.items.map((item) => this.node(item, next));
        return entries.reduceRight((later, entry) => this.emit(OP_SPLIT, entry, later));
      }
      case 'group': {
        const slot = this.wanted.indexOf(node.index);
        if (slot < 0) return this.node(node.item, next);
        const end = this.emit(OP_SAVE, next, 2 * slot + 3);
        return this.emit(OP_SAVE, this.node(node.item, end), 2 * slot + 2);
      }
      case 'repeat':
        return this.repeat(node, next);
    }
  }

  /** x{n,m} is n times x, then (x(x)?)?; x{n,} is n-1 times x, then x+. */
  private repeat({ item, min, max, lazy }: Repeat, next: number): number {
    let entry = next;
    let copies = min;
    if (max === Infinity) {
      if (min === 0) return this.star(item, lazy, next);
      entry = this.plus(item, lazy, next);
      copies--;
    } else {
      for (let i = min; i < max; i++) entry = this.split(this.node(item, entry), next, lazy);
    }
    for (let i = 0; i < copies; i++) entry = this.node(item, entry);
    return entry;
  }

  private star(item: Node, lazy: boolean, next: number): number {
    // An item that can match nothing is (x+)?: it may end the loop with an empty iteration.
    if (isNullable(item)) return this.split(this.plus(item, lazy, next), next, lazy);
    const loop = this.split(-1, next, lazy);
    this.patch(loop, this.node(item, loop), lazy);
    return loop;
  }

  private plus(item: Node, lazy: boolean, next: number): number {
    const loop = this.split(-1, next, lazy);
    const entry = this.node(item, loop);
    this.patch(loop, entry, lazy);
    return entry;
  }

  private split(inner: number, next: number, lazy: boolean): number {
    return lazy ? this.emit(OP_SPLIT, next, inner) : this.emit(OP_SPLIT, inner, next);
  }

  private patch(loop: number, inner: number, lazy: boolean): void {
    (lazy ? this.arg : this.out)[loop] = inner;
  }

  private setOf(set: CharSet): number {
    let index = this.setIndex.get(set);
    if (index === undefined) {
      index = this.sets.push(set) - 1;
      this.setIndex.set(set, index);
    }
    return index;
  }
}
