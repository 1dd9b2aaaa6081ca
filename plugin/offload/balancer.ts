// Round robin over healthy receivers. A receiver that fails is put aside for a pause that grows with every failure in
// a row; after the pause one batch at a time probes it until it answers. Chooses only; sends nothing.

export interface BalancerOptions {
  readonly inFlight: number;
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
}

export interface ReceiverState {
  readonly address: string;
  readonly index: number;
  inFlight: number;
  /** Failures in a row; 0 = healthy. */
  failures: number;
  /** `performance.now()` until which it is put aside. */
  pausedUntilMs: number;
  /** Batches whose first attempt went here. */
  firstAttempts: number;
}

export class Balancer {
  readonly receivers: readonly ReceiverState[];
  private readonly options: BalancerOptions;
  private readonly nowMs: () => number;
  private readonly random: () => number;
  private next = 0;

  constructor(
    addresses: readonly string[],
    options: BalancerOptions,
    nowMs: () => number = () => performance.now(),
    random: () => number = Math.random,
  ) {
    this.options = options;
    this.nowMs = nowMs;
    this.random = random;
    this.receivers = addresses.map((address, index) => ({
      address,
      index,
      inFlight: 0,
      failures: 0,
      pausedUntilMs: 0,
      firstAttempts: 0,
    }));
  }

  /**
   * The next receiver that may take a batch now, and takes the place in the rotation.
   * @param tried receivers that already failed for this batch in this round
   */
  choose(tried: ReadonlySet<number>): ReceiverState | undefined {
    const count = this.receivers.length;
    for (let step = 0; step < count; step++) {
      const receiver = this.receivers[(this.next + step) % count]!;
      if (tried.has(receiver.index) || !this.canTake(receiver)) continue;
      this.next = (receiver.index + 1) % count;
      return receiver;
    }
    return undefined;
  }

  /** True when the receiver that the next batch would go to has nothing in flight. */
  nextIsIdle(): boolean {
    const count = this.receivers.length;
    for (let step = 0; step < count; step++) {
      const receiver = this.receivers[(this.next + step) % count]!;
      if (this.canTake(receiver)) return receiver.inFlight === 0;
    }
    return false;
  }

  succeeded(receiver: ReceiverState): void {
    receiver.failures = 0;
    receiver.pausedUntilMs = 0;
  }

  /** @param askedPauseMs what the receiver asked for (Retry-After) */
  failed(receiver: ReceiverState, askedPauseMs: number | undefined): void {
    receiver.failures++;
    const grown = Math.min(this.options.firstPauseMs * 2 ** (receiver.failures - 1), this.options.maxPauseMs);
    const pause = Math.min(askedPauseMs ?? grown * (0.5 + this.random() / 2), this.options.maxPauseMs);
    receiver.pausedUntilMs = Math.max(receiver.pausedUntilMs, this.nowMs() + pause);
  }

  /** Milliseconds until some receiver leaves its pause; 0 when one is not paused. */
  msUntilNext(): number {
    const now = this.nowMs();
    return Math.min(...this.receivers.map((receiver) => Math.max(0, receiver.pausedUntilMs - now)));
  }

  private canTake(receiver: ReceiverState): boolean {
    if (receiver.pausedUntilMs > this.nowMs()) return false;
    return receiver.inFlight < (receiver.failures > 0 ? 1 : this.options.inFlight);
  }
}
