import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { BodyDecoder } from '../../../bin/dataway/decode.js';
import { LocalDataway, type LocalDatawayOptions } from '../../../bin/dataway/local-dataway.js';
import type { Faults } from '../../../bin/dataway/faults.js';
import type { PointRecord } from '../../../bin/dataway/point-json.js';
import type { PullAnswer } from '../../../bin/dataway/scripts-folder.js';
import type { Group, Summary } from '../../../bin/dataway/tally.js';
import { DecodeError } from '../../../core/errors.js';
import { KV, Point } from '../../../core/point/point.js';
import { Float, PointArray, Uint } from '../../../core/point/value.js';

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

/** Body of the toy codec here: lines `source message`. */
const decode: BodyDecoder = (body, { nowMs }) => {
  const text = Buffer.from(body).toString('utf8');
  if (text.startsWith('!')) throw new DecodeError('toy', 'starts with !', 0);
  return text.split('\n').map((line) => {
    const [source = '', message = ''] = line.split(' ', 2);
    return new Point(source, [new KV('host', 'h1', true), new KV('message', message, false)], BigInt(nowMs));
  });
};

async function run(options: Partial<LocalDatawayOptions> = {}): Promise<LocalDataway> {
  const server = new LocalDataway({ decode, nowMs: () => 1_700_000_000_000, ...options });
  await server.start();
  cleanUp.push(() => server.stop());
  return server;
}

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'offramp-dataway-'));
  cleanUp.push(() => rmSync(dir, { recursive: true }));
  return dir;
}

function post(server: LocalDataway, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
  const [base, query = ''] = server.datawayUrl.split('?');
  return fetch(`${base}/v1/write/logging?${query}`, { method: 'POST', body: Buffer.from(body), headers });
}

interface Points {
  readonly points: readonly PointRecord[];
  readonly next: number | null;
}
interface Counts extends Summary {
  readonly groups: readonly Group[];
}
type Remote = PullAnswer['remote_pipelines'];

async function get<T>(server: LocalDataway, path: string): Promise<T> {
  const response = await fetch(server.url + path);
  expect(response.status).toBe(200);
  return (await response.json()) as T; // the fields are what the tests check
}

