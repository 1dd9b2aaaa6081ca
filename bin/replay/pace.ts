// Lets records go at a given rate, in small bursts that follow the clock, so that a late timer is made up for.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { sleep } from '../../core/flow/sleep.js';

/** How far ahead records may be let go at once; shorter steps would only cost timers. */
const STEP_MS = 5;

export class Pace {
  private readonly rate: number;
  private readonly burst: number;
  private readonly startMs = performance.now();
  private count = 0;

  /**
   * @param rate  records per second; 0: no limit
   * @param burst records after which the event loop gets a turn in any case
   */
  constructor(rate: number, burst: number) {
    this.rate = rate;
    this.burst = burst;
  }

  /** Resolves when the next record may go. */
  async next(signal?: AbortSignal): Promise<void> {
    const at = this.count++;
    if (this.rate > 0) {
      const aheadMs = (at / this.rate) * 1000 - (performance.now() - this.startMs);
      if (aheadMs > STEP_MS) {
        await sleep(aheadMs, signal);
        return;
      }
    }
    if (at % this.burst === this.burst - 1) await nextTurn();
  }
}
