import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { encodeProtobuf } from '../../../core/codec/pbpoint/encode.js';
import { NO_FATES } from '../../../core/codec/offload/headers.js';
import { KV, Point } from '../../../core/point/point.js';
import { Batch } from '../../../plugin/offload/batch.js';
import { ReceiverClient, type ReceiverKind, type SendResult } from '../../../plugin/offload/receiver-client.js';
import { Ticket } from '../../../plugin/offload/ticket.js';

let server: Server | undefined;
let client: ReceiverClient | undefined;

afterEach(async () => {
  await client?.destroy();
  server?.closeAllConnections();
  server?.close();
});

type Handler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

async function open(handler: Handler, kind: ReceiverKind = 'datakit-http', gzip = false): Promise<ReceiverClient> {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => handler(request, response, Buffer.concat(chunks)));
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}/ignored?x=1`;
  client = new ReceiverClient({ address, kind, timeoutMs: 500, connections: 1, token: 'secret', gzip });
  return client;
}

const body = encodeProtobuf([new Point('nginx', [new KV('message', 'hello', false)], 1n)]);
const send = (to: ReceiverClient): Promise<SendResult> => {
  const batch = new Batch({ source: 'nginx', script: 'x.p' }, body, [{ ticket: new Ticket(1), records: 1 }]);
  return to.send(batch, new AbortController().signal);
};

describe('a receiver client', () => {
  test.each([
    ['datakit-http', '/v1/write/logging?precision=n'],
    ['ploffload', '/v1/write/ploffload/logging?precision=n'],
  ] as const)('%s posts protobuf to its path, with batch id, script and token', async (kind, path) => {
    const seen: IncomingMessage[] = [];
    const to = await open((request, response) => {
      seen.push(request);
      response.setHeader('x-offramp-fates', 'delivered=1').end();
    }, kind);
    expect(await send(to)).toEqual({ kind: 'accepted', fates: { ...NO_FATES, delivered: 1 } });
    expect(seen[0]!.url).toBe(path);
    expect(seen[0]!.headers).toMatchObject({
      'content-type': 'application/protobuf; proto=com.guance.Point',
      authorization: 'Bearer secret',
      'x-offramp-script': 'x.p',
      'x-offramp-hop': 'offload',
    });
    expect(seen[0]!.headers['x-offramp-batch']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('compresses when told to, and never for ploffload, which has no decompression', async () => {
    const got: (string | Buffer)[] = [];
    const handler: Handler = (request, response, bytes) => {
      got.push(request.headers['content-encoding'] ?? '', bytes);
      response.end();
    };
    await send(await open(handler, 'datakit-http', true));
    expect(got[0]).toBe('gzip');
    expect(gunzipSync(got[1]!)).toEqual(Buffer.from(body));
    await client?.destroy();
    server?.close();
    await send(await open(handler, 'ploffload', true));
    expect(got[2]).toBe('');
  });

  test.each([
    [200, 'accepted'],
    [204, 'accepted'],
    [302, 'failed'],
    [400, 'refused'],
    [401, 'misconfigured'],
    [403, 'misconfigured'],
    [404, 'misconfigured'],
    [408, 'failed'],
    [413, 'refused'],
    [429, 'failed'],
    [500, 'failed'],
    [503, 'failed'],
    [508, 'misconfigured'],
  ])('%i is %s', async (status, kind) => {
    const to = await open((_request, response) => {
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
    });
    expect((await send(to)).kind).toBe(kind);
  });

  test('an error that echoes a huge body is still a refusal', async () => {
    const to = await open((_request, response) => {
      response.writeHead(400).end('x'.repeat(2_000_000));
    });
    const result = await send(to);
    expect(result.kind).toBe('refused');
    expect(result.kind === 'refused' ? result.reason.length : 0).toBeLessThan(400);
  });

  test('Retry-After is passed on', async () => {
    const to = await open((_request, response) => void response.writeHead(503, { 'retry-after': '7' }).end());
    expect(await send(to)).toMatchObject({ kind: 'failed', retryAfterMs: 7000 });
  });

  test('a receiver that takes the request and never answers has failed after the time limit', async () => {
    const to = await open(() => undefined);
    expect((await send(to)).kind).toBe('failed');
  });

  test('a receiver that cuts the connection has failed', async () => {
    const to = await open((request) => void request.socket.destroy());
    expect((await send(to)).kind).toBe('failed');
  });
});
