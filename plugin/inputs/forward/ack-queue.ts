// Acknowledgements of one connection, written in the order of its messages, each once its records have an owner. After
// a failure nothing new is read, but what others own is still acknowledged: it would only come a second time.

export interface AckQueueOptions {
  /** Writes one acknowledgement; each call is one write to the socket. */
  readonly write: (ack: Buffer) => void;
  /** Called whenever a message left the queue. */
  readonly onSettled: () => void;
  readonly onFailed: (error: unknown) => void;
}

interface Waiting {
  readonly ack: Buffer | undefined;
  readonly bytes: number;
  state: 'open' | 'owned' | 'failed';
}

export class AckQueue {
  private readonly options: AckQueueOptions;
  private readonly queue: Waiting[] = [];
  private heldBytes = 0;

  constructor(options: AckQueueOptions) {
    this.options = options;
  }

  /** Messages without an owner, or behind one without. */
  get size(): number {
    return this.queue.length;
  }

  get bytes(): number {
    return this.heldBytes;
  }

  /**
   * @param owned settles when the message has an owner, or cannot get one
   * @param ack   what to write then; undefined when the sender wants nothing
   */
  async add(owned: Promise<void>, ack: Buffer | undefined, bytes: number): Promise<void> {
    const waiting: Waiting = { ack, bytes, state: 'open' };
    this.queue.push(waiting);
    this.heldBytes += bytes;
    try {
      await owned;
      waiting.state = 'owned';
    } catch (error) {
      waiting.state = 'failed';
      this.options.onFailed(error);
    }
    this.flush();
    this.options.onSettled();
  }

  private flush(): void {
    const { queue } = this;
    let done = 0;
    for (; done < queue.length && queue[done]!.state !== 'open'; done++) {
      const { state, ack, bytes } = queue[done]!;
      this.heldBytes -= bytes;
      if (state === 'owned' && ack !== undefined) this.options.write(ack);
    }
    queue.splice(0, done);
  }
}
