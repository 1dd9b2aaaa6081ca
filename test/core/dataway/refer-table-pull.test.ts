import { afterEach, expect, test } from '@jest/globals';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ReferTablePull } from '../../../core/dataway/refer-table-pull.js';
import { KeepingLog } from '../../helpers/log.js';

const servers: Server[] = [];
const pulls: ReferTablePull[] = [];
afterEach(async () => {
  await Promise.all(pulls.splice(0).map((pull) => pull.stop()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

/** Answers one request after the other; the last answer repeats. */
async function serve(
  ...answers: ((response: ServerResponse) => void)[]
): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const server = createServer((_, response) => {
    answers[Math.min(asked++, answers.length - 1)]!(response);
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return { url: `http://user:secret@127.0.0.1:${port}/tables?token=secret`, asked: () => asked };
}

const ok = (body: string) => (response: ServerResponse) => void response.end(body);
const status = (code: number) => (response: ServerResponse) => void response.writeHead(code).end('no');
/** No test waits for the clock. */
const pause = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Resolves with the downloads taken once there are `count`. */
function take(url: string, count: number, onTables: (json: string) => void = () => undefined) {
  const log = new KeepingLog();
  const pull = new ReferTablePull({ url, intervalMs: 0, log, pause });
  pulls.push(pull);
  const taken: string[] = [];
  const done = new Promise<string[]>((resolve) => {
    pull.start((json) => {
      taken.push(json);
      if (taken.length === count) resolve(taken);
      onTables(json);
    });
  });
  return { done, log, pull };
}

test('retries what may pass and hands the download over', async () => {
  const { url, asked } = await serve(status(503), status(429), ok('[1]'));
  expect(await take(url, 1).done).toEqual(['[1]']);
  expect(asked()).toBe(3);
});

test('hands over what has changed only', async () => {
  const { url, asked } = await serve(ok('[1]'), ok('[1]'), ok('[2]'));
  expect(await take(url, 2).done).toEqual(['[1]', '[2]']);
  expect(asked()).toBe(3);
});

test('a refused download is offered again, and nothing secret is logged', async () => {
  const { url } = await serve(ok('[bad]'));
  const { done, log } = take(url, 2, () => {
    throw new Error('table "x": wrong');
  });
  expect(await done).toEqual(['[bad]', '[bad]']);
  expect(JSON.stringify(log.lines)).toContain('wrong');
  expect(JSON.stringify(log.lines)).not.toContain('secret');
});

test('goes on after an answer that is no download', async () => {
  const { url } = await serve(status(404), ok('[1]'));
  const { done, log } = take(url, 1);
  expect(await done).toEqual(['[1]']);
  expect(JSON.stringify(log.lines)).toContain('status 404');
});

test('stops in the middle of a request, twice', async () => {
  let asked: () => void = () => undefined;
  const wasAsked = new Promise<void>((resolve) => (asked = resolve));
  const { url } = await serve(() => asked());
  const { pull } = take(url, 1);
  await wasAsked;
  await pull.stop();
  await pull.stop();
});

test.each(['', 'ftp://h/x', 'tables.json'])('refuses the URL %j', (url) => {
  expect(() => new ReferTablePull({ url, intervalMs: 1, log: new KeepingLog() })).toThrow('refer_table_url');
});
