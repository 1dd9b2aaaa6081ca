// Replays the bytes of a forward capture against a real server, cut at random, and compares records and answers with
// the manifest.

import { isDeepStrictEqual } from 'node:util';
import { packMap, packText } from '../../../core/codec/msgpack/write.js';
import { SILENT } from '../../../core/log/logger.js';
import { ForwardInput, type ForwardInputOptions } from '../../../plugin/inputs/forward/server.js';
import {
  answeredBytes,
  decodedLine,
  expectedLines,
  expectedOn,
  isRejected,
  sentBytes,
  type Connection,
  type ExpectedMessage,
  type Scenario,
} from '../../helpers/captures.js';
import { CollectingSink, type Taken } from '../../helpers/collecting-sink.js';
import { TcpPeer } from '../../helpers/tcp-peer.js';

/**
 * @param random in [0, 1); decides where the bytes are cut
 * @returns what differs; empty when the scenario passes
 */
export async function replayScenario(scenario: Scenario, random: () => number): Promise<string[]> {
  const problems: string[] = [];
  for (const connection of scenario.connections) {
    const sink = new CollectingSink();
    await using input = new ForwardInput({
      listen: { kind: 'tcp', host: '127.0.0.1', port: 0 },
      sink,
      log: SILENT,
      ...handshakeOf(scenario),
    });
    await input.start();
    const answers = await send(input.address, sentBytes(scenario, connection), random);
    problems.push(...compare(scenario, connection, sink.taken, answers));
    if (input.bufferedBytes !== 0) problems.push('bytes are still counted as buffered');
  }
  return problems;
}

/** The secrets of the capture server, so that a recorded PING is right for ours. */
function handshakeOf({ server }: Scenario): Partial<ForwardInputOptions> {
  const { sharedKey, nonceHex = '', authSaltHex = '', users, serverHostname = 'receiver.example.com' } = server ?? {};
  if (sharedKey === undefined) return {};
  const challenge = { nonce: Buffer.from(nonceHex, 'hex'), authSalt: Buffer.from(authSaltHex, 'hex') };
  const security = { sharedKey, hostname: serverHostname, ...(users === undefined ? {} : { users }) };
  return { security, challenge: () => challenge };
}

/** @returns everything the server said, until it closed in answer to our end */
async function send(address: string, bytes: Buffer, random: () => number): Promise<Buffer> {
  await using peer = await TcpPeer.open(address);
  const cuts = Array.from({ length: Math.floor(random() * 6) }, () => Math.floor(random() * bytes.length));
  await peer.writeCut(
    bytes,
    cuts.sort((a, b) => a - b),
  );
  peer.socket.end();
  await peer.closed;
  return peer.received;
}

function compare(scenario: Scenario, connection: Connection, taken: readonly Taken[], answers: Buffer): string[] {
  const problems: string[] = [];
  const expected = isRejected(scenario, connection) ? [] : expectedOn(scenario, connection);
  if (taken.length !== expected.length) problems.push(`${taken.length} messages instead of ${expected.length}`);
  expected.forEach((message, at) => {
    const got = taken[at];
    if (got !== undefined) problems.push(...compareMessage(message, got));
  });
  return [...problems, ...compareAnswers(scenario, connection, expected, answers)];
}

/** The capture server was told to end its PONG with a wrong digest, to see what the shipper does. */
const WRONG_DIGEST = /0{128}$/;

/**
 * Acknowledgements are built from the chunk ids, since the capture server was often told to send wrong ones. Handshakes
 * are compared with the bytes that the shipper really accepted, or was refused with.
 */
function compareAnswers(
  scenario: Scenario,
  connection: Connection,
  messages: readonly ExpectedMessage[],
  answers: Buffer,
): string[] {
  const isHandshake = scenario.server?.sharedKey !== undefined;
  const want = isHandshake ? answeredBytes(scenario, connection) : Buffer.concat(messages.map(expectedAck));
  const isWrong = WRONG_DIGEST.test(want.toString('latin1'));
  const compared = isWrong ? want.length - 128 : Math.max(want.length, answers.length);
  if (want.subarray(0, compared).equals(answers.subarray(0, compared)) && answers.length === want.length) return [];
  return [`answers ${answers.toString('hex')} instead of ${want.toString('hex')}`];
}

function compareMessage(expected: ExpectedMessage, { batch, entries, refused }: Taken): string[] {
  const problems: string[] = refused.map((reason) => `refused: ${reason}`);
  if (batch.tag !== expected.tag) problems.push(`tag ${batch.tag} instead of ${expected.tag}`);
  const lines = entries.map(decodedLine);
  const want = expectedLines(expected);
  if (expected.entry_count === undefined) {
    if (!isDeepStrictEqual(lines, want)) problems.push(`records ${lines.join('\n')}\ninstead of ${want.join('\n')}`);
    return problems;
  }
  if (lines.length !== expected.entry_count) problems.push(`${lines.length} records of ${expected.entry_count}`);
  if (!isDeepStrictEqual([lines[0], lines.at(-1)], want)) problems.push('first or last record differs');
  return problems;
}

function expectedAck({ option }: ExpectedMessage): Buffer {
  const chunk = option?.['chunk'];
  return typeof chunk === 'string' ? packMap([['ack', packText(chunk)]]) : Buffer.alloc(0);
}