describe('a write', () => {
  test('is stored with number, arrival time, package id and sender', async () => {
    const server = await run();
    const headers = { 'x-pkg-id': 'dk_1', 'user-agent': 'ua/1', 'content-encoding': 'gzip' };
    expect((await post(server, gzipSync('nginx a\nredis b'), headers)).status).toBe(200);
    expect((await post(server, 'nginx c')).status).toBe(200);
    const { points, next } = await get<Points>(server, '/points');
    expect(next).toBeNull();
    expect(points).toHaveLength(3);
    expect(points[1]).toEqual({
      seq: 2,
      arrivalMs: 1_700_000_000_000,
      category: 'logging',
      pkgId: 'dk_1',
      userAgent: 'ua/1',
      name: 'redis',
      time: '1700000000000',
      tags: { host: 'h1' },
      fields: { message: 'b' },
      kinds: {},
    });
    expect((await server.points()).map(({ seq, point }) => [seq, point.name])).toEqual([
      [1, 'nginx'],
      [2, 'redis'],
      [3, 'nginx'],
    ]);
  });

  test.each([
    ['', {}, 'logging', 400],
    ['!bad', {}, 'logging', 400],
    ['not gzip', { 'content-encoding': 'gzip' }, 'logging', 400],
    ['x', { 'content-encoding': 'rot13' }, 'logging', 415],
    ['x'.repeat(2000), {}, 'logging', 413],
    ['nginx a', {}, 'loggings', 404],
  ])(
    'of %.10j with %j to %s is answered %i and not stored',
    async (body, headers: Record<string, string>, to, want) => {
      const server = await run({ maxBodyBytes: 1000 });
      const response = await fetch(`${server.url}/v1/write/${to}`, { method: 'POST', body, headers });
      expect(response.status).toBe(want);
      expect(((await response.json()) as { error_code: string }).error_code).toMatch(/^dataway\./);
      expect(server.counts().points).toBe(0);
    },
  );

  test('that unpacks to more than the limit is answered 413', async () => {
    const server = await run({ maxBodyBytes: 100_000 });
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    expect((await post(server, bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
  });
});

describe('the token', () => {
  test('is asked for at write and pull', async () => {
    const server = await run({ token: 'tkn_good/one' });
    const ask = async (path: string, method = 'POST'): Promise<number> => {
      const init = method === 'POST' ? { method, body: 'nginx a' } : { method };
      return (await fetch(server.url + path, init)).status;
    };
    expect(await ask('/v1/write/logging')).toBe(401);
    expect(await ask('/v1/write/logging?token=')).toBe(401);
    expect(await ask('/v1/write/logging?token=tkn_bad')).toBe(403);
    expect(await ask('/v1/datakit/pull?token=tkn_bad', 'GET')).toBe(403);
    expect(await ask('/v1/write/logging?token=tkn_good%2Fone')).toBe(200);
    expect((await post(server, 'nginx b')).status).toBe(200);
    expect(server.counts().points).toBe(2);
  });
});

describe('reading back', () => {
  test('filters by category, source, package and value, and pages', async () => {
    const server = await run();
    await post(server, 'nginx a\nredis b\nnginx c', { 'x-pkg-id': 'p1' });
    await post(server, 'nginx a', { 'x-pkg-id': 'p2' });
    const seqs = async (query: string): Promise<number[]> =>
      (await get<Points>(server, `/points?${query}`)).points.map((p) => p.seq);
    expect(await seqs('source=nginx')).toEqual([1, 3, 4]);
    expect(await seqs('source=nginx&message=a')).toEqual([1, 4]);
    expect(await seqs('key=message&value=a')).toEqual([1, 4]);
    expect(await seqs('pkg=p2')).toEqual([4]);
    expect(await seqs('host=h1&after=2')).toEqual([3, 4]);
    expect(await seqs('category=metric')).toEqual([]);
    expect(await seqs('message=zzz')).toEqual([]);
    const page = await get<Points>(server, '/points?limit=3');
    expect(page.next).toBe(3);
    expect((await get<Points>(server, `/points?limit=3&after=${page.next}`)).points).toHaveLength(1);
  });

  test('counts by source, category, sender and package, repeats apart', async () => {
    const server = await run();
    for (const [id, body] of [
      ['p1', 'nginx a\nredis b'],
      ['p1', 'nginx a\nredis b'],
      ['p2', 'nginx c'],
    ] as const) {
      await post(server, body, { 'x-pkg-id': id, 'user-agent': 'ua' });
    }
    const counts = await get<Counts>(server, '/counts?by=pkg');
    expect(counts).toMatchObject({ packages: 3, points: 5, repeats: { ids: 1, packages: 1, points: 2 }, deduped: 0 });
    expect(counts.groups).toEqual([
      { key: 'p1', packages: 2, points: 4 },
      { key: 'p2', packages: 1, points: 1 },
    ]);
    expect((await get<Counts>(server, '/counts')).groups).toEqual([
      { key: 'nginx', packages: 3, points: 3 },
      { key: 'redis', packages: 2, points: 2 },
    ]);
    expect((await get<Counts>(server, '/counts?by=category')).groups).toEqual([
      { key: 'logging', packages: 3, points: 5 },
    ]);
    expect((await fetch(`${server.url}/counts?by=shoe`)).status).toBe(400);
  });

  test('keeps at most the given number of points, the newest', async () => {
    const server = await run({ maxPoints: 3 });
    for (const n of [1, 2, 3, 4, 5]) await post(server, `s m${n}`);
    expect((await server.points()).map(({ seq }) => seq)).toEqual([3, 4, 5]);
    expect(server.counts().points).toBe(3);
  });

  test('shows a page on which nothing from outside is markup', async () => {
    const server = await run();
    await post(server, '<script>alert(1)</script> <img/src=x>"\'&');
    const response = await fetch(server.url);
    const html = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain('&lt;img/src=x&gt;&quot;&#39;&amp;');
    expect(html).not.toMatch(/<script|<img/);
  });

  test('tells kinds that JSON cannot, and survives odd keys', async () => {
    const point = new Point(
      's\udc80',
      [
        new KV('big', 9007199254740993n, false),
        new KV('f', new Float(1), false),
        new KV('inf', new Float(Infinity), false),
        new KV('u', new Uint(18446744073709551615n), false),
        new KV('d', Buffer.from('x'), false),
        new KV('a', new PointArray('i', [1, 2]), false),
        new KV('nil', null, false),
        new KV('__proto__', 'p', true),
      ],
      -1n,
    );
    const server = await run({ decode: () => [point] });
    await post(server, 'x');
    const text = await (await fetch(`${server.url}/points`)).text();
    expect(text).toContain('"tags":{"__proto__":"p"}');
    const [record] = (JSON.parse(text) as Points).points;
    expect(record!.name).toBe('s\ufffd');
    expect(record!.fields).toEqual({
      big: '9007199254740993',
      f: 1,
      inf: 'Infinity',
      u: '18446744073709551615',
      d: 'eA==',
      a: [1, 2],
      nil: null,
    });
    expect(record!.kinds).toEqual({ big: 'i', f: 'f', inf: 'f', u: 'u', d: 'd', a: 'a:i' });
  });

  test('appends every point to --out', async () => {
    const out = join(folder(), 'points.jsonl');
    const server = await run({ out });
    await post(server, 'nginx a\nredis b');
    await server.stop();
    const lines = readFileSync(out, 'utf8').trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { name: string }).name)).toEqual(['nginx', 'redis']);
  });
});

