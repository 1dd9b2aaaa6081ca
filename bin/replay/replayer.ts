// Sends records through the forward protocol at a steady rate and waits for the acknowledgement of every one. Nothing
// is ever sent twice here: a chunk without acknowledgement counts as not acknowledged.

import { EventTime, FluentClient } from '@fluent-org/logger';
import { sleep } from '../../core/flow/sleep.js';

export interface ReplayRecord {
  readonly tag: string;
  readonly record: Readonly<Record<string, unknown>>;
}

export interface ReplayOptions {
  readonly host: string;
  readonly port: number;
  /** Records per second; 0: as fast as acknowledgements allow. */
  readonly rate: number;
  /** Records without an acknowledgement at most; above it the sending pauses. */
  readonly maxOpen?: number;
  readonly ackTimeoutMs?: number;
  /** Told when a record is handed to the client. */
  readonly onSent?: (index: number, timeMs: number) => void;
  readonly onProgress?: (sent: number, acked: number) => void;
  readonly signal?: AbortSignal;
}

export interface ReplayResult {
  readonly sent: number;
  readonly acked: number;
  readonly seconds: number;
  /** Reason of the first record without acknowledgement. */
  readonly firstFailure: string | undefined;
}

const ACK_TIMEOUT_MS = 30_000;
const MAX_OPEN = 20_000;
const TICK_MS = 10;
/** The client packs what comes within this time into one chunk per tag. */
const FLUSH_INTERVAL_MS = 20;
const FLUSH_RECORDS = 500;

export async function replay(records: Iterable<ReplayRecord>, options: ReplayOptions): Promise<ReplayResult> {
  const client = new FluentClient(null, {
    eventMode: 'PackedForward',
    socket: { host: options.host, port: options.port, timeout: 10_000, disableReconnect: false },
    ack: { ackTimeout: options.ackTimeoutMs ?? ACK_TIMEOUT_MS },
    flushInterval: FLUSH_INTERVAL_MS,
    sendQueueIntervalFlushLimit: { length: FLUSH_RECORDS },
    disableAutoconnect: true,
  });
  try {
    await client.connect();
    return await new Run(client, options).send(records);
  } finally {
    await client.shutdown().catch(() => undefined); // every record is settled; a late socket error changes nothing
  }
}

class Run {
  private readonly client: FluentClient;
  private readonly options: ReplayOptions;
  private readonly startMs = performance.now();
  private sent = 0;
  private acked = 0;
  private failed = 0;
  private firstFailure: string | undefined;

  constructor(client: FluentClient, options: ReplayOptions) {
    this.client = client;
    this.options = options;
  }

  async send(records: Iterable<ReplayRecord>): Promise<ReplayResult> {
    const { maxOpen = MAX_OPEN, signal } = this.options;
    for (const record of records) {
      if (signal?.aborted === true) break;
      while (this.sent >= this.allowed() || this.open >= maxOpen) await this.tick();
      this.emit(record);
    }
    while (this.open > 0) await this.tick();
    const { sent, acked, firstFailure } = this;
    return { sent, acked, seconds: (performance.now() - this.startMs) / 1000, firstFailure };
  }

  private get open(): number {
    return this.sent - this.acked - this.failed;
  }

  /** How many records may have been sent by now. */
  private allowed(): number {
    const { rate } = this.options;
    return rate === 0 ? Infinity : ((performance.now() - this.startMs) / 1000) * rate + 1;
  }

  private async tick(): Promise<void> {
    this.options.onProgress?.(this.sent, this.acked);
    await sleep(TICK_MS);
  }

  private emit({ tag, record }: ReplayRecord): void {
    const timeMs = Date.now();
    this.options.onSent?.(this.sent, timeMs);
    this.sent++;
    this.client.emit(tag, record, EventTime.fromTimestamp(timeMs)).then(
      () => {
        this.acked++;
      },
      (error: unknown) => {
        this.failed++;
        this.firstFailure ??= error instanceof Error ? error.message : String(error);
      },
    );
  }
}
