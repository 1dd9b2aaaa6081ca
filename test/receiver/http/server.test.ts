import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { NO_FATES } from '../../../core/codec/offload/headers.js';
import { BufferFullError } from '../../../core/errors.js';
import { SILENT } from '../../../core/log/logger.js';
import type { BatchDesk, Taken } from '../../../core/workers/batch-desk.js';
import type { BatchJob } from '../../../core/workers/messages.js';
import { ReceiverServer } from '../../../receiver/http/server.js';

interface Seen {
  job: BatchJob;
  batchId: string;
  stateful: boolean;
}

let seen: Seen[];
let answer: () => Promise<Taken>;
let ready: boolean;
let server: ReceiverServer;
let url: string;

beforeEach(async () => {
  seen = [];
  ready = true;
  answer = async () => await Promise.resolve({ kind: 'owned', fates: { ...NO_FATES, delivered: 2 }, echo: undefined });
  const desk: Pick<BatchDesk, 'take'> = {
    take: async (job, batchId, stateful) => {
      seen.push({ job, batchId, stateful });
      return await answer();
    },
  };
  server = new ReceiverServer({
    host: '127.0.0.1',
    port: 0,
    timeoutMs: 5_000,
    maxBodySize: 1000,
    globalTags: [['env', 'test']],
    desk: desk as BatchDesk,
    debugger: { debug: () => Promise.reject(new Error('not tried here')) },
    publicPaths: [],
    isReady: () => ready,
    version: '0.0.0',
    hostname: 'h1',
    metrics: new Registry(),
    log: SILENT,
  });
  url = await server.start();
});

afterEach(() => server.stop());

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url + path, { method: 'POST', body, headers });

describe('the write routes', () => {
  test('hand the body over as bytes with what the request says about it', async () => {
    const answered = await post('/v1/write/logging?precision=ms&encoding=gzip', 'x f=1', {
      'x-offramp-batch': 'b-1',
      'x-offramp-script': 'a.p',
      'x-offramp-stateful': '1',
      'content-type': 'application/line-protocol',
    });
    expect(answered.status).toBe(200);
    expect(await answered.text()).toBe('');
    expect(answered.headers.get('x-offramp-fates')).toBe('delivered=2,dropped=0,filtered=0,refused=0,held=0');
    expect(seen[0]!.batchId).toBe('b-1');
    expect(seen[0]!.stateful).toBe(true);
    expect(Buffer.from(seen[0]!.job.body).toString()).toBe('x f=1');
    expect(seen[0]!.job).toMatchObject({
      category: 'logging',
      contentEncoding: 'gzip',
      precision: 'ms',
      autoPrecision: true,
      script: 'a.p',
      addTags: [['env', 'test']],
    });
  });

  test('ploffload does not decompress and takes times as ns', async () => {
    await post('/v1/write/ploffload/logging', 'x', { 'content-encoding': 'gzip' });
    expect(seen[0]!.job).toMatchObject({ contentEncoding: '', autoPrecision: false });
  });

  test.each([
    ['/v1/write/nothing', 'x', 400, 'datakit.invalidCategory'],
    ['/v1/write/logging', '', 400, 'datakit.emptyBody'],
    ['/v1/write/logging', 'x'.repeat(1001), 413, 'datakit.bodyTooLarge'],
  ])('%s with a body of %#: %i %s', async (path, body, status, code) => {
    const answered = await post(path, body);
    expect(answered.status).toBe(status);
    expect(((await answered.json()) as { error_code: string }).error_code).toBe(code);
    expect(seen).toHaveLength(0);
  });

  test('a body that nobody could read is answered as the worker says', async () => {
    answer = async () =>
      await Promise.resolve({ kind: 'refused', status: 400, code: 'invalidLinePoint', message: 'line 1', hint: '' });
    const answered = await post('/v1/write/logging', 'x');
    expect(answered.status).toBe(400);
    expect(await answered.json()).toEqual({ error_code: 'datakit.invalidLinePoint', message: 'line 1' });
  });

  test('overload is 503 with Retry-After, never a status that makes a sender drop', async () => {
    answer = async () => await Promise.reject(new BufferFullError('full', 0));
    const answered = await post('/v1/write/logging', 'x');
    expect(answered.status).toBe(503);
    expect(answered.headers.get('retry-after')).toBe('1');
  });

  test('a defect of ours is 500 and says nothing of the inside', async () => {
    answer = async () => await Promise.reject(new Error('secret detail'));
    const answered = await post('/v1/write/logging', 'x');
    expect(answered.status).toBe(500);
    expect(await answered.text()).not.toContain('secret');
  });

  test('nothing is taken before the scripts are loaded', async () => {
    ready = false;
    expect((await post('/v1/write/logging', 'x')).status).toBe(503);
    expect(seen).toHaveLength(0);
  });

  test('a push of another receiver is a loop', async () => {
    expect((await post('/v1/write/logging', 'x', { 'x-offramp-hop': 'push' })).status).toBe(508);
  });
});

describe('the server', () => {
  test('answers ping as the reference does', async () => {
    const answered = await fetch(`${url}/v1/ping`);
    expect(await answered.json()).toEqual({
      content: { version: '0.0.0', uptime: expect.stringMatching(/^\d+s$/), host: 'h1', commit: 'offramp' },
    });
    expect(answered.headers.get('x-datakit')).toBe('0.0.0/h1');
  });

  test('survives bytes that are no HTTP', async () => {
    const { port, hostname } = new URL(url);
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write('\x00\xff garbage\r\n\r\n'));
      let got = '';
      socket.on('data', (chunk) => (got += chunk.toString('latin1')));
      socket.on('close', () => resolve(got));
      socket.on('error', reject);
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect((await fetch(`${url}/v1/ping`)).status).toBe(200);
  });
});
