// The tool as a user runs it: `offramp dataway` as a process of its own.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { PointRecord } from '../../../bin/dataway/point-json.js';
import { encodeProtobuf } from '../../../core/codec/pbpoint/encode.js';
import { packageId, PROTOBUF } from '../../../core/dataway/package.js';
import { PushClient } from '../../../core/dataway/push.js';
import { parseDatawayUrls } from '../../../core/dataway/url.js';
import { KV, Point } from '../../../core/point/point.js';
import { tempFolder } from '../../helpers/temp-folder.js';

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

function folder(): string {
  const temp = tempFolder();
  cleanUp.push(() => temp.remove());
  return temp.path;
}

interface Running {
  readonly url: string;
  readonly child: ChildProcess;
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null>;
}

async function run(...args: string[]): Promise<Running> {
  const command = ['dist/bin/offramp.js', 'dataway', '--listen', '127.0.0.1:0', ...args];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  cleanUp.push(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const match = /^dataway listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line);
  expect(match).not.toBeNull();
  return {
    url: match![1]!,
    child,
    end: async (signal) => {
      child.kill(signal);
      return ((await closed) as [number | null])[0];
    },
  };
}

async function points({ url }: Running): Promise<readonly PointRecord[]> {
  const response = await fetch(`${url}/points?limit=10000`);
  return ((await response.json()) as { points: PointRecord[] }).points;
}

async function push(url: string, part: number): Promise<string> {
  const client = new PushClient({ urls: parseDatawayUrls([url], 'url'), userAgent: 'ua' });
  client.start();
  const body = encodeProtobuf([new Point('nginx', [new KV('message', `m${part}`, false)], 42n)]);
  const [outcome] = await client.push({
    id: packageId('batch', part),
    category: 'logging',
    contentType: PROTOBUF,
    points: 1,
    body,
    gzip: false,
    rawSizeBytes: body.length,
  });
  await client.stop();
  return outcome!.verdict;
}

const messages = (records: readonly PointRecord[]): unknown[] =>
  records.map(({ seq, fields }) => [seq, fields['message']]);

test('takes what the reference sends to DataWay, and knows its points', async () => {
  const running = await run();
  const rows = readFileSync('test/wire/dataway-requests.jsonl', 'utf8').trim().split('\n');
  let sum = 0;
  for (const text of rows) {
    const row = JSON.parse(text) as {
      target: string;
      headers: Record<string, string>;
      body_b64: string;
      points: number;
    };
    const { 'Content-Length': _length, 'Accept-Encoding': _accept, ...headers } = row.headers;
    const body = Buffer.from(row.body_b64, 'base64');
    const response = await fetch(running.url + row.target, { method: 'POST', headers, body });
    expect(response.status).toBe(200);
    sum += row.points;
    const stored = (await points(running)).filter(({ pkgId }) => pkgId === row.headers['X-Pkg-Id']);
    expect(stored).toHaveLength(row.points);
  }
  expect(await points(running)).toHaveLength(sum);
  expect(await running.end('SIGTERM')).toBe(0);
});

describe('--store', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)('keeps points, numbers and counts after %s', async (signal) => {
    const store = join(folder(), 'store');
    const first = await run('--store', store);
    for (const part of [1, 2, 3]) expect(await push(first.url, part)).toBe('accepted');
    expect(await first.end(signal)).toBe(signal === 'SIGKILL' ? null : 0);

    const second = await run('--store', store, '--dedupe');
    expect(messages(await points(second))).toEqual([
      [1, 'm1'],
      [2, 'm2'],
      [3, 'm3'],
    ]);
    expect(await push(second.url, 2)).toBe('accepted'); // a repeat, also over the restart
    expect(await push(second.url, 4)).toBe('accepted');
    expect(messages(await points(second)).slice(2)).toEqual([
      [3, 'm3'],
      [4, 'm4'],
    ]);
    const counts = (await (await fetch(`${second.url}/counts`)).json()) as object;
    expect(counts).toMatchObject({ packages: 4, points: 4, deduped: 1, groups: [{ key: 'nginx', points: 4 }] });
  });

  test('lets the oldest points go when it is full', async () => {
    const store = join(folder(), 'store');
    const first = await run('--store', store, '--max-points', '2');
    for (const part of [1, 2, 3, 4]) await push(first.url, part);
    expect(messages(await points(first))).toEqual([
      [3, 'm3'],
      [4, 'm4'],
    ]);
    await first.end('SIGTERM');
    expect(messages(await points(await run('--store', store)))).toHaveLength(2);
  });

  test('two processes do not share a folder', async () => {
    const store = join(folder(), 'store');
    await run('--store', store);
    const args = ['dist/bin/offramp.js', 'dataway', '--listen', '127.0.0.1:0', '--store', store];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(1);
    expect(text).toContain('another process');
    expect(text).toContain('give each process a folder of its own');
  });
});

describe('wrong words', () => {
  test.each([
    [['--listen', 'nowhere'], 2, 'not a listen address'],
    [['--status', '5'], 1, 'whole number from 200 to 599'],
    [['--fail-rate', '2'], 1, 'number from 0 to 1'],
    [['--store', 'x', '--memory'], 2, 'contradicts --store'],
    [['--tokn', 'x'], 1, 'Did you mean --token?'],
  ])('%j end with code %i and say why', async (args, code, says) => {
    const child = spawn(process.execPath, ['dist/bin/offramp.js', 'dataway', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    expect(((await once(child, 'close')) as [number])[0]).toBe(code);
    expect(text).toContain(says);
  });
});
