// One intake chunk whose shipper waits for an acknowledgement. It is settled when every record of it has an owner or
// a fate, and fails when one of them could get neither.

export class Ticket {
  readonly settled: Promise<void>;
  private open: number;
  private failure: Error | undefined;
  private resolve!: () => void;
  private reject!: (error: Error) => void;

  /** @param records how many records must be settled */
  constructor(records: number) {
    this.open = records;
    this.settled = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    if (records === 0) this.resolve();
  }

  get isOpen(): boolean {
    return this.open > 0;
  }

  settle(records: number): void {
    if (this.open === 0) return;
    this.open -= records;
    if (this.open > 0) return;
    if (this.failure === undefined) this.resolve();
    else this.reject(this.failure);
  }

  /** The records got no owner; the shipper must not be told that they have. */
  fail(records: number, error: Error): void {
    this.failure ??= error;
    this.settle(records);
  }
}
