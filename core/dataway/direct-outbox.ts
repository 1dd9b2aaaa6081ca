// Owns packages by pushing them: resolves when every DataWay URL has accepted or refused each of them. What cannot be
// delivered within the time limit gets no owner here, so the sender is told to come back.

import { TransportError } from '../errors.js';
import type { DatawayPackage } from './package.js';
import type { PushClient, PushOutcome } from './push.js';
import { DEFAULT_RETRY, retryDelay } from '../flow/retry.js';
import { sleep } from '../flow/sleep.js';
import type { Logger } from '../log/logger.js';
import { Seldom } from '../log/seldom.js';
import type { Outbox, OutboxObserver, OwnedPoints, RefusedPackages } from './outbox.js';

export class DirectOutbox implements Outbox {
  private readonly push: PushClient;
  private readonly refused: RefusedPackages;
  private readonly observer: OutboxObserver;
  private readonly limitMs: number;
  private readonly seldom: Seldom;

  /** @param limitMs how long a package may take before its batch is given back to the sender */
  constructor(push: PushClient, refused: RefusedPackages, observer: OutboxObserver, limitMs: number, log: Logger) {
    this.push = push;
    this.refused = refused;
    this.observer = observer;
    this.limitMs = limitMs;
    this.seldom = new Seldom(log);
  }

  async own(_batchId: string, packages: readonly DatawayPackage[]): Promise<OwnedPoints> {
    const results = await Promise.all(packages.map((pkg) => this.deliver(pkg)));
    const total = { delivered: 0, refused: 0, held: 0 };
    packages.forEach((pkg, i) => (total[results[i]!] += pkg.points));
    return total;
  }

  private async deliver(pkg: DatawayPackage): Promise<'delivered' | 'refused'> {
    const delivered = new Set<string>();
    const deadline = performance.now() + this.limitMs;
    let wasRefused = false;
    for (let attempt = 1; ; attempt++) {
      const outcomes = await this.push.push(pkg, { delivered, isRetry: attempt > 1 });
      for (const outcome of outcomes) {
        this.observer.pushed(
          pkg.category,
          pkg.points,
          outcome.status === undefined ? outcome.reason : String(outcome.status),
        );
        if (outcome.verdict === 'retry') continue;
        delivered.add(outcome.endpoint);
        if (outcome.verdict === 'refused') {
          wasRefused = true;
          await this.refused.putPackage(pkg, outcome.reason, `${outcome.endpoint}: ${outcome.detail}`);
          this.observer.deadLettered(pkg.category, pkg.points, outcome.reason);
        }
      }
      const open = outcomes.find((outcome) => outcome.verdict === 'retry');
      if (open === undefined) return wasRefused ? 'refused' : 'delivered';
      await this.pauseOrGiveBack(open, attempt, deadline);
    }
  }

  private async pauseOrGiveBack(open: PushOutcome, attempt: number, deadline: number): Promise<void> {
    this.seldom.warn(open.endpoint + open.reason, 'DataWay did not take a body', {
      dataway: open.endpoint,
      reason: open.reason,
      detail: open.detail,
    });
    const pause = retryDelay(attempt, DEFAULT_RETRY, Math.random(), open.retryAfterMs);
    if (performance.now() + pause > deadline) {
      throw new TransportError(open.endpoint, `DataWay did not take the batch: ${open.reason}`, { retryable: true });
    }
    await sleep(pause);
  }
}
