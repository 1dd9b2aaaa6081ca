// Brings one package to its end at every URL: tries, waits as the retry policy says, tries again those that have not
// taken it, until each has accepted or refused it, or the caller's patience is over. Keeps nothing: who owns the package
// writes down what is told.

import { retryDelay, DEFAULT_RETRY, type RetryPolicy } from '../flow/retry.js';
import { sleep } from '../flow/sleep.js';
import type { DatawayPackage } from './package.js';
import type { PushClient, PushOutcome } from './push.js';

export interface DeliverOptions {
  /** URLs that have the package already. */
  readonly delivered?: ReadonlySet<string>;
  /** True when the package was tried before, by an earlier process or another receiver. */
  readonly isRetry?: boolean;
  /** Ends the waiting and the attempt under way; what is left is `pending`. */
  readonly signal?: AbortSignal;
  /** No further attempt after so many; without it only the signal ends it. */
  readonly maxAttempts?: number;
  /** Told of every outcome as it comes: metrics, loud log lines, delivery notes. */
  readonly onOutcome?: (outcome: PushOutcome) => void;
}

export interface Delivery {
  /** URLs that have the package, those of `options.delivered` included. */
  readonly delivered: ReadonlySet<string>;
  /** What was refused for good, one per URL; goes to the dead letter. */
  readonly refused: readonly PushOutcome[];
  /** The last outcome of every URL that is still to be tried; empty when the package is done with. */
  readonly pending: readonly PushOutcome[];
}

type Push = Pick<PushClient, 'push' | 'endpointNames'>;

export class Deliverer {
  private readonly push: Push;
  private readonly policy: RetryPolicy;
  private readonly random: () => number;

  constructor(push: Push, policy: RetryPolicy = DEFAULT_RETRY, random: () => number = Math.random) {
    this.push = push;
    this.policy = policy;
    this.random = random;
  }

  /** Never throws for what DataWay or the network does. @throws StoppedError when the push client is not running */
  async deliver(pkg: DatawayPackage, options: DeliverOptions = {}): Promise<Delivery> {
    const delivered = new Set(options.delivered);
    const names = this.push.endpointNames.filter((name) => !delivered.has(name));
    // each URL at its own pace: a slow or throttling one must not hold back the others
    const ends = await Promise.all(names.map((name) => this.deliverTo(name, pkg, options)));
    for (const { endpoint, verdict } of ends) if (verdict === 'accepted') delivered.add(endpoint);
    return {
      delivered,
      refused: ends.filter(({ verdict }) => verdict === 'refused'),
      pending: ends.filter(({ verdict }) => verdict === 'retry'),
    };
  }

  /** The outcome that ended it for one URL; `retry` when patience was over. */
  private async deliverTo(name: string, pkg: DatawayPackage, options: DeliverOptions): Promise<PushOutcome> {
    const { signal, maxAttempts = Number.POSITIVE_INFINITY, isRetry = false, onOutcome } = options;
    const others = new Set(this.push.endpointNames.filter((other) => other !== name));
    for (let attempt = 1; ; attempt++) {
      const cut = signal === undefined ? {} : { signal };
      const [outcome] = await this.push.push(pkg, { delivered: others, isRetry: isRetry || attempt > 1, ...cut });
      onOutcome?.(outcome!);
      if (outcome!.verdict !== 'retry' || attempt >= maxAttempts || isOver(signal)) return outcome!;
      await sleep(retryDelay(attempt, this.policy, this.random(), outcome!.retryAfterMs), signal);
      if (isOver(signal)) return outcome!;
    }
  }
}

function isOver(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
