// What one run may use: steps (loop turns and calls, weighed by the generator), wall time and depth of `use`. Emitted
// code does `(budget.left -= weight) < 0`; only then is anything looked at, so a short script never reads the clock.

import type { Fault } from './fault.js';

export interface BudgetLimits {
  readonly maxSteps: number;
  readonly maxMs: number;
  /** Scripts running inside each other. */
  readonly maxDepth: number;
  /** `error`: a run error of the record. `exit`: the run ends quietly, as the reference's exit signal does. */
  readonly exceeded: 'error' | 'exit';
}

export const DEFAULT_BUDGET: BudgetLimits = {
  maxSteps: 50_000_000,
  maxMs: 1000,
  maxDepth: 200,
  exceeded: 'error',
};

/** Steps between two looks at the clock. */
const SLICE = 1024;

/** Thrown through all scripts of a run when its time is over and `exceeded` is `exit`. */
export class ExitSignal extends Error {
  constructor() {
    super('the time of the run is over');
    this.name = 'ExitSignal';
  }
}

export class Budget {
  /** Steps until the next look at the clock; emitted code counts it down. */
  left = SLICE;
  private readonly limits: BudgetLimits;
  private readonly now: () => number;
  private granted = SLICE;
  private depth = 0;
  private deadlineMs = -1;

  constructor(limits: BudgetLimits = DEFAULT_BUDGET, now: () => number = monotonicMs) {
    this.limits = limits;
    this.now = now;
  }

  /** Grants the next slice of steps or ends the run. The clock starts with the first call. */
  refill(at: Fault): void {
    const nowMs = this.now();
    if (this.deadlineMs < 0) this.deadlineMs = nowMs + this.limits.maxMs;
    if (nowMs > this.deadlineMs)
      this.stop(at, `time budget exceeded: the script ran longer than ${this.limits.maxMs} ms`);
    if (this.granted - this.left > this.limits.maxSteps) {
      this.stop(at, `step budget exceeded: more than ${this.limits.maxSteps} loop turns and calls`);
    }
    this.granted += SLICE - this.left;
    this.left = SLICE;
  }

  /** A script starts inside another one. */
  enter(at: Fault): void {
    if (++this.depth > this.limits.maxDepth) {
      at.fail(`scripts use each other more than ${this.limits.maxDepth} deep`, 'budget', 'join some of the scripts');
    }
  }

  leave(): void {
    this.depth--;
  }

  /** Awaits without letting the wait count as run time. */
  async wait<T>(promise: T | Promise<T>): Promise<T> {
    const startMs = this.now();
    try {
      return await promise;
    } finally {
      if (this.deadlineMs >= 0) this.deadlineMs += this.now() - startMs;
    }
  }

  private stop(at: Fault, message: string): never {
    if (this.limits.exceeded === 'exit') throw new ExitSignal();
    at.fail(message, 'budget', 'look for a loop whose condition never becomes false');
  }
}

function monotonicMs(): number {
  return performance.now();
}
