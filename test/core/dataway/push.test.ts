import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { StoppedError } from '../../../core/errors.js';
import { packageId, PROTOBUF, type DatawayPackage } from '../../../core/dataway/package.js';
import { PushClient } from '../../../core/dataway/push.js';
import { parseDatawayUrls } from '../../../core/dataway/url.js';
import { datawayUserAgent } from '../../../core/dataway/user-agent.js';
import { TestServer, type Reply, type SeenRequest } from '../../helpers/http-server.js';

const TOKEN = 'tkn_0123456789abcdef0123456789abcdef';
const RAW = Buffer.from('raw bytes of a body');

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

async function serve(reply: (n: number) => Reply): Promise<{ url: string; seen: SeenRequest[] }> {
  const server = await new TestServer(reply).start();
  cleanUp.push(() => server.stop());
  return { url: `${server.url}?token=${TOKEN}`, seen: server.seen };
}

function client(urls: readonly string[], timeoutMs = 5000): PushClient {
  const push = new PushClient({
    urls: parseDatawayUrls(urls, 'dataway.urls'),
    userAgent: datawayUserAgent('1.2.3', { platform: 'linux', arch: 'x64', hostname: 'h-1' }),
    timeoutMs,
    nowMs: () => Date.parse('2025-01-01T00:00:00Z'),
  });
  push.start();
  cleanUp.push(() => push.stop());
  return push;
}

function pkg(over: Partial<DatawayPackage> = {}): DatawayPackage {
  return {
    id: packageId('batch-1', 0),
    category: 'logging',
    contentType: PROTOBUF,
    points: 3,
    body: gzipSync(RAW),
    gzip: true,
    rawSizeBytes: RAW.length,
    ...over,
  };
}

describe('the request', () => {
  test('has the target and headers that the reference sends', async () => {
    const rows = readFileSync('test/wire/dataway-requests.jsonl', 'utf8').trim().split('\n');
    const row = JSON.parse(rows[0]!) as { target: string; method: string; headers: Record<string, string> };
    const { url, seen } = await serve(() => ({ status: 200 }));
    const token = new URL(row.target, url).searchParams.get('token')!;
    await client([url.replace(TOKEN, token)]).push(pkg({ points: 6 }));
    const [got] = seen;
    expect(got!.method).toBe(row.method);
    expect(got!.target).toBe(row.target);
    for (const name of ['Content-Encoding', 'Content-Type', 'Referer', 'X-Points']) {
      expect([name, got!.headers[name.toLowerCase()]]).toEqual([name, row.headers[name]]);
    }
    expect(got!.headers['content-length']).toBe(String(got!.body.length));
    expect(got!.headers['user-agent']).toBe('datakit-linux-amd64/1.2.3/h-1');
    expect(got!.headers['x-pkg-id']).toMatch(/^dk_[0-9a-v]{20}$/);
    expect(row.headers['X-Pkg-Id']).toMatch(/^dk_[0-9a-v]{20}$/);
    expect(got!.headers['x-offramp-hop']).toBe('push');
    expect(got!.headers['x-fail-cache-retry']).toBeUndefined();
    expect(gunzipSync(got!.body)).toEqual(RAW);
  });

  test('says so when it is a retry, an uncompressed body, or has further headers', async () => {
    const { url, seen } = await serve(() => ({ status: 200 }));
    const plain = pkg({ body: RAW, gzip: false, headers: { 'X-Storage-Index-Name': 'idx' } });
    await client([url]).push(plain, { isRetry: true });
    expect(seen[0]!.headers['x-fail-cache-retry']).toBe('1');
    expect(seen[0]!.headers['content-encoding']).toBeUndefined();
    expect(seen[0]!.headers['x-storage-index-name']).toBe('idx');
    expect(seen[0]!.body).toEqual(RAW);
  });
});

