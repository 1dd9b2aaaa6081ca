// The life of a program: parts are started in order and drained and stopped in reverse order. The first SIGTERM or
// SIGINT drains within a limit, the second stops at once.

import type { Logger } from '../log/logger.js';

export interface Part {
  readonly name: string;
  /** Finishes what was accepted; must return soon after the signal fires. */
  drain?(signal: AbortSignal): Promise<void>;
  /** Lets go of everything; may be called while drain is under way. */
  stop(): void | Promise<void>;
}

export class Lifetime {
  private readonly parts: Part[] = [];
  private readonly log: Logger;
  private readonly drainMs: number;
  private readonly abort = new AbortController();
  private ending: Promise<void> | undefined;

  constructor(drainMs: number, log: Logger) {
    this.drainMs = drainMs;
    this.log = log;
  }

  /** Takes over a part that has been started. */
  own(part: Part): void {
    this.parts.push(part);
  }

  /** Drains and stops every part, last started first. A second call joins the first. */
  end(): Promise<void> {
    this.ending ??= this.run();
    return this.ending;
  }

  /** Cuts a drain that is under way short. */
  hurry(): void {
    this.abort.abort();
  }

  /** Waits for a signal, then ends. @returns the exit code */
  async untilSignal(): Promise<number> {
    await new Promise<void>((resolve) => {
      const heard = (name: string): void => {
        if (this.ending === undefined) {
          this.log.info(`${name}: finishing what was accepted`, { limitMs: this.drainMs });
          resolve();
        } else {
          this.log.warn(`${name} again: stopping now`);
          this.hurry();
        }
      };
      process.on('SIGTERM', heard);
      process.on('SIGINT', heard);
    });
    await this.end();
    return 0;
  }

  private async run(): Promise<void> {
    const limit = AbortSignal.any([this.abort.signal, AbortSignal.timeout(this.drainMs)]);
    const parts = this.parts.toReversed();
    for (const part of parts) await this.step(`${part.name}: drain`, () => part.drain?.(limit));
    for (const part of parts) await this.step(`${part.name}: stop`, () => part.stop());
  }

  private async step(what: string, work: () => unknown): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.log.error(`${what} failed`, { reason: error instanceof Error ? error.message : String(error) });
    }
  }
}
