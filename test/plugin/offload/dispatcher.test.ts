import { describe, expect, test } from '@jest/globals';
import { encodeProtobuf } from '../../../core/codec/pbpoint/encode.js';
import { decodeProtobuf } from '../../../core/codec/pbpoint/decode.js';
import { SILENT } from '../../../core/log/logger.js';
import { KV, Point } from '../../../core/point/point.js';
import { Balancer } from '../../../plugin/offload/balancer.js';
import { Batch } from '../../../plugin/offload/batch.js';
import { Batcher } from '../../../plugin/offload/batcher.js';
import { Dispatcher } from '../../../plugin/offload/dispatcher.js';
import type { SendResult } from '../../../plugin/offload/receiver-client.js';
import { Ticket } from '../../../plugin/offload/ticket.js';

const ACCEPTED: SendResult = { kind: 'accepted', fates: undefined };
const FAILED: SendResult = { kind: 'failed', reason: 'ECONNREFUSED', retryAfterMs: undefined };
const REFUSED: SendResult = { kind: 'refused', status: 400, reason: 'HTTP 400' };

type Answer = (batch: Batch, attempt: number) => SendResult | Promise<SendResult>;

function setup(...answers: Answer[]) {
  const attempts: { receiver: number; records: number; id: string }[] = [];
  const refused: string[] = [];
  const accepted: number[] = [];
  const balancer = new Balancer(
    answers.map((_, i) => `http://r${i}`),
    { inFlight: 2, firstPauseMs: 1, maxPauseMs: 4 },
  );
  const dispatcher = new Dispatcher({
    balancer,
    senders: answers.map((answer, receiver) => ({
      send: async (batch: Batch) => {
        attempts.push({ receiver, records: batch.records, id: batch.id });
        return await answer(batch, attempts.length);
      },
    })),
    refused: {
      put: (batch) => {
        refused.push(texts(batch).join());
        return Promise.resolve();
      },
    },
    observer: {
      accepted: (batch) => void accepted.push(batch.records),
      attemptFailed: () => undefined,
      refused: () => undefined,
      returned: () => undefined,
    },
    log: SILENT,
  });
  return { dispatcher, balancer, attempts, refused, accepted };
}

const point = (text: string) => new Point('s', [new KV('message', text, false)], 1n);
const texts = (batch: Batch) => decodeProtobuf(batch.body).map((each) => each.get('message') as string);

function batchOf(...messages: string[]): { batch: Batch; ticket: Ticket } {
  const ticket = new Ticket(messages.length);
  const shares = [{ ticket, records: messages.length }];
  return { ticket, batch: new Batch({ source: 's', script: '' }, encodeProtobuf(messages.map(point)), shares) };
}

