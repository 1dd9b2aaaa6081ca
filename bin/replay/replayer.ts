// Sends records over the forward protocol with a real client library at a steady rate, and counts acknowledgements.
// Nothing is ever sent twice here: a record without acknowledgement is reported, so whoever counts at the other end can
// trust the numbers.

import { EventTime, FluentClient } from '@fluent-org/logger';
import { TransportError } from '../../core/errors.js';
import { Pace } from './pace.js';

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
  /** Told when a record is handed to the client. @param timeMs since the epoch, with fractions */
  readonly onSent?: (index: number, timeMs: number) => void;
  readonly onProgress?: (sent: number, acked: number) => void;
  /** Ends the sending; what was sent is still waited for. */
  readonly signal?: AbortSignal;
}

export interface ReplayResult {
  readonly sent: number;
  readonly acked: number;
  readonly seconds: number;
  /** Records without acknowledgement, by reason. */
  readonly failures: ReadonlyMap<string, number>;
}

const ACK_TIMEOUT_MS = 30_000;
const MAX_OPEN = 20_000;
/** Records handed over before the client gets a turn to write: they travel in one chunk per tag. */
const BURST = 500;
const SILENCE_MARGIN_MS = 500;

/** @throws TransportError when nobody listens there */
export async function replay(
  records: Iterable<ReplayRecord> | AsyncIterable<ReplayRecord>,
  options: ReplayOptions,
): Promise<ReplayResult> {
  const client = await connect(options);
  const startMs = performance.now();
  const sender = new Sender(client, options);
  try {
    await sender.sendAll(records);
  } finally {
    await client.shutdown().catch(() => undefined); // every record is settled; a late socket error changes nothing
  }
  const { sent, acked, failures } = sender;
  return { sent, acked, failures, seconds: (performance.now() - startMs) / 1000 };
}

async function connect({ host, port, ackTimeoutMs = ACK_TIMEOUT_MS }: ReplayOptions): Promise<FluentClient> {
  const client = new FluentClient(null, {
    eventMode: 'PackedForward',
    ack: { ackTimeout: ackTimeoutMs },
    // the client drops a socket that is silent for `timeout`, and would miss a late acknowledgement
    socket: { host, port, timeout: ackTimeoutMs + 5_000 },
    disableAutoconnect: true,
  });
  client.socketOn('error' as never, ignoreSocketError); // the enum of events is not exported
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.shutdown().catch(() => undefined);
    const reason = error instanceof Error ? error.message : String(error);
    const hint = 'is a plugin listening there?';
    throw new TransportError(`${host}:${port}`, reason, { retryable: true, cause: error, hint });
  }
}

/** An emitter without a listener for errors throws; what they mean for a record is told by its emit. */
function ignoreSocketError(): void {
  // nothing to do
}

class Sender {
  sent = 0;
  acked = 0;
  readonly failures = new Map<string, number>();
  private readonly client: FluentClient;
  private readonly options: ReplayOptions;
  private failed = 0;
  /** Everything is counted; what the client still says while it shuts down is not news. */
  private isClosed = false;
  private wake: (() => void) | undefined;

  constructor(client: FluentClient, options: ReplayOptions) {
    this.client = client;
    this.options = options;
  }

  async sendAll(records: Iterable<ReplayRecord> | AsyncIterable<ReplayRecord>): Promise<void> {
    const { rate, maxOpen = MAX_OPEN, signal } = this.options;
    const pace = new Pace(rate, BURST);
    for await (const record of records) {
      await pace.next(signal);
      while (this.open >= maxOpen) await this.nextChange();
      if (this.isClosed || signal?.aborted === true) break;
      this.send(record);
    }
    while (this.open > 0) await this.nextChange();
    this.isClosed = true;
    this.tellProgress();
  }

  private get open(): number {
    return this.sent - this.acked - this.failed;
  }

  private send({ tag, record }: ReplayRecord): void {
    const timeMs = performance.timeOrigin + performance.now();
    this.options.onSent?.(this.sent, timeMs);
    this.sent++;
    this.client.emit(tag, record, eventTime(timeMs)).then(
      () => this.succeed(),
      (error: unknown) => this.fail(error instanceof Error ? error.message : String(error), 1),
    );
    if (this.sent % BURST === 0) this.tellProgress();
  }

  private succeed(): void {
    if (this.isClosed) return;
    this.acked++;
    this.wake?.();
  }

  private fail(reason: string, records: number): void {
    if (this.isClosed) return;
    this.failed += records;
    this.failures.set(reason, (this.failures.get(reason) ?? 0) + records);
    this.wake?.();
  }

  /**
   * Resolves at the next acknowledgement or failure. What was written fails after the time for acknowledgements, so a
   * longer silence means that the rest was never written: the connection is gone and does not come back.
   */
  private async nextChange(): Promise<void> {
    const { ackTimeoutMs = ACK_TIMEOUT_MS } = this.options;
    let timer: NodeJS.Timeout | undefined;
    const isSilent = await new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(true), ackTimeoutMs + SILENCE_MARGIN_MS);
      this.wake = () => resolve(false);
    });
    clearTimeout(timer);
    if (isSilent && this.open > 0) {
      this.fail('never written: the connection was lost', this.open);
      this.isClosed = true;
    }
    this.tellProgress();
  }

  private tellProgress(): void {
    this.options.onProgress?.(this.sent, this.acked);
  }
}

function eventTime(timeMs: number): EventTime {
  const sec = Math.floor(timeMs / 1000);
  return new EventTime(sec, Math.floor((timeMs - sec * 1000) * 1e6));
}
