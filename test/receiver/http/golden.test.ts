// The reference's answers, row by row, against a running receiver with a real DataWay behind it. Rows that differ on
// purpose stand in test/wire/known-http.jsonl, each with its reason.

import { mkdtemp, rm } from 'node:fs/promises';
import { request as send, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { LocalDataway } from '../../../bin/dataway/local-dataway.js';
import { loadConfig } from '../../../core/config/load.js';
import { Lifetime } from '../../../core/flow/lifetime.js';
import { SILENT } from '../../../core/log/logger.js';
import { startReceiver } from '../../../receiver/run.js';

interface Row {
  readonly id: string;
  readonly method: string;
  readonly target: string;
  readonly headers?: Record<string, string>;
  readonly from?: string;
  readonly body?: string;
  readonly body_b64?: string;
  readonly status: number;
  readonly content_type: string;
  readonly response: string;
}

const rowsOf = (file: string): Row[] =>
  readFileSync(`test/wire/${file}`, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
const known = new Map(
  readFileSync('test/wire/known-http.jsonl', 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { id: string; reason: string })
    .map(({ id, reason }) => [id, reason]),
);

const LIMIT_MS = 60_000;
let folder: string;
let dataway: LocalDataway;
let lifetime: Lifetime;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offramp-test-'));
  dataway = new LocalDataway({});
  await dataway.start();
  lifetime = new Lifetime(2_000, SILENT);
  const text = `[offramp]
data_dir = ${JSON.stringify(folder)}
workers = 1
[http_api]
listen = "127.0.0.1:0"
[dataway]
urls = ["${dataway.url}?token=tkn_00000000000000000000000000000000"]`;
  url = await startReceiver(loadConfig(text, 'test', {}).config, lifetime, SILENT);
  for (
    let i = 0;
    i < 200 && (await call({ method: 'POST', target: '/v1/write/logging', body: '' })).status === 503;
    i++
  ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}, LIMIT_MS);

afterAll(async () => {
  await lifetime.end();
  await dataway.stop();
  await rm(folder, { recursive: true, force: true });
}, LIMIT_MS);

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function call(row: Pick<Row, 'method' | 'target' | 'headers' | 'from' | 'body' | 'body_b64'>): Promise<Answer> {
  const body = row.body_b64 === undefined ? Buffer.from(row.body ?? '') : Buffer.from(row.body_b64, 'base64');
  const remote = row.from === undefined ? {} : { 'X-Forwarded-For': '192.0.2.1' };
  return new Promise((resolve, reject) => {
    const request = send(url + row.target, { method: row.method, headers: { ...row.headers, ...remote } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString() });
      });
      answer.on('error', reject);
    });
    request.on('error', reject);
    request.end(row.method === 'POST' ? body : undefined);
  });
}

/** What of an answer has to match: everything but times, costs, our own hint, and pages for people. */
function comparable(contentType: string, text: string): unknown {
  if (contentType.startsWith('text/html')) return 'a page';
  if (text === '') return '';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => {
      if (['uptime', 'version', 'host', 'commit', 'timestamp_sec', 'cost', 'benchmark'].includes(key)) return 'varies';
      return key === 'hint' ? undefined : inner;
    }),
  );
}

/** Messages get the time of the run; only explicit times are compared. */
function withoutClock(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) => {
      if (typeof inner !== 'object' || inner === null || !('time_ns' in inner) || !('time' in inner)) return inner;
      return Number(inner.time) > 1_750_000_000 ? { ...inner, time: 'now', time_ns: 'now' } : inner;
    }),
  );
}

/** Keys of objects have no order, and that of a decoded line's fields is random in the reference. */
function sortFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortFields);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => {
    if (key !== 'fields' || !Array.isArray(inner)) return [key, sortFields(inner)];
    return [key, [...(inner as { key: string }[])].sort((a, b) => (a.key < b.key ? -1 : 1))];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function shown(row: Row, contentType: string, text: string): unknown {
  return sortFields(withoutClock(comparable(contentType === '' ? row.content_type : contentType, text)));
}

async function difference(row: Row): Promise<string | undefined> {
  const answer = await call(row);
  const contentType = (answer.headers['content-type'] ?? '').replace(/;.*$/, '');
  if (answer.status !== row.status) return `status ${answer.status}, not ${row.status}: ${answer.text.slice(0, 200)}`;
  if (contentType !== row.content_type.replace(/;.*$/, '')) return `content type ${contentType}`;
  const got = JSON.stringify(shown(row, contentType, answer.text));
  const want = JSON.stringify(shown(row, row.content_type, row.response));
  return got === want ? undefined : `got  ${got}\nwant ${want}`;
}

describe.each(['http-api.jsonl', 'pipeline-debug.jsonl'])('%s', (file) => {
  test.each(rowsOf(file).map((row) => [row.id, row] as const))(
    '%s',
    async (id, row) => {
      const found = await difference(row);
      if (known.has(id))
        expect(found).toBeDefined(); // it passes: take it off the list
      else expect(found).toBeUndefined();
    },
    LIMIT_MS,
  );
});

test('what was accepted arrived at DataWay', async () => {
  for (let i = 0; i < 100 && dataway.counts().points === 0; i++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(dataway.counts().points).toBeGreaterThan(0);
});