describe('the dispatcher', () => {
  test('splits batches evenly over receivers', async () => {
    const { dispatcher, attempts } = setup(
      () => ACCEPTED,
      () => ACCEPTED,
    );
    for (let i = 0; i < 9; i++) {
      const { batch, ticket } = batchOf('a');
      dispatcher.dispatch(batch);
      await ticket.settled;
    }
    const first = attempts.filter((each) => each.receiver === 0).length;
    expect([4, 5]).toContain(first);
    expect(attempts).toHaveLength(9);
  });

  test('takes a failed batch to the next receiver at once, under the same id', async () => {
    const { dispatcher, attempts } = setup(
      () => FAILED,
      () => ACCEPTED,
    );
    const { batch, ticket } = batchOf('a', 'b');
    dispatcher.dispatch(batch);
    await ticket.settled;
    expect(attempts.map((each) => each.receiver)).toEqual([0, 1]);
    expect(new Set(attempts.map((each) => each.id)).size).toBe(1);
  });

  test('holds a batch while all receivers are down, and delivers it when one is back', async () => {
    const { dispatcher, attempts } = setup((_batch, attempt) => (attempt < 4 ? FAILED : ACCEPTED));
    const { batch, ticket } = batchOf('a');
    dispatcher.dispatch(batch);
    expect(dispatcher.held).toBe(1);
    await ticket.settled;
    expect(attempts).toHaveLength(4);
    await dispatcher.drain(AbortSignal.timeout(1000));
    expect(dispatcher.held).toBe(0);
  });

  test('halves a refused batch until the bad record stands alone; its neighbours are delivered', async () => {
    const { dispatcher, refused, accepted } = setup((batch) => (texts(batch).includes('bad') ? REFUSED : ACCEPTED));
    const { batch, ticket } = batchOf('1', '2', '3', 'bad', '5', '6', '7');
    dispatcher.dispatch(batch);
    await ticket.settled;
    expect(refused).toEqual(['bad']);
    expect(accepted.reduce((a, b) => a + b)).toBe(6);
  });

  test('a misconfigured receiver touches no record', async () => {
    const { dispatcher, attempts, refused } = setup(
      () => ({ kind: 'misconfigured', status: 401, reason: 'HTTP 401' }),
      () => ACCEPTED,
    );
    const { batch, ticket } = batchOf('a');
    dispatcher.dispatch(batch);
    await ticket.settled;
    expect(attempts.map((each) => each.receiver)).toEqual([0, 1]);
    expect(refused).toEqual([]);
  });

  test('a batch without an owner fails its ticket on stop, so the shipper is not acknowledged', async () => {
    const { dispatcher } = setup(() => FAILED);
    const { batch, ticket } = batchOf('a');
    dispatcher.dispatch(batch);
    const settled = expect(ticket.settled).rejects.toThrow('stopped');
    await dispatcher.stop();
    await settled;
    const late = batchOf('b');
    dispatcher.dispatch(late.batch);
    await expect(late.ticket.settled).rejects.toThrow('stopping');
  });
});

describe('the batcher', () => {
  const add = (batcher: Batcher, key: { source: string; script: string }, messages: string[]) => {
    const ticket = new Ticket(messages.length);
    batcher.begin(ticket);
    batcher.add(key, messages.map(point), ticket);
    return ticket.settled;
  };
  const KEY = { source: 's', script: '' };

  test('an idle receiver gets a lone record at once', async () => {
    const { dispatcher, accepted } = setup(() => ACCEPTED);
    await add(new Batcher({ records: 128, bytes: 1e6, lingerMs: 60_000 }, dispatcher), KEY, ['a']);
    expect(accepted).toEqual([1]);
  });

  test('a chunk is cut into full batches and a rest', async () => {
    const { dispatcher, accepted } = setup(() => ACCEPTED);
    const messages = Array.from({ length: 10 }, (_, i) => String(i));
    await add(new Batcher({ records: 4, bytes: 1e6, lingerMs: 1 }, dispatcher), KEY, messages);
    expect(accepted).toEqual([4, 4, 2]);
  });

  test('bytes close a batch too', async () => {
    const { dispatcher, accepted } = setup(() => ACCEPTED);
    await add(new Batcher({ records: 100, bytes: 200, lingerMs: 1 }, dispatcher), KEY, [
      'x'.repeat(90),
      'y'.repeat(90),
      'z',
    ]);
    expect(accepted).toEqual([1, 2]);
  });

  test('while a batch is in flight others keep each other company', async () => {
    let release: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const { dispatcher, accepted } = setup(async (_batch, attempt) => {
      if (attempt === 1) await gate;
      return ACCEPTED;
    });
    const batcher = new Batcher({ records: 128, bytes: 1e6, lingerMs: 20 }, dispatcher);
    const all = [add(batcher, KEY, ['a']), add(batcher, KEY, ['b']), add(batcher, KEY, ['c'])];
    await Promise.all(all.slice(1));
    release?.();
    await Promise.all(all);
    expect(accepted).toEqual([2, 1]);
  });

  test('records of different sources and scripts never share a batch', async () => {
    const { dispatcher, accepted } = setup(() => ACCEPTED);
    const batcher = new Batcher({ records: 128, bytes: 1e6, lingerMs: 1 }, dispatcher);
    await Promise.all([
      add(batcher, { source: 'a', script: '' }, ['1']),
      add(batcher, { source: 'b', script: '' }, ['2']),
      add(batcher, { source: 'a', script: 'x.p' }, ['3']),
    ]);
    expect(accepted).toEqual([1, 1, 1]);
  });
});