describe('the answer', () => {
  test.each([
    [200, '', 'accepted', 'ok', false],
    [204, '', 'accepted', 'ok', false],
    [302, '', 'retry', 'redirect', true],
    [304, '', 'retry', 'redirect', true],
    [400, '{"error_code":"bad"}', 'refused', 'http-400', false],
    [401, '', 'retry', 'unauthorized', true],
    [402, '', 'retry', 'quota', true],
    [403, '', 'retry', 'unauthorized', true],
    [403, '{"error_code":"dataway.beyondDataUsage"}', 'retry', 'quota', true],
    [404, '', 'retry', 'not-found', true],
    [408, '', 'retry', 'timeout', false],
    [413, '', 'refused', 'http-413', false],
    [418, '', 'retry', 'http-418', true],
    [422, '', 'refused', 'http-422', false],
    [429, '', 'retry', 'throttled', false],
    [500, '', 'retry', 'http-500', false],
    [503, '', 'retry', 'http-503', false],
  ] as const)('%i %s -> %s %s', async (status, body, verdict, reason, loud) => {
    const { url, seen } = await serve(() => ({ status, body, headers: { location: 'http://127.0.0.1:1/' } }));
    const [outcome] = await client([url]).push(pkg());
    expect(outcome).toMatchObject({ verdict, status, reason, loud, detail: body });
    expect(seen).toHaveLength(1); // no redirect followed, no retry of its own
  });

  test('carries Retry-After when held, in seconds or as a date', async () => {
    const { url } = await serve((n) => ({
      status: n === 1 ? 429 : 503,
      headers: { 'retry-after': n === 1 ? '7' : 'Wed, 01 Jan 2025 00:01:00 GMT' },
    }));
    const push = client([url]);
    expect((await push.push(pkg()))[0]!.retryAfterMs).toBe(7000);
    expect((await push.push(pkg()))[0]!.retryAfterMs).toBe(60_000);
  });

  test('that never comes is a timeout, a broken connection is network, both held', async () => {
    const { url } = await serve((n) => (n === 1 ? 'hang' : 'reset'));
    const push = client([url], 150);
    expect((await push.push(pkg()))[0]).toMatchObject({ verdict: 'retry', reason: 'timeout', status: undefined });
    expect((await push.push(pkg()))[0]).toMatchObject({ verdict: 'retry', reason: 'network' });
  });

  test('of a port where nobody listens is network', async () => {
    const [outcome] = await client([`http://127.0.0.1:1?token=${TOKEN}`]).push(pkg());
    expect(outcome).toMatchObject({ verdict: 'retry', reason: 'network', detail: 'ECONNREFUSED' });
  });

  test('is cut when endless, and the client goes on', async () => {
    const { url } = await serve((n) => ({ status: n === 1 ? 400 : 200, body: 'x'.repeat(1_000_000) }));
    const push = client([url]);
    expect((await push.push(pkg()))[0]!.detail.length).toBeLessThan(300);
    expect((await push.push(pkg()))[0]!.verdict).toBe('accepted');
  });
});

describe('the token', () => {
  test.each([[400], [403], [500]])('echoed by a %i answer is not in the outcome', async (status) => {
    const { url } = await serve(() => ({ status, body: `token ${TOKEN} is\x1b[31m wrong` }));
    const outcomes = await client([url]).push(pkg());
    expect(outcomes[0]!.detail).toBe('token *** is [31m wrong');
    expect(JSON.stringify(outcomes)).not.toContain(TOKEN);
  });

  test('is not in the outcome of a failed connection', async () => {
    const outcomes = await client([`https://127.0.0.1:1?token=${TOKEN}`]).push(pkg());
    expect(JSON.stringify(outcomes)).not.toContain(TOKEN);
  });
});

describe('several URLs', () => {
  test('each gets the package, and a retry goes only to those that have not accepted it', async () => {
    const good = await serve(() => ({ status: 200 }));
    const bad = await serve((n) => ({ status: n === 1 ? 500 : 200 }));
    const push = client([good.url, bad.url]);
    const first = await push.push(pkg());
    expect(first.map((o) => o.verdict)).toEqual(['accepted', 'retry']);
    expect(first.map((o) => o.endpoint)).toEqual(push.endpointNames);
    const delivered = new Set(first.filter((o) => o.verdict === 'accepted').map((o) => o.endpoint));
    const second = await push.push(pkg(), { delivered, isRetry: true });
    expect(second.map((o) => [o.endpoint, o.verdict])).toEqual([[push.endpointNames[1], 'accepted']]);
    expect(good.seen).toHaveLength(1);
    expect(bad.seen).toHaveLength(2);
  });
});

describe('the lifetime', () => {
  test('before start and after stop a push is refused', async () => {
    const push = new PushClient({ urls: [], userAgent: 'x' });
    await expect(push.push(pkg())).rejects.toThrow(StoppedError);
    push.start();
    expect(await push.push(pkg())).toEqual([]);
    await push.stop();
    await push.stop();
    await expect(push.push(pkg())).rejects.toThrow(StoppedError);
  });

  test('stop gives back what is under way, drain waits for it until its signal', async () => {
    const { url } = await serve(() => 'hang');
    const push = client([url]);
    const pending = push.push(pkg());
    await push.drain(AbortSignal.timeout(20));
    await push.stop();
    expect((await pending)[0]).toMatchObject({ verdict: 'retry', reason: 'stopped' });
    await push.drain(AbortSignal.timeout(20_000));
  });

  test("the caller's signal ends its own attempt only", async () => {
    const { url } = await serve((n) => (n === 1 ? 'hang' : { status: 200 }));
    const push = client([url]);
    const [first] = await push.push(pkg(), { signal: AbortSignal.timeout(30) });
    expect(first!.verdict).toBe('retry');
    expect((await push.push(pkg()))[0]!.verdict).toBe('accepted');
  });
});

test('package ids depend on batch and part only', () => {
  expect(packageId('b', 0)).toBe(packageId('b', 0));
  const ids = new Set([packageId('b', 0), packageId('b', 1), packageId('b\n0', 0), packageId('c', 0)]);
  expect(ids.size).toBe(4);
  for (const id of ids) expect(id).toMatch(/^dk_[0-9a-v]{20}$/);
});
