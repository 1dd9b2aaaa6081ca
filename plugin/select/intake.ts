// What happens to records once they are in: decoded to points, each with the way its script sends it. Records with a
// remote script go to the receivers; the others are run here. The shipper is answered when all have an owner.

import type { EntryVisitor } from '../../core/codec/msgpack/entries.js';
import { toPoint } from '../../core/codec/record/to-point.js';
import type { DecodeError } from '../../core/errors.js';
import type { LogEntry } from '../../core/codec/record/record.js';
import type { Point } from '../../core/point/point.js';
import { selectScript, type SelectionRules } from '../../core/scripts/select.js';
import type { IntakeBatch, IntakeSink } from '../inputs/intake.js';
import type { BatchKey } from '../offload/batch.js';
import type { Batcher } from '../offload/batcher.js';
import { Ticket } from '../offload/ticket.js';
import type { ResolvedRoute, TagRouter } from './routes.js';

/** Runs points whose script is no remote one on this host, and settles the ticket. */
export interface LocalLane {
  run(points: readonly Point[], script: string, ticket: Ticket): void;
}

/** Durable home of what could not be read. */
export interface UnreadableSink {
  put(bytes: Uint8Array, reason: string): Promise<void>;
}

export interface IntakeObserver {
  recordsAccepted(input: string, records: number): void;
  recordFate(fate: 'refused', records: number): void;
}

export interface IntakeOptions {
  readonly router: TagRouter;
  /** Current selection rules; asked anew for every batch, so a batch sees one generation. */
  readonly rules: () => SelectionRules;
  /** Settled once scripts are known; until then nobody can say which records have a remote one. */
  readonly ready: Promise<void>;
  /** False while there are no receivers: everything is run here. */
  readonly canOffload: boolean;
  /** Spool what comes without acknowledgement before it is sent. */
  readonly writeAhead: boolean;
  readonly batcher: Batcher;
  readonly local: LocalLane;
  readonly unreadable: UnreadableSink;
  readonly observer: IntakeObserver;
  readonly host: string;
}

export class Intake implements IntakeSink {
  private readonly options: IntakeOptions;

  constructor(options: IntakeOptions) {
    this.options = options;
  }

  async accept(batch: IntakeBatch): Promise<void> {
    await this.options.ready;
    const route = this.options.router.resolve(batch.tag);
    const collected = new Collected(route, this.options.host);
    batch.readEntries(collected);
    const { points, unreadable: refused } = collected;
    this.options.observer.recordsAccepted(batch.input, points.length + refused.length);
    await this.keepUnreadable(batch, refused);
    if (points.length > 0) await this.dispatch(points, route, this.options.writeAhead && !batch.isAcknowledged);
  }

  private async dispatch(points: readonly Point[], route: ResolvedRoute, isDurable: boolean): Promise<void> {
    const ticket = new Ticket(points.length);
    if (this.isRemote(points[0]!, route)) {
      const key: BatchKey = { source: route.source, script: route.script };
      this.options.batcher.begin(ticket);
      this.options.batcher.add(key, points, ticket, isDurable);
    } else {
      this.options.local.run(points, route.script, ticket);
    }
    await ticket.settled;
  }

  /** A route gives all its points the same name, and a logging script is chosen by name: one look is enough. */
  private isRemote(point: Point, route: ResolvedRoute): boolean {
    if (!this.options.canOffload) return false;
    return selectScript(this.options.rules(), 'logging', point, route.script)?.namespace === 'remote';
  }

  private async keepUnreadable(batch: IntakeBatch, refused: readonly Refused[]): Promise<void> {
    for (const { bytes, error } of refused) {
      await this.options.unreadable.put(bytes, `${batch.input} from ${batch.peer}, tag ${batch.tag}: ${error.message}`);
    }
    this.options.observer.recordFate('refused', refused.length);
  }
}

interface Refused {
  readonly bytes: Uint8Array;
  readonly error: DecodeError;
}

class Collected implements EntryVisitor {
  readonly points: Point[] = [];
  readonly unreadable: Refused[] = [];
  private readonly route: ResolvedRoute;
  private readonly host: string;

  constructor(route: ResolvedRoute, host: string) {
    this.route = route;
    this.host = host;
  }

  entry(entry: LogEntry): void {
    this.points.push(toPoint(entry, this.route, this.host));
  }

  refused(bytes: Uint8Array, error: DecodeError): void {
    this.unreadable.push({ bytes, error });
  }
}
