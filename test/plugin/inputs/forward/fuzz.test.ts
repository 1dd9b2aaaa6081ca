// Junk on the port: random bytes, and real traffic with bytes changed, left out or repeated. Whatever comes, the input
// stays alive, holds nothing afterwards, and serves the next client.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { forwardScenarios, sentBytes } from '../../../helpers/captures.js';
import { CollectingSink } from '../../../helpers/collecting-sink.js';
import { KeepingLog } from '../../../helpers/log.js';
import { TcpPeer } from '../../../helpers/tcp-peer.js';
import { ForwardInput } from '../../../../plugin/inputs/forward/server.js';

const RUNS = 150;

const real = (['fluent-bit', 'fluent-logger-js'] as const)
  .flatMap(forwardScenarios)
  .flatMap((scenario) => scenario.connections.map((connection) => sentBytes(scenario, connection)))
  .filter((bytes) => bytes.length > 0 && bytes.length < 2_000);

interface Damage {
  readonly at: number;
  readonly cut: number;
  readonly put: Uint8Array;
}

const damaged = fc
  .record({
    bytes: fc.constantFrom(...real),
    damages: fc.array(
      fc.record({ at: fc.nat(), cut: fc.nat(3), put: fc.uint8Array({ maxLength: 4 }) }), // prettier-ignore
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ bytes, damages }) => damages.reduce(damage, bytes));

function damage(bytes: Buffer, { at, cut, put }: Damage): Buffer {
  const from = at % (bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + cut)]);
}

const junk = fc.oneof(
  damaged,
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);

const GOOD = Buffer.from('94a17401 81a16101 81a56368756e6ba26f6b'.replaceAll(' ', ''), 'hex');
const ACK = Buffer.from('81a361636ba26f6b', 'hex');

describe('junk on the port', () => {
  test.each([
    ['without a handshake', undefined],
    ['with a handshake', { sharedKey: 'secret', hostname: 'h' }],
  ])('%s leaves the input alive and empty', async (_, security) => {
    const sink = new CollectingSink();
    const log = new KeepingLog();
    const listen = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const;
    await using input = new ForwardInput({ listen, sink, log, security });
    await input.start();
    await fc.assert(
      fc.asyncProperty(junk, async (bytes) => {
        await using peer = await TcpPeer.open(input.address);
        peer.socket.end(bytes);
        await peer.closed;
        expect(input.bufferedBytes).toBe(0);
      }),
      { numRuns: RUNS },
    );
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    if (security !== undefined) {
      expect(sink.taken).toEqual([]);
      return;
    }
    await using peer = await TcpPeer.open(input.address);
    peer.socket.write(GOOD);
    await peer.has(ACK.length);
    expect(peer.received).toEqual(ACK);
  });

  test('promises of large messages on many connections cost no memory', async () => {
    const sink = new CollectingSink();
    const listen = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const;
    await using input = new ForwardInput({ listen, sink, log: new KeepingLog() });
    await input.start();
    const before = process.memoryUsage().arrayBuffers;
    const peers = await Promise.all(Array.from({ length: 50 }, () => TcpPeer.open(input.address)));
    for (const peer of peers)
      peer.socket.write(Buffer.concat([Buffer.from('92a174c603f00000', 'hex'), Buffer.alloc(1000)]));
    while (input.stats.bytes < 50 * 1008) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 2 ** 20); // promised: 50 x 63 MiB
    for (const peer of peers) await peer[Symbol.asyncDispose]();
  });
});
