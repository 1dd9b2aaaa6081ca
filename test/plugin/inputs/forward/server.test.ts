import { afterEach, describe, expect, test } from '@jest/globals';
import { Packr } from 'msgpackr';
import { DEFAULT_ENTRY_LIMITS } from '../../../../core/codec/msgpack/entries.js';
import { ForwardInput, type ForwardLimits } from '../../../../plugin/inputs/forward/server.js';
import { CollectingSink } from '../../../helpers/collecting-sink.js';
import { KeepingLog } from '../../../helpers/log.js';
import { TcpPeer } from '../../../helpers/tcp-peer.js';

const open: AsyncDisposable[] = [];

afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one[Symbol.asyncDispose]();
});

interface Bed {
  readonly input: ForwardInput;
  readonly sink: CollectingSink;
  readonly log: KeepingLog;
  readonly connect: () => Promise<TcpPeer>;
}

async function start(limits: Partial<ForwardLimits> = {}): Promise<Bed> {
  const sink = new CollectingSink();
  const log = new KeepingLog();
  const input = new ForwardInput({ listen: { kind: 'tcp', host: '127.0.0.1', port: 0 }, sink, log, limits });
  await input.start();
  open.push(input);
  const connect = async (): Promise<TcpPeer> => {
    const peer = await TcpPeer.open(input.address);
    open.push(peer);
    return peer;
  };
  return { input, sink, log, connect };
}

const packr = new Packr({ useRecords: false, variableMapSize: true });
const pack = (value: unknown): Buffer => packr.pack(value);
const message = (tag: string, option?: object, size = 1): Buffer =>
  pack(option === undefined ? [tag, 1, { log: 'x'.repeat(size) }] : [tag, 1, { log: 'x'.repeat(size) }, option]);
const ack = (chunk: string): Buffer => pack({ ack: chunk });
const acks = (...chunks: string[]): Buffer => Buffer.concat(chunks.map(ack));

/** Waits for exactly these bytes. */
async function expectAnswer(peer: TcpPeer, bytes: Buffer): Promise<void> {
  await peer.has(bytes.length);
  expect(peer.received.toString('latin1')).toBe(bytes.toString('latin1'));
}

const soon = (ms = 30): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('acknowledgements', () => {
  test('come only once the records have an owner, in the order of the messages, each in one write', async () => {
    const { sink, connect } = await start();
    sink.isHolding = true;
    const peer = await connect();
    peer.socket.write(Buffer.concat([message('a', { chunk: 'one' }), message('b', { chunk: 'two' })]));
    await sink.has(2);
    sink.taken[1]!.own();
    await soon();
    expect(peer.received).toHaveLength(0);
    sink.taken[0]!.own();
    await expectAnswer(peer, acks('one', 'two'));
    peer.socket.write(message('c', { chunk: 'three' }));
    await sink.has(3);
    sink.taken[2]!.own();
    await expectAnswer(peer, acks('one', 'two', 'three'));
    expect(peer.reads.at(-1)).toEqual(ack('three'));
  });

  test('are not sent where none was asked for', async () => {
    const { sink, connect } = await start();
    const peer = await connect();
    peer.socket.write(Buffer.concat([message('a'), message('b', { size: 1 })]));
    await sink.has(2);
    peer.socket.end();
    await peer.closed;
    expect(peer.received).toHaveLength(0);
  });

  test('are still written to a peer that has ended its side', async () => {
    const { sink, connect } = await start();
    sink.isHolding = true;
    const peer = await connect();
    peer.socket.end(message('a', { chunk: 'one' }));
    await sink.has(1);
    await soon();
    sink.taken[0]!.own();
    await peer.closed;
    expect(peer.received).toEqual(ack('one'));
  });

  test('when records get no owner the connection closes without one, but what others own is acknowledged', async () => {
    const { sink, connect, log, input } = await start();
    sink.isHolding = true;
    const peer = await connect();
    peer.socket.write(Buffer.concat(['a', 'b', 'c'].map((tag) => message(tag, { chunk: tag }))));
    await sink.has(3);
    sink.taken[1]!.fail(new Error('spool full'));
    await soon();
    sink.taken[0]!.own();
    sink.taken[2]!.own();
    await peer.closed;
    expect(peer.received).toEqual(Buffer.concat([ack('a'), ack('c')]));
    expect(log.warnings[0]?.fields['reason']).toBe('records were not taken: spool full');
    expect(input.bufferedBytes).toBe(0);
  });

  test('metrics and traces are acknowledged and not delivered', async () => {
    const { sink, connect, input } = await start();
    const peer = await connect();
    peer.socket.write(pack(['m', Buffer.from('not logs'), { fluent_signal: 1, chunk: 'one' }]));
    peer.socket.write(message('a', { chunk: 'two' }));
    await expectAnswer(peer, acks('one', 'two'));
    expect(sink.taken.map(({ batch }) => batch.tag)).toEqual(['a']);
    expect(input.stats.ignored).toBe(1);
  });
});

