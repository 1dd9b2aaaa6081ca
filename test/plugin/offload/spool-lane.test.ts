import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeProtobuf } from '../../../core/codec/pbpoint/decode.js';
import { encodeProtobuf } from '../../../core/codec/pbpoint/encode.js';
import { SILENT } from '../../../core/log/logger.js';
import { KV, Point } from '../../../core/point/point.js';
import { LevelStore } from '../../../core/store/level-store.js';
import { Spool } from '../../../core/store/spool.js';
import { Balancer } from '../../../plugin/offload/balancer.js';
import { Batch } from '../../../plugin/offload/batch.js';
import { Batcher } from '../../../plugin/offload/batcher.js';
import { Dispatcher } from '../../../plugin/offload/dispatcher.js';
import type { SendResult } from '../../../plugin/offload/receiver-client.js';
import { SpoolLane } from '../../../plugin/offload/spool-lane.js';
import { Ticket } from '../../../plugin/offload/ticket.js';
import { tempFolder, type TempFolder } from '../../helpers/temp-folder.js';

const ACCEPTED: SendResult = { kind: 'accepted', fates: undefined };
const FAILED: SendResult = { kind: 'failed', reason: 'ECONNREFUSED', retryAfterMs: undefined };
const REFUSED: SendResult = { kind: 'refused', status: 400, reason: 'HTTP 400' };
const KEY = { source: 's', script: 'x.p' };

const point = (text: string) => new Point('s', [new KV('message', text, false)], 1n);
const texts = (batch: Batch) => decodeProtobuf(batch.body).map((each) => each.get('message') as string);

/** One life of the plugin's offload side over a folder. */
class Life {
  readonly delivered: { id: string; texts: string; script: string | undefined }[] = [];
  readonly counts = { accepted: 0, fates: 0, returned: 0 };
  answer: (batch: Batch) => SendResult | Promise<SendResult> = () => FAILED;
  readonly store: LevelStore;
  readonly lane: SpoolLane;
  readonly dispatcher: Dispatcher;

  constructor(folder: string, { maxRecords = 1000, afterMs = 0, maxAgeMs = 0, nowMs = Date.now } = {}) {
    this.store = new LevelStore({ folder, limits: { maxRecords }, nowMs });
    this.lane = new SpoolLane({
      spool: new Spool(this.store),
      observer: { recordsAccepted: (_input, records) => void (this.counts.accepted += records) },
      concurrency: 2,
      maxAgeMs,
      log: SILENT,
      nowMs,
    });
    this.dispatcher = new Dispatcher({
      balancer: new Balancer(['http://r0'], { inFlight: 2, firstPauseMs: 5, maxPauseMs: 20 }),
      senders: [
        {
          send: async (batch, signal) => {
            const cut = new Promise<SendResult>((resolve) => {
              signal.addEventListener('abort', () => resolve(FAILED), { once: true });
            });
            const result = await Promise.race([this.answer(batch), cut]);
            if (result.kind === 'accepted') {
              this.delivered.push({ id: batch.id, texts: texts(batch).join(), script: batch.key.script });
            }
            return result;
          },
        },
      ],
      refused: { put: () => Promise.resolve() },
      observer: {
        accepted: (batch) => void (this.counts.fates += batch.records),
        attemptFailed: () => undefined,
        refused: (batch) => void (this.counts.fates += batch.records),
        returned: (batch) => void (this.counts.returned += batch.records),
      },
      overflow: this.lane,
      overflowAfterMs: afterMs,
      log: SILENT,
    });
  }

  async start(): Promise<this> {
    await this.store.start();
    this.lane.start(this.dispatcher);
    return this;
  }

  batch(...messages: string[]): { batch: Batch; ticket: Ticket } {
    const ticket = new Ticket(messages.length);
    this.counts.accepted += messages.length;
    const batch = new Batch(KEY, encodeProtobuf(messages.map(point)), [{ ticket, records: messages.length }]);
    return { batch, ticket };
  }

  expectAddedUp(): void {
    const { accepted, fates, returned } = this.counts;
    expect(fates + returned + this.dispatcher.recordsHeld + this.lane.recordsHeld).toBe(accepted);
  }

  async end(signal: AbortSignal = AbortSignal.abort()): Promise<void> {
    this.lane.quiesce();
    await this.dispatcher.drain(signal);
    await this.lane.stop();
    await this.store.stop();
  }
}

