// Group commit: while one write is on its way to disk, all that arrive meanwhile wait together and become the next one.
// One fsync then serves many callers, and a lone caller waits for nobody.

/** One thing to do to the database; a change is done whole or not at all. */
export interface Change<Op> {
  readonly ops: readonly Op[];
  readonly sizeBytes: number;
  /** Whether the caller needs it on disk before it is told. */
  readonly durable: boolean;
}

interface Waiting<Op> {
  readonly change: Change<Op>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class GroupCommit<Op> {
  private readonly write: (ops: Op[], durable: boolean) => Promise<void>;
  private readonly maxGroupBytes: number;
  private waiting: Waiting<Op>[] = [];
  private running: Promise<void> | undefined;

  /** @param write  does all operations in one transaction */
  constructor(write: (ops: Op[], durable: boolean) => Promise<void>, maxGroupBytes = 8 * 1024 * 1024) {
    this.write = write;
    this.maxGroupBytes = maxGroupBytes;
  }

  /** Resolves when the change is written (and synced when `durable`); rejects with what the write threw. */
  submit(change: Change<Op>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ change, resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Resolves when nothing is waiting or under way. */
  async idle(): Promise<void> {
    while (this.running !== undefined) await this.running;
  }

  private async run(): Promise<void> {
    await Promise.resolve(); // callers of the same turn go together
    while (this.waiting.length > 0) {
      const group = this.takeGroup();
      const ops = group.flatMap(({ change }) => change.ops);
      try {
        await this.write(
          ops,
          group.some(({ change }) => change.durable),
        );
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.running = undefined;
  }

  private takeGroup(): Waiting<Op>[] {
    let size = 0;
    let count = 0;
    for (const { change } of this.waiting) {
      size += change.sizeBytes;
      if (count > 0 && size > this.maxGroupBytes) break;
      count++;
    }
    return this.waiting.splice(0, count);
  }
}
