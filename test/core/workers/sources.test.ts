// Scripts, filters, tables and patterns of a running program, from the file or the site to what becomes of a record.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeProtobuf } from '../../../core/codec/pbpoint/encode.js';
import { formatFates } from '../../../core/codec/offload/headers.js';
import { loadConfig } from '../../../core/config/load.js';
import { KV, Point } from '../../../core/point/point.js';
import { Processing } from '../../../core/workers/processing.js';
import { KeepingLog } from '../../helpers/log.js';
import { TestSite } from '../../helpers/site.js';
import { tempFolder, type TempFolder } from '../../helpers/temp-folder.js';

let site: TestSite;
let folder: TempFolder;
let log: KeepingLog;
const running: Processing[] = [];

beforeEach(async () => {
  site = await new TestSite().start();
  folder = tempFolder();
  log = new KeepingLog();
});
afterEach(async () => {
  for (const processing of running.splice(0)) await processing.stop();
  await site.stop();
  folder.remove();
});

async function start(settings = '', rest = ''): Promise<Processing> {
  const text = `[offramp]\ndata_dir = ${JSON.stringify(folder.path)}\nworkers = 1\nscripts_poll_interval = "20ms"\n${settings}
[dataway]\nurls = ["${site.url}?token=tkn_secret"]\nretry_delay = "20ms"\n${rest}`;
  const observer = {
    batchRun: () => undefined,
    bodyRefused: () => undefined,
    pushed: () => undefined,
    deadLettered: () => undefined,
  };
  const { config } = loadConfig(text, 'test', {});
  const processing = new Processing({ config, version: '0', hostname: 'h', observer, log });
  running.push(processing);
  await processing.start();
  return processing;
}

/** Runs one record per message and gives back their points as DataWay got them, and their fates. */
async function run(processing: Processing, ...messages: string[]): Promise<{ points: Point[]; fates: string }> {
  const body = encodeProtobuf(messages.map((text) => new Point('app', [new KV('message', text, false)], 1n)));
  const job = {
    batchId: `b${Math.random()}`,
    category: 'logging',
    body,
    contentType: 'application/protobuf; proto=com.guance.Point',
    contentEncoding: '',
    precision: 'n',
    autoPrecision: false,
    script: '',
    addTags: [],
    strict: false,
    dry: false,
    echo: '',
    poison: [],
  } as const;
  const before = site.points.length;
  const taken = await processing.desk.take(job, job.batchId, false);
  if (taken.kind !== 'owned' || taken.fates === undefined) throw new Error(JSON.stringify(taken));
  return { points: site.points.slice(before), fates: formatFates(taken.fates) };
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`it did not come to hold; log: ${JSON.stringify(log.lines.slice(-5))}`);
}

async function version(processing: Processing): Promise<unknown> {
  return (await run(processing, 'x')).points[0]?.get('v');
}

describe('scripts of folders', () => {
  const write = (space: string, text: string): void => writeFileSync(join(folder.path, space, 'app.p'), text);
  const settings = ['default', 'gitrepo', 'confd'].map((space) => {
    const key = space === 'default' ? 'scripts_dir' : `${space}_scripts_dir`;
    return (at: string) => `${key} = ${JSON.stringify(join(at, space))}`;
  });
  beforeEach(() => {
    for (const space of ['default', 'gitrepo', 'confd']) mkdirSync(join(folder.path, space));
  });

  test('remote hides confd, confd hides gitrepo, gitrepo hides the default one; each comes back when that goes', async () => {
    write('default', 'add_key(v, "default")');
    write('gitrepo', 'add_key(v, "gitrepo")');
    write('confd', 'add_key(v, "confd")');
    site.publish({ 'app.p': 'add_key(v, "remote")' });
    const processing = await start(settings.map((setting) => setting(folder.path)).join('\n'));
    await processing.ready;
    expect(await version(processing)).toBe('remote');
    site.publish({ 'other.p': '' });
    await processing.refresh();
    expect(await version(processing)).toBe('confd');
    rmSync(join(folder.path, 'confd', 'app.p'));
    await until(async () => (await version(processing)) === 'gitrepo');
    rmSync(join(folder.path, 'gitrepo', 'app.p'));
    await until(async () => (await version(processing)) === 'default');
  });

  test('a saved file is in service soon; a broken one keeps its last good version, also when the folder vanishes', async () => {
    write('default', 'add_key(v, 1)');
    const processing = await start(settings[0]!(folder.path));
    await processing.ready;
    expect(await version(processing)).toBe(1);
    write('default', 'add_key(v, 2)');
    await until(async () => (await version(processing)) === 2);
    write('default', 'add_key(v, ');
    await until(() => log.warnings.some(({ message }) => message.includes('does not compile')));
    expect(log.warnings.at(-1)?.fields['reason']).toContain('the last good version stays in service');
    expect(await version(processing)).toBe(2);
    rmSync(join(folder.path, 'default'), { recursive: true });
    await until(() => log.warnings.some(({ message }) => message.includes('cannot be read')));
    expect(await version(processing)).toBe(2);
  });

  test('patterns of a folder can be named in scripts, and a new version of them is used', async () => {
    mkdirSync(join(folder.path, 'patterns'));
    const patterns = join(folder.path, 'patterns', 'own');
    writeFileSync(patterns, 'ORDER o-[0-9]+\nBAD (\n');
    write('default', 'grok(_, "%{ORDER:v}")');
    const processing = await start(
      `${settings[0]!(folder.path)}\npatterns_dir = ${JSON.stringify(join(folder.path, 'patterns'))}`,
    );
    await processing.ready;
    expect((await run(processing, 'an o-17')).points[0]?.get('v')).toBe('o-17');
    expect(log.warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining('grok pattern BAD is left out'),
    ]);
    writeFileSync(patterns, 'ORDER p-[0-9]+\n');
    await until(async () => (await run(processing, 'a p-18')).points[0]?.get('v') === 'p-18');
  });
});

