import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { PullClient, type PullOptions } from '../../../core/dataway/pull.js';
import type { RemoteSet } from '../../../core/dataway/remote-set.js';
import { parseDatawayUrls } from '../../../core/dataway/url.js';
import type { LogFields, Logger } from '../../../core/log/logger.js';
import { TestServer, type Reply, type SeenRequest } from '../../helpers/http-server.js';

const TOKEN = 'tkn_0123456789abcdef0123456789abcdef';

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

interface Running {
  readonly client: PullClient;
  /** `origin script-names` of every update. */
  readonly updates: string[];
  readonly log: string[];
}

function answer(updateTime: number, ...names: string[]): Reply {
  const pipelines = names.map((name) => ({ name, base64text: 'YQ==', category: 'logging', asDefault: false }));
  const body = { update_time: updateTime, pipelines, relation_update_time: -1 };
  return { status: 200, body: JSON.stringify({ remote_pipelines: body }) };
}

async function site(reply: (n: number, request: SeenRequest) => Reply): Promise<TestServer & { dataway: string }> {
  const server = await new TestServer(reply).start();
  cleanUp.push(() => server.stop());
  return Object.assign(server, { dataway: `${server.url}?token=${TOKEN}` });
}

async function start(urls: readonly string[], over: Partial<PullOptions> = {}, take?: () => void): Promise<Running> {
  const updates: string[] = [];
  const log: string[] = [];
  const note = (message: string, fields?: LogFields): void => void log.push(`${message} ${JSON.stringify(fields)}`);
  const logger: Logger = { debug: note, info: note, warn: note, error: note };
  const client = new PullClient({
    urls: parseDatawayUrls(urls, 'dataway.urls'),
    userAgent: 'datakit-linux-amd64/1/h',
    log: logger,
    timeoutMs: 2000,
    random: () => 0.99,
    ...over,
  });
  cleanUp.push(() => client.stop());
  await client.start((set: RemoteSet, origin) => {
    take?.();
    updates.push(`${origin} ${set.scripts.map(({ name }) => name).join(',')}`);
  });
  await client.refresh(); // joins after the round that start began
  return { client, updates, log };
}

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'offramp-pull-'));
  cleanUp.push(() => rmSync(dir, { recursive: true }));
  return dir;
}

test('asks as the reference asks, with the times of the set in force', async () => {
  const server = await site(() => answer(42, 'a.p'));
  const { client, updates } = await start([`${server.dataway}&x=1`]);
  expect(updates).toEqual(['dataway a.p']);
  await client.refresh();
  expect(updates).toHaveLength(1);
  const [first, second] = server.seen;
  expect(first!.target).toBe(`/v1/datakit/pull?relation_ts=0&remote_pipelines=true&token=${TOKEN}&ts=0&x=1`);
  expect(second!.target).toContain('ts=42');
  expect(first!.headers).toMatchObject({ 'user-agent': 'datakit-linux-amd64/1/h', referer: 'DataKit' });
});

test('an empty first answer is a set too, so that the owner can begin', async () => {
  const server = await site(() => answer(0));
  expect((await start([server.dataway])).updates).toEqual(['dataway ']);
});

test('tells of changes only', async () => {
  const server = await site((n) => (n === 1 ? answer(5, 'a.p') : n === 2 ? answer(6, 'a.p') : answer(7, 'b.p')));
  const { client, updates } = await start([server.dataway]);
  await client.refresh();
  expect(updates).toEqual(['dataway a.p', 'dataway b.p']);
});

test('an owner that cannot take a set is told again', async () => {
  const server = await site(() => answer(5, 'a.p'));
  let calls = 0;
  const { updates, log } = await start([server.dataway], {}, () => {
    if (++calls === 1) throw new Error('no room');
  });
  expect(updates).toEqual(['dataway a.p']);
  expect(log.join('\n')).toContain('no room');
});

describe('a failed pull keeps the set, says why, and never shows the token', () => {
  test.each([
    ['status 500', { status: 500, body: `oops ${TOKEN}` }],
    ['status 403', { status: 403, body: TOKEN }],
    ['status 302', { status: 302, headers: { location: `http://127.0.0.1:1/?token=${TOKEN}` } }],
    ['status 204', { status: 204 }],
    ['not JSON', { status: 200, body: `<html>${TOKEN}` }],
    ['no remote_pipelines', { status: 200, body: '{}' }],
    ['network', 'reset'],
    ['timeout', 'hang'],
  ] as const)('%s', async (says, reply) => {
    const server = await site((n) => (n === 1 ? answer(5, 'a.p') : reply));
    const { client, updates, log } = await start([server.dataway], { timeoutMs: 200 });
    expect(updates).toEqual(['dataway a.p']);
    expect(client.status).toMatchObject({ failures: 1, origin: 'dataway' });
    expect(client.status.lastError).toContain(says);
    expect(JSON.stringify([log, client.status])).not.toContain(TOKEN);
  });
});

