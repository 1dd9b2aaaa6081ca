// The real client libraries, with acknowledgements on, against the forward input.

import { afterEach, describe, expect, test } from '@jest/globals';
import { EventTime as ClientTime, FluentClient, type FluentClientOptions } from '@fluent-org/logger';
import fluentLogger from 'fluent-logger';
import type { ForwardSecurity } from '../../../../plugin/inputs/forward/handshake.js';
import { ForwardInput } from '../../../../plugin/inputs/forward/server.js';
import { decodedLine } from '../../../helpers/captures.js';
import { CollectingSink } from '../../../helpers/collecting-sink.js';
import { KeepingLog } from '../../../helpers/log.js';

const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const one of cleanUp.splice(0).toReversed()) await one();
});

interface Bed {
  readonly sink: CollectingSink;
  readonly log: KeepingLog;
  readonly port: number;
}

async function start(security?: ForwardSecurity): Promise<Bed> {
  const sink = new CollectingSink();
  const log = new KeepingLog();
  const input = new ForwardInput({ listen: { kind: 'tcp', host: '127.0.0.1', port: 0 }, sink, log, security });
  await input.start();
  cleanUp.push(() => input.stop());
  return { sink, log, port: Number(input.address.split(':')[1]) };
}

const SECURITY: ForwardSecurity = {
  sharedKey: 'secret',
  hostname: 'offramp.example.com',
  users: { demo: 'demo-pass' },
};
const CLIENT_SECURITY = {
  clientHostname: 'shipper.example.com',
  sharedKey: 'secret',
  username: 'demo',
  password: 'demo-pass',
};

const record = (seq: number): object => ({
  message: `żółć ${seq}`,
  seq,
  ratio: 0.5,
  nested: { list: [1, null, true] },
});
const wanted = (seq: number): unknown => [
  String(1714979289_000000000n + BigInt(seq)),
  {
    map: [
      ['message', `żółć ${seq}`],
      ['seq', { int: String(seq) }],
      ['ratio', { float: '0.5' }],
      ['nested', { map: [['list', [{ int: '1' }, null, true]]] }],
    ],
  },
  { map: [] },
];

function received(sink: CollectingSink): unknown[] {
  expect(sink.taken.flatMap(({ refused }) => refused)).toEqual([]);
  return sink.taken.flatMap(({ entries }) => entries.map((entry) => JSON.parse(decodedLine(entry)) as unknown));
}

describe('@fluent-org/logger', () => {
  function connect(port: number, options: FluentClientOptions): FluentClient {
    const client = new FluentClient('app', {
      ack: { ackTimeout: 5_000 },
      socket: { host: '127.0.0.1', port },
      ...options,
    });
    cleanUp.push(() => client.shutdown());
    return client;
  }

  test.each(['Message', 'Forward', 'PackedForward', 'CompressedPackedForward'] as const)(
    'mode %s: every record is acknowledged and read as it was sent',
    async (eventMode) => {
      const { sink, port } = await start();
      const client = connect(port, { eventMode, flushInterval: 5 });
      const seqs = Array.from({ length: 300 }, (_, seq) => seq);
      await Promise.all(seqs.map((seq) => client.emit('web', record(seq), new ClientTime(1714979289, seq))));
      expect(received(sink)).toEqual(seqs.map(wanted));
      expect(sink.taken.every(({ batch }) => batch.tag === 'app.web')).toBe(true);
    },
  );

  test('an acknowledgement waits for the owner', async () => {
    const { sink, port } = await start();
    sink.isHolding = true;
    const client = connect(port, {});
    let isDone = false;
    const sent = client.emit('web', { a: 1 }).then(() => (isDone = true));
    await sink.has(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isDone).toBe(false);
    sink.taken[0]!.own();
    await sent;
  });

  test('a record without an owner is not acknowledged', async () => {
    const { sink, port } = await start();
    sink.isHolding = true;
    const client = connect(port, { ack: { ackTimeout: 300 } });
    const sent = client.emit('web', { a: 1 });
    await sink.has(1);
    sink.taken[0]!.fail(new Error('nobody'));
    await expect(sent).rejects.toThrow();
  });

  test('passes the handshake with shared key, user and password', async () => {
    const { sink, port } = await start(SECURITY);
    const client = connect(port, { security: { ...CLIENT_SECURITY, authTimeout: 2_000 } as never });
    await client.emit('web', { a: 1 });
    expect(sink.taken).toHaveLength(1);
  });

  test('is turned away with a wrong key', async () => {
    const { sink, log, port } = await start(SECURITY);
    const options = { security: { ...CLIENT_SECURITY, sharedKey: 'wrong' }, disableAutoconnect: true };
    const client = connect(port, { ...options, socket: { host: '127.0.0.1', port, disableReconnect: true } });
    client.socketOn('error' as never, () => undefined);
    await client.connect().catch(() => undefined);
    while (log.warnings.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(log.warnings[0]?.fields['reason']).toBe('handshake rejected: shared_key mismatch');
    expect(sink.taken).toEqual([]);
  });
});

describe('fluent-logger', () => {
  interface Options {
    readonly eventMode: string;
    readonly security?: typeof CLIENT_SECURITY;
  }

  /** Sends records one after the other and waits for all callbacks, which come with the acknowledgements. */
  async function sendAll(port: number, options: Options, seqs: readonly number[]): Promise<void> {
    const quiet = { info: () => undefined, error: () => undefined };
    const sender = fluentLogger.createFluentSender<object>('app', {
      ...{ host: '127.0.0.1', port, requireAckResponse: true, ackResponseTimeout: 5_000, internalLogger: quiet },
      ...{ flushInterval: 5, ...options },
    });
    const emit = (seq: number): Promise<void> =>
      new Promise((resolve, reject) => {
        // the types declare EventTime as a value only
        const time = new (fluentLogger.EventTime as unknown as new (sec: number, ns: number) => never)(1714979289, seq);
        sender.emit('web', record(seq), time, (error) => (error ? reject(error) : resolve()));
      });
    cleanUp.push(() => new Promise<void>((resolve) => (sender as unknown as { end(a: null, b: null, c: () => void): void }).end(null, null, resolve))); // prettier-ignore
    await Promise.all(seqs.map(emit));
  }

  test.each(['Message', 'PackedForward', 'CompressedPackedForward'])(
    'mode %s: every record is acknowledged and read as it was sent',
    async (eventMode) => {
      const { sink, port } = await start();
      const seqs = Array.from({ length: 100 }, (_, seq) => seq);
      await sendAll(port, { eventMode }, seqs);
      expect(received(sink)).toEqual(seqs.map(wanted));
    },
  );

  test('passes the handshake with shared key, user and password', async () => {
    const { sink, port } = await start(SECURITY);
    await sendAll(port, { eventMode: 'Message', security: CLIENT_SECURITY }, [1]);
    expect(sink.taken).toHaveLength(1);
  });
});
