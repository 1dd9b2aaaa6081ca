import { afterEach, describe, expect, test } from '@jest/globals';
import type { lookup } from 'node:dns';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type HttpCallerOptions, UndiciHttpCaller } from '../../../core/workers/http-caller.js';

const servers: Server[] = [];
const callers: UndiciHttpCaller[] = [];

afterEach(async () => {
  await Promise.all(callers.splice(0).map((caller) => caller.stop()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function caller(options: Partial<HttpCallerOptions> = {}): UndiciHttpCaller {
  const made = new UndiciHttpCaller({ hosts: [], cidrs: [], refusePrivate: false, disabled: false, ...options });
  callers.push(made);
  return made;
}

const get = (url: string): { method: string; url: string; headers: []; body: string } => ({
  method: 'GET',
  url,
  headers: [],
  body: '',
});

const echo: RequestListener = (req, res) => {
  let body = '';
  req.on('data', (part: Buffer) => (body += part.toString()));
  req.on('end', () => res.end(JSON.stringify({ method: req.method, url: req.url, headers: req.headers, body })));
};

describe('UndiciHttpCaller', () => {
  test('sends method, headers and body; the connection sets its own headers', async () => {
    const base = await listen(echo);
    const answer = await caller().request({
      method: 'post',
      url: `${base}/x?q=1`,
      headers: [
        ['X-Key', 'v'],
        ['Host', 'elsewhere'],
      ],
      body: 'é',
    });
    expect(answer?.status).toBe(200);
    const seen = JSON.parse(answer!.body) as { method: string; url: string; body: string; headers: object };
    expect(seen).toMatchObject({ method: 'POST', url: '/x?q=1', body: 'é' });
    expect(seen.headers).toMatchObject({ 'x-key': 'v', host: base.slice(7), 'content-length': '2' });
  });

  test('gives any status, and undefined for what fails', async () => {
    const base = await listen((_, res) => res.writeHead(503).end('busy'));
    expect(await caller().request(get(base))).toEqual({ status: 503, body: 'busy' });
    expect(await caller().request(get('http://127.0.0.1:1/'))).toBeUndefined();
    expect(await caller().request({ ...get(base), method: 'NO TOKEN' })).toBeUndefined();
    expect(await caller().request(get('http://[::1'))).toBeUndefined();
  });

  test('unzips, within the limit of the answer', async () => {
    const base = await listen((req, res) => {
      res.writeHead(200, { 'content-encoding': 'gzip' });
      res.end(gzipSync(req.url === '/bomb' ? Buffer.alloc(1_000_000) : 'text'));
    });
    const small = caller({ maxAnswerBytes: 10_000 });
    expect(await small.request(get(`${base}/`))).toEqual({ status: 200, body: 'text' });
    expect(await small.request(get(`${base}/bomb`))).toBeUndefined();
  });

  test('gives up on answers that are too big or too slow', async () => {
    const big = await listen((_, res) => res.end(Buffer.alloc(20_000)));
    const slow = await listen(() => undefined);
    expect(await caller({ maxAnswerBytes: 10_000 }).request(get(big))).toBeUndefined();
    expect(await caller({ timeoutMs: 50 }).request(get(slow))).toBeUndefined();
  });

  test('refuses private addresses however they are written, and names that resolve to one', async () => {
    const base = await listen(echo);
    const port = base.split(':').at(-1)!;
    const fake = ((_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }])) as LookupAll;
    const safe = caller({ refusePrivate: true, resolve: fake as typeof lookup });
    for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', 'rebind.example']) {
      expect([host, await safe.request(get(`http://${host}:${port}/`))]).toEqual([host, undefined]);
    }
    expect(safe.mayCall('http://10.0.0.1/')).toBe(false);
    expect(safe.mayCall('ftp://example.com/')).toBe(false);
    expect(safe.mayCall('http://rebind.example/')).toBe(true);
    const listed = caller({ refusePrivate: true, hosts: ['rebind.example'], resolve: fake as typeof lookup });
    expect((await listed.request(get(`http://rebind.example:${port}/`)))?.status).toBe(200);
  });

  test('looks at every redirect again', async () => {
    const base = await listen((req, res) => {
      if (req.url === '/away') res.writeHead(302, { location: 'http://10.255.255.1/' }).end();
      else if (req.url === '/file') res.writeHead(302, { location: 'file:///etc/passwd' }).end();
      else if (req.url === '/loop') res.writeHead(302, { location: '/loop' }).end();
      else if (req.url === '/post') res.writeHead(303, { location: '/end' }).end();
      else echo(req, res);
    });
    const listed = caller({ cidrs: ['127.0.0.0/8'] });
    expect(await listed.request(get(`${base}/away`))).toBeUndefined();
    expect(await listed.request(get(`${base}/file`))).toBeUndefined();
    expect(await listed.request(get(`${base}/loop`))).toBeUndefined();
    const answer = await listed.request({ method: 'POST', url: `${base}/post`, headers: [], body: 'x' });
    expect(JSON.parse(answer!.body)).toMatchObject({ method: 'GET', url: '/end', body: '' });
  });

  test('keeps secrets from another host', async () => {
    const end = await listen(echo);
    const start = await listen((_, res) => res.writeHead(307, { location: end }).end());
    const answer = await caller().request({
      method: 'POST',
      url: start,
      headers: [
        ['Authorization', 'Bearer secret'],
        ['X-Plain', 'p'],
      ],
      body: 'kept',
    });
    const seen = JSON.parse(answer!.body) as { method: string; body: string; headers: Record<string, string> };
    expect(seen).toMatchObject({ method: 'POST', body: 'kept' });
    expect(seen.headers['authorization']).toBeUndefined();
    expect(seen.headers['x-plain']).toBe('p');
  });

  test('does nothing when switched off', async () => {
    const base = await listen(echo);
    expect(caller({ disabled: true }).mayCall(base)).toBe(false);
    expect(await caller({ disabled: true }).request(get(base))).toBeUndefined();
  });

  test('stopping twice is fine', async () => {
    const made = caller();
    await made.request(get(await listen(echo)));
    await made.stop();
    await made.stop();
  });
});

type LookupAll = (
  host: string,
  options: object,
  done: (error: null, found: { address: string; family: number }[]) => void,
) => void;