async function until(condition: () => boolean): Promise<void> {
  const limit = performance.now() + 8_000;
  while (!condition()) {
    if (performance.now() > limit) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

let folder: TempFolder;
const lives: Life[] = [];
const life = async (options = {}): Promise<Life> => {
  const one = await new Life(folder.path, options).start();
  lives.push(one);
  return one;
};

beforeEach(() => {
  folder = tempFolder();
});
afterEach(async () => {
  for (const one of lives.splice(0)) await one.end();
  folder.remove();
});

describe('the spool lane', () => {
  test('owns what no receiver takes, and delivers it when one is back', async () => {
    const one = await life();
    const { batch, ticket } = one.batch('a', 'b');
    one.dispatcher.dispatch(batch);
    await ticket.settled; // acknowledged although nobody has it yet
    expect(one.store.stats().records).toBe(1);
    expect(one.lane.recordsHeld).toBe(2);
    one.expectAddedUp();
    one.answer = () => ACCEPTED;
    await until(() => one.store.stats().records === 0);
    expect(one.delivered).toEqual([{ id: batch.id, texts: 'a,b', script: 'x.p' }]);
    one.expectAddedUp();
  });

  test('keeps batches and their ids over a restart, in order, and counts them as taken in', async () => {
    const one = await life();
    const batches = ['a', 'b', 'c'].map((text) => one.batch(text));
    for (const { batch, ticket } of batches) {
      one.dispatcher.dispatch(batch);
      await ticket.settled;
    }
    await one.end();
    lives.pop();
    const two = await life();
    two.answer = () => ACCEPTED;
    await until(() => two.store.stats().records === 0);
    expect(two.delivered.map(({ id }) => id)).toEqual(batches.map(({ batch }) => batch.id));
    expect(two.counts.accepted).toBe(3);
    two.expectAddedUp();
  });

  test('what is in flight or queued when the plugin ends is spooled and acknowledged', async () => {
    const one = await life({ afterMs: 60_000 });
    one.answer = () => new Promise(() => undefined);
    const all = ['a', 'b', 'c'].map((text) => one.batch(text)); // two fit in flight
    for (const { batch } of all) one.dispatcher.dispatch(batch);
    await one.end(); // its limit is over already
    await Promise.all(all.map(({ ticket }) => ticket.settled));
    lives.pop();
    expect(one.counts.returned).toBe(0);
    const two = await life();
    two.answer = () => ACCEPTED;
    await until(() => two.store.stats().records === 0);
    expect(two.delivered.map((each) => each.texts).sort()).toEqual(['a', 'b', 'c']);
  });

  test('while draining, what would have to wait is spooled at once', async () => {
    const one = await life({ afterMs: 60_000 });
    const { batch, ticket } = one.batch('a');
    one.dispatcher.dispatch(batch);
    await one.end(AbortSignal.timeout(60_000));
    await ticket.settled;
    lives.pop();
  });

  test('when it is full the shippers wait, and nothing is deleted', async () => {
    const one = await life({ maxRecords: 1 });
    const first = one.batch('a');
    one.dispatcher.dispatch(first.batch);
    await first.ticket.settled;
    const second = one.batch('b');
    one.dispatcher.dispatch(second.batch);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(second.ticket.isOpen).toBe(true);
    one.expectAddedUp();
    one.answer = () => ACCEPTED;
    await second.ticket.settled;
    await until(() => one.delivered.length === 2);
  });

  test('with a batch older than its bound it takes nothing more', async () => {
    let now = 1_000_000;
    const one = await life({ maxAgeMs: 5_000, nowMs: () => now });
    await one.lane.take(one.batch('a').batch);
    now += 6_000;
    await expect(one.lane.take(one.batch('b').batch)).rejects.toThrow('max_age');
    expect(one.store.stats().records).toBe(1);
  });

  test('fresh batches do not wait behind a backlog', async () => {
    const one = await life();
    const old = Array.from({ length: 20 }, (_, i) => one.batch(`old-${i}`));
    for (const { batch } of old) one.dispatcher.dispatch(batch);
    await Promise.all(old.map(({ ticket }) => ticket.settled));
    one.answer = () => ACCEPTED;
    const fresh = one.batch('fresh');
    one.dispatcher.dispatch(fresh.batch);
    await until(() => one.store.stats().records === 0);
    const place = one.delivered.findIndex((each) => each.texts === 'fresh');
    expect(place).toBeLessThan(10);
    expect(one.delivered).toHaveLength(21);
  });

  test('a spooled batch with one bad record leaves the spool when every part has a fate', async () => {
    const one = await life();
    const { batch, ticket } = one.batch('a', 'bad', 'c');
    one.dispatcher.dispatch(batch);
    await ticket.settled;
    one.answer = (each) => (texts(each).includes('bad') ? REFUSED : ACCEPTED);
    await until(() => one.store.stats().records === 0);
    expect(one.delivered.map((each) => each.texts).sort()).toEqual(['a', 'c']);
    one.expectAddedUp();
  });
});

test('records whose sender will not send them again are on disk before they are sent', async () => {
  const one = await life();
  let onDisk = 0;
  one.answer = () => {
    onDisk = one.store.stats().records;
    return ACCEPTED;
  };
  const batcher = new Batcher({ records: 128, bytes: 1e6, lingerMs: 5 }, one.dispatcher);
  const tickets = ['a', 'b'].map((text) => {
    const ticket = new Ticket(1);
    one.counts.accepted++;
    batcher.begin(ticket);
    batcher.add(KEY, [point(text)], ticket, true);
    return ticket;
  });
  await Promise.all(tickets.map((ticket) => ticket.settled));
  await until(() => one.delivered.length === 1);
  expect(one.delivered[0]!.texts).toBe('a,b');
  expect(onDisk).toBe(1);
});