describe('the blacklist', () => {
  test('of the site removes records after their script, and points that scripts make', async () => {
    site.filters = { logging: ["{ source = 'app' and level = 'debug' }", '{ oops'], metric: ["{ measurement = 'm' }"] };
    site.publish({ 'app.p': 'add_key(level, _)\ncreate_point("m", {}, {"n": 1}, category="M")' });
    const processing = await start();
    await processing.ready;
    await until(() => log.lines.some(({ message }) => message === 'blacklist filters are in force'));
    const { points, fates } = await run(processing, 'debug', 'info');
    expect(points.map((point) => [point.name, point.get('message')])).toEqual([['app', 'info']]);
    expect(fates).toBe('delivered=1,dropped=0,filtered=1,refused=0,held=0');
    expect(log.warnings.map(({ fields }) => fields['problem'])).toEqual([expect.stringContaining('logging[1]: at 7')]);
  });

  test('of this host takes the place of the site’s', async () => {
    site.filters = { logging: ["{ message = 'a' }"] };
    const processing = await start('', `[io.filters]\nlogging = ["{ message = 'b' }"]`);
    await processing.ready;
    expect((await run(processing, 'a', 'b')).points.map((point) => point.get('message'))).toEqual(['a']);
    expect(site.requests.some(({ target }) => target.includes('filters=true'))).toBe(false);
  });
});

describe('reference tables', () => {
  const table = (value: string) => [
    { table_name: 't', column_name: ['k', 'v'], column_type: ['string', 'string'], row_data: [['x', value]] },
  ];
  const settings = (): string =>
    `[pipeline]\nrefer_table_url = "${site.url}/v1/refer?key=secret"\nrefer_table_pull_interval = "1s"`;

  test('are downloaded again; a bad download and a server that is down keep the former ones', async () => {
    site.referTables = table('one');
    site.publish({ 'app.p': 'query_refer_table("t", "k", _)' });
    const processing = await start('', settings());
    await processing.ready;
    await until(async () => (await version(processing)) === 'one');
    site.referTables = [...table('two'), { table_name: 'bad' }];
    await until(() => log.warnings.some(({ message }) => message.includes('reference tables could not be taken')));
    expect(await version(processing)).toBe('one');
    expect(JSON.stringify(log.lines)).not.toContain('secret');
    site.referTables = table('three');
    await until(async () => (await version(processing)) === 'three');
  });
});

describe('a start while the site is down', () => {
  test('goes on with scripts, blacklist and reference tables from disk', async () => {
    site.filters = { logging: ["{ message = 'y' }"] };
    site.referTables = [
      { table_name: 't', column_name: ['k', 'v'], column_type: ['string', 'int'], row_data: [['x', 7]] },
    ];
    site.publish({ 'app.p': 'query_refer_table("t", "k", _)' });
    const settings = `[pipeline]\nrefer_table_url = "${site.url}/v1/refer"`;
    const first = await start('', settings);
    await first.ready;
    await until(async () => (await run(first, 'x', 'y')).points[0]?.get('v') === 7);
    await until(() => log.lines.some(({ message }) => message === 'blacklist filters are in force'));
    const inForce = first.remoteVersion;
    await first.stop();

    site.isDown = true;
    const second = await start('', settings);
    await second.ready;
    expect(second.remoteVersion).toBe(inForce);
    const taken = run(second, 'x', 'y');
    site.isDown = false;
    const { points, fates } = await taken;
    expect(fates).toMatch(/filtered=1/);
    await until(() => site.points.length > 0);
    expect(points.every((point) => point.get('v') === 7)).toBe(true);
  });
});