describe('bad input', () => {
  test('a stream that is no msgpack is closed with its offset, and others go on', async () => {
    const { sink, connect, log, input } = await start();
    const good = await connect();
    const bad = await connect();
    bad.socket.write(Buffer.concat([message('a', { chunk: 'one' }), Buffer.from('GET / HTTP/1.1\r\n\r\n')]));
    await bad.closed;
    expect(bad.received).toEqual(ack('one'));
    const offset = message('a', { chunk: 'one' }).length;
    expect(log.warnings).toEqual([
      {
        level: 'warn',
        message: 'forward connection closed',
        fields: {
          peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
          reason: `byte 0x47 at ${offset} begins no message`,
          offset,
        },
      },
    ]);
    good.socket.write(message('b', { chunk: 'two' }));
    await expectAnswer(good, ack('two'));
    expect(sink.taken.map(({ batch }) => batch.tag)).toEqual(['a', 'b']);
    expect(input.stats).toMatchObject({ failed: 1, messages: 2 });
  });

  test('a message that is not of this protocol is refused alone', async () => {
    const { sink, connect, log } = await start();
    const peer = await connect();
    peer.socket.write(Buffer.concat([pack([1, 2, 3]), message('a', { chunk: 'one' })]));
    await expectAnswer(peer, ack('one'));
    expect(sink.taken.map(({ refused, entries }) => [refused.length, entries.length])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(log.warnings[0]).toMatchObject({ message: 'forward message cannot be read', fields: { offset: 1 } });
  });

  test('a bare nil is a heartbeat', async () => {
    const { sink, connect, log } = await start();
    const peer = await connect();
    peer.socket.write(Buffer.concat([Buffer.of(0xc0), message('a', { chunk: 'one' }), Buffer.of(0xc0)]));
    await expectAnswer(peer, ack('one'));
    expect(sink.taken).toHaveLength(1);
    expect(log.warnings).toEqual([]);
  });

  test('a message of 1 GB is refused when it is declared', async () => {
    const { connect, log, input } = await start();
    const peer = await connect();
    peer.socket.write(Buffer.from([0x92, 0xa1, 0x74, 0xc6, 0x40, 0, 0, 0]));
    await peer.closed;
    expect(log.warnings[0]?.fields['offset']).toBe(3);
    expect(input.bufferedBytes).toBe(0);
  });

  test('a peer that ends inside a message is named', async () => {
    const { connect, log } = await start();
    const peer = await connect();
    peer.socket.end(message('abc').subarray(0, 5));
    await peer.closed;
    expect(log.warnings[0]?.fields).toMatchObject({
      reason: 'the peer ended inside a message, after 5 bytes of it',
      offset: 5,
    });
  });

  test('entries are bounded by the limits of the input', async () => {
    const { sink, connect } = await start({ entries: { ...DEFAULT_ENTRY_LIMITS, maxEntries: 1 } });
    const peer = await connect();
    peer.socket.write(pack(['t', [[1, { a: 1 }], [2, { a: 1 }]], { chunk: 'one' }])); // prettier-ignore
    await expectAnswer(peer, ack('one'));
    expect(sink.taken[0]).toMatchObject({ entries: { length: 1 }, refused: { length: 1 } });
  });
});

describe('back-pressure', () => {
  const BIG = 100_000;

  test('a connection is not read while too much of it waits for an owner', async () => {
    const { sink, connect, input } = await start({ maxWaitingBytes: 3 * BIG });
    sink.isHolding = true;
    const peer = await connect();
    for (let i = 0; i < 200; i++) peer.socket.write(message('t', { chunk: `c${100 + i}` }, BIG));
    await sink.has(3);
    await soon(100);
    expect(sink.taken).toHaveLength(3);
    expect(peer.socket.writableLength).toBeGreaterThan(50 * BIG); // the rest waits on the peer's side
    expect(input.bufferedBytes).toBeLessThan(4 * BIG);
    sink.isHolding = false;
    for (const { own } of sink.taken) own();
    await sink.has(200);
    await peer.has(200 * ack('c100').length);
    expect(input.bufferedBytes).toBe(0);
  });

  test('all connections together are bounded, and each goes on when there is room', async () => {
    const { sink, connect, input } = await start({ maxBufferedBytes: 2 * BIG });
    sink.isHolding = true;
    const peers = await Promise.all([connect(), connect(), connect()]);
    for (const peer of peers) for (let i = 0; i < 10; i++) peer.socket.write(message('t', { chunk: `c${i}` }, BIG));
    await sink.has(2);
    await soon(100);
    expect(sink.taken.length).toBeLessThan(4);
    expect(input.bufferedBytes).toBeLessThan(4 * BIG);
    sink.isHolding = false;
    for (const { own } of sink.taken) own();
    await Promise.all(peers.map((peer) => peer.has(10 * ack('c0').length)));
    expect(sink.taken).toHaveLength(30);
  });

  test('many small messages are bounded by their number', async () => {
    const { sink, connect } = await start({ maxWaitingMessages: 5 });
    sink.isHolding = true;
    const peer = await connect();
    peer.socket.write(Buffer.concat(Array.from({ length: 50 }, () => message('t'))));
    await sink.has(5);
    await soon();
    expect(sink.taken).toHaveLength(5);
    sink.isHolding = false;
    for (const { own } of sink.taken) own();
    await sink.has(50);
  });

  test('a peer that never reads its acknowledgements is not read for ever', async () => {
    const { sink, connect } = await start();
    const peer = await connect();
    peer.socket.pause();
    const chunk = 'c'.repeat(20_000);
    const many = Buffer.concat(Array.from({ length: 50 }, () => message('t', { chunk })));
    for (let i = 0; i < 20; i++) peer.socket.write(many);
    await soon(300);
    const taken = sink.taken.length;
    expect(taken).toBeLessThan(1000);
    peer.socket.resume();
    await sink.has(1000);
  });
});

describe('lifetime', () => {
  test('connections beyond the limit are turned away and counted', async () => {
    const { connect, input, log } = await start({ maxConnections: 1 });
    await connect();
    await soon();
    const second = await connect();
    await second.closed;
    expect(input.stats).toMatchObject({ connections: 1, turnedAway: 1 });
    expect(log.warnings[0]?.message).toMatch(/too many are open/);
  });

  test('an idle connection is closed, one that waits for us is not', async () => {
    const { sink, connect } = await start({ idleTimeoutMs: 60 });
    sink.isHolding = true;
    const idle = await connect();
    const waiting = await connect();
    waiting.socket.write(message('a', { chunk: 'one' }));
    await idle.closed;
    await soon(150);
    sink.taken[0]!.own();
    await expectAnswer(waiting, ack('one'));
  });

  test('draining answers what was taken, reads nothing more and takes no new connection', async () => {
    const { sink, connect, input } = await start();
    sink.isHolding = true;
    const peer = await connect();
    const address = input.address;
    peer.socket.write(message('a', { chunk: 'one' }));
    await sink.has(1);
    const drained = input.drain();
    peer.socket.write(message('b', { chunk: 'two' }));
    await expect(TcpPeer.open(address)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    sink.taken[0]!.own();
    await drained;
    await peer.closed;
    expect(peer.received).toEqual(ack('one'));
    expect(sink.taken).toHaveLength(1);
    await input.drain();
  });

  test('draining ends with its signal; stopping closes at once, twice too', async () => {
    const { sink, connect, input } = await start();
    sink.isHolding = true;
    const peer = await connect();
    peer.socket.write(message('a', { chunk: 'one' }));
    await sink.has(1);
    await input.drain(AbortSignal.timeout(20));
    await input.stop();
    await input.stop();
    await peer.closed;
    sink.taken[0]!.own(); // late; nobody is there any more
    await soon();
    expect(input.bufferedBytes).toBe(0);
  });

  test('a port in use is an error that says so', async () => {
    const { input } = await start();
    const port = Number(input.address.split(':')[1]);
    const { sink, log } = { sink: new CollectingSink(), log: new KeepingLog() };
    const second = new ForwardInput({ listen: { kind: 'tcp', host: '127.0.0.1', port }, sink, log });
    await expect(second.start()).rejects.toThrow(`forward input cannot listen on 127.0.0.1:${port}: `);
    await second.stop();
  });
});
