// A bound on the bytes that all connections of an input hold together. It is taken before it is asked for (a message is
// there when we learn its size), so it can be passed by one message per connection; readers then pause until there is
// room, first come first served.

export class ByteBudget {
  private readonly maxBytes: number;
  private readonly waiting = new Set<() => void>();
  private heldBytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get held(): number {
    return this.heldBytes;
  }

  get isFull(): boolean {
    return this.heldBytes >= this.maxBytes;
  }

  take(bytes: number): void {
    this.heldBytes += bytes;
  }

  give(bytes: number): void {
    this.heldBytes -= bytes;
    while (!this.isFull) {
      const [first] = this.waiting;
      if (first === undefined) return;
      this.waiting.delete(first);
      first();
    }
  }

  /** Calls `resume` once, as soon as there is room. */
  whenRoom(resume: () => void): void {
    this.waiting.add(resume);
  }

  forget(resume: () => void): void {
    this.waiting.delete(resume);
  }
}
