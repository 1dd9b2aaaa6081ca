// Collects records into batches, one open batch per source and script. A batch closes when it is full; when a receiver
// has nothing to do, or nobody else is being waited for, it leaves at once; else it lingers a short while for company.
// Records whose sender waits for no acknowledgement can be kept apart: their batches go to the spool first.

import type { Point } from '../../core/point/point.js';
import { encodeProtobuf } from '../../core/codec/pbpoint/encode.js';
import { approximateSize } from '../../core/point/size.js';
import { Batch, type BatchKey, type Share } from './batch.js';
import type { Dispatcher } from './dispatcher.js';
import type { Ticket } from './ticket.js';

export interface BatcherOptions {
  readonly records: number;
  readonly bytes: number;
  readonly lingerMs: number;
}

interface Open {
  readonly id: string;
  readonly key: BatchKey;
  /** Spool before sending. */
  readonly isDurable: boolean;
  points: Point[];
  bytes: number;
  shares: { ticket: Ticket; records: number }[];
  timer: NodeJS.Timeout | undefined;
}

export class Batcher {
  private readonly options: BatcherOptions;
  private readonly dispatcher: Dispatcher;
  private readonly open = new Map<string, Open>();
  private openTickets = 0;
  private records = 0;

  constructor(options: BatcherOptions, dispatcher: Dispatcher) {
    this.options = options;
    this.dispatcher = dispatcher;
  }

  /** Records in open batches. */
  get recordsHeld(): number {
    return this.records;
  }

  /** Says that a shipper now waits for this chunk. */
  begin(ticket: Ticket): void {
    if (!ticket.isOpen) return;
    this.openTickets++;
    const end = (): void => {
      this.openTickets--;
    };
    ticket.settled.then(end, end);
  }

  /**
   * Adds points of a chunk that go to receivers, then decides which batches leave now.
   * @param isDurable  the sender will not send them again: spool before sending
   */
  add(key: BatchKey, points: readonly Point[], ticket: Ticket, isDurable = false): void {
    const open = this.batchFor(key, isDurable);
    for (const point of points) this.put(open, point, ticket);
    if (open.points.length === 0) {
      this.open.delete(open.id);
      return;
    }
    const leavesNow = !isDurable && (this.dispatcher.isIdle || this.holdsEveryTicket(open));
    if (leavesNow) this.leave(open);
    else open.timer ??= setTimeout(() => this.leave(open), this.options.lingerMs);
  }

  /** Closes every open batch. */
  flush(): void {
    for (const open of this.open.values()) this.leave(open);
  }

  private leave(open: Open): void {
    this.close(open);
    this.open.delete(open.id);
  }

  private batchFor(key: BatchKey, isDurable: boolean): Open {
    const id = `${key.script}\0${key.source}\0${isDurable}`;
    let open = this.open.get(id);
    if (open === undefined) {
      open = { id, key, isDurable, points: [], bytes: 0, shares: [], timer: undefined };
      this.open.set(id, open);
    }
    return open;
  }

  private put(open: Open, point: Point, ticket: Ticket): void {
    const bytes = approximateSize(point);
    if (open.points.length > 0 && open.bytes + bytes > this.options.bytes) this.close(open);
    open.points.push(point);
    this.records++;
    open.bytes += bytes;
    const last = open.shares.at(-1);
    if (last?.ticket === ticket) last.records++;
    else open.shares.push({ ticket, records: 1 });
    if (open.points.length >= this.options.records) this.close(open);
  }

  /** Senders that wait for an acknowledgement send nothing more until this batch is answered. */
  private holdsEveryTicket(open: Open): boolean {
    return open.shares.length >= this.openTickets;
  }

  private close(open: Open): void {
    clearTimeout(open.timer);
    open.timer = undefined;
    if (open.points.length === 0) return;
    const shares: readonly Share[] = open.shares;
    const batch = new Batch(open.key, encodeProtobuf(open.points), shares);
    this.records -= open.points.length;
    open.points = [];
    open.bytes = 0;
    open.shares = [];
    if (open.isDurable) this.dispatcher.dispatchDurably(batch);
    else this.dispatcher.dispatch(batch);
  }
}
