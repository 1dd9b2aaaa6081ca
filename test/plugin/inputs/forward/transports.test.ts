// The forward input behind TLS, a unix socket and with UDP heartbeats, and its configuration.

import { afterEach, describe, expect, test } from '@jest/globals';
import { FluentClient, type FluentClientOptions } from '@fluent-org/logger';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { loadConfig } from '../../../../core/config/load.js';
import { forwardOptions } from '../../../../plugin/inputs/forward/from-config.js';
import { ForwardInput } from '../../../../plugin/inputs/forward/server.js';
import { CollectingSink } from '../../../helpers/collecting-sink.js';
import { KeepingLog } from '../../../helpers/log.js';
import { tempFolder } from '../../../helpers/temp-folder.js';

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const one of cleanUp.splice(0).toReversed()) await one();
});

const TLS_FOLDER = join(import.meta.dirname, '../../../../../test/fixtures/tls');
const pem = (name: string): string => join(TLS_FOLDER, `${name}.pem`);

interface Bed {
  readonly input: ForwardInput;
  readonly sink: CollectingSink;
  readonly log: KeepingLog;
  readonly port: number;
}

const configured = (toml: string): ReturnType<typeof forwardOptions> =>
  forwardOptions(loadConfig(`[offramp]\n[plugin.forward]\n${toml}`, 'test.toml', {}).config.forward, 'offramp-1');

async function start(toml: string): Promise<Bed> {
  const sink = new CollectingSink();
  const log = new KeepingLog();
  const input = new ForwardInput({ ...configured(toml), sink, log });
  cleanUp.push(() => input.stop());
  await input.start();
  return { input, sink, log, port: Number(input.address.split(':')[1]) };
}

async function emitOne(options: FluentClientOptions): Promise<void> {
  const client = new FluentClient('app', { ack: { ackTimeout: 3_000 }, ...options });
  cleanUp.push(() => client.shutdown());
  await client.emit('web', { log: 'hello' });
}

/** Resolves when the socket is closed, with or without an error. */
function closed(socket: Socket): Promise<void> {
  socket.on('error', () => undefined);
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

const LISTEN = 'listen = "127.0.0.1:0"\n';
const SERVER_TLS = `tls_cert = "${pem('server-cert')}"\ntls_key = "${pem('server-key')}"\n`;
const trust = { ca: readFileSync(pem('server-cert')), servername: 'localhost' };

describe('TLS', () => {
  test('records are taken and acknowledged over it', async () => {
    const { sink, port } = await start(LISTEN + SERVER_TLS);
    await emitOne({ socket: { host: '127.0.0.1', port, tls: trust } });
    expect(sink.taken).toHaveLength(1);
  });

  test('a plain client and a garbage client are turned away, and others go on', async () => {
    const { sink, log, port, input } = await start(LISTEN + SERVER_TLS);
    const plain = connect(port, '127.0.0.1', () => plain.write('garbage, not a TLS hello'));
    await closed(plain);
    expect(log.warnings[0]?.message).toBe('forward connection closed: TLS failed');
    expect(input.stats.failed).toBe(1);
    await emitOne({ socket: { host: '127.0.0.1', port, tls: trust } });
    expect(sink.taken).toHaveLength(1);
  });

  test('with a client CA only clients with a certificate of it are served', async () => {
    const { sink, port } = await start(`${LISTEN}${SERVER_TLS}tls_client_ca = "${pem('client-cert')}"\n`);
    const without = connectTls({ host: '127.0.0.1', port, ...trust });
    await closed(without);
    const own = { key: readFileSync(pem('client-key')), cert: readFileSync(pem('client-cert')) };
    await emitOne({ socket: { host: '127.0.0.1', port, tls: { ...trust, ...own } } });
    expect(sink.taken).toHaveLength(1);
  });

  test('works together with the shared key', async () => {
    const { sink, port } = await start(`${LISTEN}${SERVER_TLS}shared_key = "secret"\nusers = { demo = "pass" }\n`);
    const security = { clientHostname: 'c', sharedKey: 'secret', username: 'demo', password: 'pass' };
    await emitOne({ socket: { host: '127.0.0.1', port, tls: trust }, security });
    expect(sink.taken).toHaveLength(1);
  });
});

describe('a unix socket', () => {
  test('takes records, and its file goes away with the input', async () => {
    const folder = tempFolder();
    cleanUp.push(() => folder.remove());
    const path = join(folder.path, 'forward.sock');
    const { input, sink } = await start(`listen = "unix:${path}"\n`);
    expect(input.address).toBe(path);
    await emitOne({ socket: { path } });
    expect(sink.taken[0]!.batch.peer).toBe('unix socket');
    await input.drain();
    expect(existsSync(path)).toBe(false);
  });

  test('a file left behind by a killed process is replaced, one in use is not', async () => {
    const folder = tempFolder();
    cleanUp.push(() => folder.remove());
    const path = join(folder.path, 'forward.sock');
    const other = createServer().listen(path);
    await once(other, 'listening');
    await expect(start(`listen = "unix:${path}"\n`)).rejects.toThrow(/EADDRINUSE/);
    other.close();
    await once(other, 'close');
    const listenAndDie = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    await once(spawn(process.execPath, ['-e', listenAndDie]), 'exit');
    expect(existsSync(path)).toBe(true);
    const { input } = await start(`listen = "unix:${path}"\n`);
    await emitOne({ socket: { path } });
    await input.stop();
  });
});

describe('UDP heartbeats', () => {
  test('are answered on the same port when asked for', async () => {
    const { port, input } = await start(`${LISTEN}udp_heartbeat = true\n`);
    const client = createSocket('udp4');
    cleanUp.push(() => client.close());
    client.send(Buffer.of(0), port, '127.0.0.1');
    const [answer] = (await once(client, 'message')) as [Buffer];
    expect([...answer]).toEqual([0]);
    await input.stop();
    await input.stop();
  });
});

describe('[plugin.forward]', () => {
  test.each([
    ['users = { a = "b" }', 'plugin.forward.users: users are asked for in the handshake only; set shared_key too'],
    ['tls_cert = "x"', 'plugin.forward: TLS needs both tls_cert and tls_key'],
    ['tls_cert = "/nowhere"\ntls_key = "/nowhere"', /^plugin\.forward\.tls_cert: .*ENOENT/],
    ['listen = "nowhere"', /^plugin\.forward\.listen: .* is not a listen address/],
  ])('%j is an error', (toml, message) => {
    expect(() => configured(toml)).toThrow(message);
  });

  test('our name in the handshake is this host unless another is given', () => {
    expect(configured('shared_key = "k"').security).toEqual({ sharedKey: 'k', hostname: 'offramp-1' });
    expect(configured('shared_key = "k"\nself_hostname = "x"').security?.hostname).toBe('x');
    expect(configured('').security).toBeUndefined();
  });
});
