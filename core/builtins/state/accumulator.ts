// What agg_metric adds up under one new field of one timeline. Results are floats.

export interface Accumulator {
  add(n: number): void;
  result(): number;
}

class Average implements Accumulator {
  private sum = 0;
  private count = 0;

  add(n: number): void {
    this.sum += n;
    this.count++;
  }

  result(): number {
    return this.sum / this.count;
  }
}

/** Folds all values into one; the first value starts it. */
class Fold implements Accumulator {
  private readonly join: (a: number, b: number) => number;
  private current: number | undefined;

  constructor(join: (a: number, b: number) => number) {
    this.join = join;
  }

  add(n: number): void {
    this.current = this.current === undefined ? n : this.join(this.current, n);
  }

  result(): number {
    return this.current ?? 0;
  }
}

const MAKERS: ReadonlyMap<string, () => Accumulator> = new Map<string, () => Accumulator>([
  ['avg', () => new Average()],
  ['sum', () => new Fold((a, b) => a + b)],
  // The reference's min is the last value, its max starts from 0; wrong aggregates are not copied (decision D8).
  ['min', () => new Fold(Math.min)],
  ['max', () => new Fold(Math.max)],
  ['set', () => new Fold((_, b) => b)],
]);

/** Undefined when there is no such function. */
export function accumulatorOf(fn: string): Accumulator | undefined {
  return MAKERS.get(fn)?.();
}