describe('dedupe', () => {
  test('stores a package id once, also when two copies arrive together; packages without id always', async () => {
    const server = await run({ dedupe: true });
    const headers = { 'x-pkg-id': 'p1' };
    const together = await Promise.all([post(server, 'nginx a', headers), post(server, 'nginx a', headers)]);
    expect(together.map((r) => r.status)).toEqual([200, 200]);
    await post(server, 'nginx a', headers);
    await post(server, 'nginx a');
    await post(server, 'nginx a');
    expect(server.counts()).toMatchObject({ points: 3, deduped: 2 });
  });
});

describe('faults', () => {
  const control = (server: LocalDataway, body: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server.url}/control`, { method: 'POST', body, headers });

  test('are set and cleared while running', async () => {
    const server = await run({ faults: { status: 503, retryAfterS: 2 } });
    const first = await post(server, 'nginx a');
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '2']);
    expect((await control(server, '{"status":null,"failRate":1}')).status).toBe(200);
    expect((await post(server, 'nginx a')).status).toBe(500);
    await control(server, '{"failRate":0}');
    expect(server.counts().points).toBe(0);
    expect((await post(server, 'nginx a')).status).toBe(200);
    expect((await get<Faults>(server, '/control')).failRate).toBe(0);
  });

  test('a lost answer stores the points and cuts the connection', async () => {
    const server = await run({ faults: { lostAnswerRate: 1 } });
    await expect(post(server, 'nginx a')).rejects.toThrow();
    expect(server.counts().points).toBe(1);
  });

  test.each(['{"failRate":2}', '{"failrate":1}', '{"status":99}', '{"delayMs":"1"}', '[]', '{'])(
    'a wrong control %s is answered 400',
    async (body) => {
      expect((await control(await run(), body)).status).toBe(400);
    },
  );

  test('a page of another site cannot set them', async () => {
    const server = await run();
    expect((await control(server, '{"status":500}', { origin: 'http://evil.example' })).status).toBe(403);
    expect((await control(server, '{"status":null}', { origin: server.url })).status).toBe(200);
  });
});

describe('pull', () => {
  test('without a folder says that nothing changed', async () => {
    const { remote_pipelines: answer } = await get<PullAnswer>(
      await run(),
      '/v1/datakit/pull?remote_pipelines=true&ts=0',
    );
    expect(answer).toEqual({ update_time: -1, pipelines: [], relation_update_time: -1, relation: [] });
  });

  test('serves the folder, and moves the time on with every change', async () => {
    const dir = folder();
    const server = await run({ scripts: dir });
    const pull = async (): Promise<Remote> =>
      (await get<PullAnswer>(server, '/v1/datakit/pull?remote_pipelines=true')).remote_pipelines;
    expect(await pull()).toMatchObject({ update_time: 1, pipelines: [] });

    mkdirSync(join(dir, 'metric'));
    mkdirSync(join(dir, 'logging'));
    writeFileSync(join(dir, 'nginx.p'), 'shadowed');
    writeFileSync(join(dir, 'logging', 'nginx.p'), 'add_key(a, 1)');
    writeFileSync(join(dir, 'top.p'), 'drop()');
    writeFileSync(join(dir, 'metric', 'cpu.p'), 'x = 1');
    writeFileSync(join(dir, 'notes.txt'), 'no script');
    writeFileSync(join(dir, 'default.json'), '{"logging":"top.p"}');
    writeFileSync(join(dir, 'relation.json'), '{"relation":{"logging":{"web":"nginx.p"}}}');
    const first = await pull();
    const b64 = (text: string): string => Buffer.from(text).toString('base64');
    expect(first.pipelines).toEqual([
      { name: 'nginx.p', base64text: b64('add_key(a, 1)'), category: 'logging', asDefault: false },
      { name: 'top.p', base64text: b64('drop()'), category: 'logging', asDefault: true },
      { name: 'cpu.p', base64text: b64('x = 1'), category: 'metric', asDefault: false },
    ]);
    expect(first.relation).toEqual([{ category: 'logging', source: 'web', name: 'nginx.p' }]);
    expect(await pull()).toEqual(first);

    writeFileSync(join(dir, 'top.p'), 'exit()');
    utimesSync(join(dir, 'top.p'), 1, 1); // a copy that keeps an old time
    const second = await pull();
    expect(second.update_time).toBeGreaterThan(first.update_time);
    expect(second.relation_update_time).toBe(first.relation_update_time);

    rmSync(join(dir, 'metric', 'cpu.p'));
    const third = await pull();
    expect(third.update_time).toBeGreaterThan(second.update_time);
    expect(third.pipelines).toHaveLength(2);
  });

  test('serves filters when asked, and reference tables', async () => {
    const dir = folder();
    writeFileSync(join(dir, 'filters.json'), '{"logging":["{ source = \'x\' }"]}');
    writeFileSync(join(dir, 'refer_table.json'), '[{"table_name":"t"}]');
    const server = await run({ scripts: dir });
    expect((await get<PullAnswer>(server, '/v1/datakit/pull?filters=true')).filters).toEqual({
      logging: ["{ source = 'x' }"],
    });
    expect(await get(server, '/v1/refer_table')).toEqual([{ table_name: 't' }]);
  });

  test('a broken file in the folder is an error that names it', async () => {
    const dir = folder();
    writeFileSync(join(dir, 'relation.json'), '{');
    const response = await fetch(`${(await run({ scripts: dir })).url}/v1/datakit/pull`);
    expect(response.status).toBe(500);
    expect(((await response.json()) as { message: string }).message).toContain('relation.json');
  });
});

describe('the lifetime', () => {
  test('stop answers what is under way and may be called twice', async () => {
    const server = await run({ faults: { delayMs: 60_000 } });
    const pending = post(server, 'nginx a');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await Promise.all([server.stop(), server.stop()]);
    expect((await pending).status).toBe(200);
  });

  test('stop does not wait for ever for a client that sends nothing', async () => {
    const server = await run();
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    cleanUp.push(() => void socket.destroy());
    await once(socket, 'connect');
    await server.stop();
  });

  test('a port in use is an error at start', async () => {
    const first = await run();
    const second = new LocalDataway({ decode, listen: first.url.replace('http://', '') });
    await expect(second.start()).rejects.toThrow('EADDRINUSE');
    await second.stop();
  });
});