describe('the disk copy', () => {
  const NOBODY = 'http://127.0.0.1:1';

  test('serves a start without DataWay and is private', async () => {
    const copyFile = join(folder(), 'remote.json');
    const server = await site(() => answer(5, 'a.p', 'b.p'));
    const first = await start([server.dataway], { copyFile });
    const { version } = first.client.status.set!;
    await first.client.stop();
    await server.stop();
    cleanUp.shift(); // the server is gone
    expect(statSync(copyFile).mode & 0o077).toBe(0);
    expect(readFileSync(copyFile, 'utf8')).not.toContain(TOKEN);

    const second = await start([server.dataway], { copyFile });
    expect(second.updates).toEqual(['disk a.p,b.p']);
    expect(second.client.status).toMatchObject({ origin: 'disk', set: { version } });
  });

  test('is left when DataWay answers with the same set, replaced with another', async () => {
    const copyFile = join(folder(), 'remote.json');
    let names = ['a.p'];
    const server = await site(() => answer(5, ...names));
    await (await start([server.dataway], { copyFile })).client.stop();
    expect((await start([server.dataway], { copyFile })).updates).toEqual(['disk a.p']);
    names = ['c.p'];
    expect((await start([server.dataway], { copyFile })).updates).toEqual(['disk a.p', 'dataway c.p']);
  });

  test.each([
    ['another token', (text: string) => text, `${NOBODY}?token=other`, 'another DataWay'],
    ['a cut file', (text: string) => text.slice(0, -20), `${NOBODY}?token=t`, 'not JSON'],
    ['a changed script', (text: string) => text.replace('YQ==', 'Yg=='), `${NOBODY}?token=t`, 'checksum'],
    ['another format', (text: string) => text.replace('"format":1', '"format":9'), `${NOBODY}?token=t`, 'format'],
    ['an empty file', () => '', `${NOBODY}?token=t`, 'not JSON'],
    ['null', () => 'null', `${NOBODY}?token=t`, 'format'],
  ])('is not used with %s', async (_title, spoil, url, reason) => {
    const copyFile = join(folder(), 'remote.json');
    const { saveSet } = await import('../../../core/dataway/set-file.js');
    const { EMPTY_SET, nextSet } = await import('../../../core/dataway/remote-set.js');
    const body = (answer(5, 'a.p') as { body: string }).body;
    const [mine] = parseDatawayUrls([`${NOBODY}?token=t`], 'x');
    await saveSet(copyFile, mine!.fingerprint(), nextSet(JSON.parse(body), EMPTY_SET).set);
    writeFileSync(copyFile, spoil(readFileSync(copyFile, 'utf8')));
    const { updates, log } = await start([url], { copyFile });
    expect(updates).toEqual([]);
    expect(log[0]).toContain(reason);
  });

  test('that cannot be written is a warning only', async () => {
    const server = await site(() => answer(5, 'a.p'));
    const { updates, log } = await start([server.dataway], { copyFile: join(folder(), 'no', 'such', 'x.json') });
    expect(updates).toEqual(['dataway a.p']);
    expect(log.join('\n')).toContain('could not be written');
  });
});

describe('several URLs', () => {
  test('the first is asked; after three failures in a row the next, whose set is its own', async () => {
    const first = await site((n) => (n === 1 ? answer(5, 'a.p') : { status: 500 }));
    const second = await site(() => answer(5, 'b.p'));
    const { client, updates } = await start([first.dataway, second.dataway]);
    expect(second.seen).toHaveLength(0);
    for (let i = 0; i < 3; i++) await client.refresh();
    expect(updates).toEqual(['dataway a.p', 'dataway b.p']);
    expect(second.seen[0]!.target).toContain('&ts=0');
    expect(client.status.endpoint).toBe(second.url);
  });
});

test('stop ends a hanging question, may be called twice, and nothing is pulled after it', async () => {
  const server = await site(() => 'hang');
  const client = new PullClient({
    urls: parseDatawayUrls([server.dataway], 'x'),
    userAgent: 'x',
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  });
  await client.start(ignore);
  await client.stop();
  await client.stop();
  await client.refresh();
  expect(server.seen.length).toBeLessThanOrEqual(1);
});

function ignore(): void {
  // nothing to say
}
