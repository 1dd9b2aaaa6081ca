// Something that is fetched again and again: at start, then after every interval, sooner while it has never worked. A
// round that fails leaves what was fetched before in force, is logged now and then, and is followed by another.

import { retryDelay, type RetryPolicy } from '../flow/retry.js';
import { sleep } from '../flow/sleep.js';
import type { Logger } from '../log/logger.js';
import { Seldom } from '../log/seldom.js';

export interface RefresherOptions {
  /** For the log: what is fetched. */
  readonly what: string;
  /** Asked anew after every round; it is spread by a tenth, so that a fleet does not ask in step. */
  readonly intervalMs: () => number;
  /** Fetches and puts into force; throws what went wrong. */
  readonly round: (signal: AbortSignal) => Promise<void>;
  readonly log: Logger;
}

const AFTER_FAILURE: RetryPolicy = { baseMs: 1000, maxMs: 60_000, maxRetryAfterMs: 60_000 };
const SAY_EVERY_MS = 60_000;

export class Refresher {
  private readonly options: RefresherOptions;
  private readonly stopping = new AbortController();
  private readonly seldom: Seldom;
  private loop: Promise<void> | undefined;

  constructor(options: RefresherOptions) {
    this.options = options;
    this.seldom = new Seldom(options.log, SAY_EVERY_MS);
  }

  start(): void {
    this.loop ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    let failures = 0;
    while (!signal.aborted) {
      failures = (await this.works(signal)) ? 0 : failures + 1;
      const interval = this.options.intervalMs() * (0.9 + 0.2 * Math.random());
      const pause = failures === 0 ? interval : Math.min(interval, retryDelay(failures, AFTER_FAILURE, Math.random()));
      await sleep(pause, signal);
    }
  }

  private async works(signal: AbortSignal): Promise<boolean> {
    try {
      await this.options.round(signal);
      return true;
    } catch (error) {
      if (!signal.aborted) {
        this.seldom.warn(this.options.what, `${this.options.what} could not be fetched; the former ones stay`, {
          reason: error instanceof Error ? error.message : String(error),
        });
      }
      return false;
    }
  }
}
