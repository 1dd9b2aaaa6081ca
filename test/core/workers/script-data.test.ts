// geoip() and query_refer_table() from configuration to record, through a real worker thread.

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { IpDatabaseBytes } from '../../../core/builtins/state/ip-database.js';
import { decodeProtobuf } from '../../../core/codec/pbpoint/decode.js';
import { type Config, loadConfig } from '../../../core/config/load.js';
import { EMPTY_CATALOG, withNamespace } from '../../../core/scripts/catalog.js';
import type { ReferTableSet } from '../../../core/workers/messages.js';
import { WorkerPool } from '../../../core/workers/pool.js';
import { ScriptData } from '../../../core/workers/script-data.js';
import { binFile } from '../../helpers/ip-files.js';
import { KeepingLog } from '../../helpers/log.js';
import { tempFolder, type TempFolder } from '../../helpers/temp-folder.js';

const TABLE = {
  table_name: 'hosts',
  column_name: ['ip', 'rack'],
  column_type: ['string', 'int'],
  row_data: [['10.0.0.1', 7]],
};

let folder: TempFolder;
let server: Server;
let download: string;
let log: KeepingLog;

beforeEach(async () => {
  folder = tempFolder();
  log = new KeepingLog();
  download = JSON.stringify([TABLE]);
  server = createServer((_, response) => response.end(download));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});

afterEach(async () => {
  folder.remove();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

function config(lines = ''): Config {
  const { port } = server.address() as AddressInfo;
  const text = `[offramp]\ndata_dir = ${JSON.stringify(folder.path)}
[pipeline]\nrefer_table_url = "http://127.0.0.1:${port}/"\n${lines}`;
  return loadConfig(text, 'test', {}).config;
}

function makePool(): WorkerPool {
  return new WorkerPool({
    workers: 1,
    settings: {
      zone: 'UTC',
      maxRawBodySize: 1 << 20,
      maxDecompressedSize: 1 << 20,
      gzip: false,
      stepsPerRecord: 1e6,
      msPerRecord: 5_000,
      http: { disabled: true, hosts: [], cidrs: [], refusePrivate: true },
    },
    maxBytes: 1 << 20,
    silenceMs: 5_000,
    maxOldGenerationMb: 256,
    onEmitted: () => undefined,
    log,
  });
}

const SCRIPT = 'geoip(message)\nquery_refer_table("hosts", "ip", message)';

async function process(pool: WorkerPool, message: string): Promise<Record<string, unknown>> {
  const outcome = await pool.run({
    batchId: 'b',
    category: 'logging',
    body: Buffer.from(`web message="${message}" 1`),
    contentType: '',
    contentEncoding: '',
    precision: 'n',
    autoPrecision: false,
    script: '',
    addTags: [],
    strict: false,
    dry: false,
    echo: '',
    poison: [],
  });
  if (outcome.kind !== 'done') throw new Error(outcome.message);
  const [point] = decodeProtobuf(outcome.packages[0]!.body);
  return Object.fromEntries(point!.kvs.map(({ key, value }) => [key, value]));
}

test('records get places and rows of tables', async () => {
  mkdirSync(join(folder.path, 'ipdb', 'iploc'), { recursive: true });
  writeFileSync(
    join(folder.path, 'ipdb', 'iploc', 'iploc.bin'),
    binFile([['0.0.0.0', 'SE', 'Uppsala', 'Uppsala']], []),
  );
  const pool = makePool();
  let taken: () => void = () => undefined;
  const isTaken = new Promise<void>((resolve) => (taken = resolve));
  const workers = {
    setIpDatabase: (bytes: IpDatabaseBytes) => pool.setIpDatabase(bytes),
    setReferTables: (set: ReferTableSet) => {
      pool.setReferTables(set);
      taken();
    },
  };
  const data = new ScriptData(config(), workers, log);
  try {
    pool.start();
    await data.start();
    await isTaken;
    await pool.load(withNamespace(EMPTY_CATALOG, 'default', { logging: { 'web.p': SCRIPT } }));
    expect(await process(pool, '10.0.0.1')).toMatchObject({ country: 'SE', city: 'Uppsala', ip: '10.0.0.1', rack: 7 });
    expect(await process(pool, '10.0.0.2')).not.toHaveProperty('rack');
  } finally {
    await data.stop();
    await pool.stop();
  }
});

/** Starts and resolves with the first tables given to the workers, or the first warning. */
async function firstTables(configured: Config): Promise<ReferTableSet | undefined> {
  let data: ScriptData | undefined;
  try {
    return await new Promise((resolve) => {
      const warn = log.warn;
      log.warn = (message, fields) => {
        warn(message, fields);
        resolve(undefined);
      };
      data = new ScriptData(configured, { setIpDatabase: () => undefined, setReferTables: resolve }, log);
      void data.start();
    });
  } finally {
    await data?.stop();
  }
}

test('a download with a cell that does not convert reaches no worker', async () => {
  download = JSON.stringify([{ ...TABLE, row_data: [['10.0.0.1', 'seven']] }]);
  expect(await firstTables(config())).toBeUndefined();
  expect(JSON.stringify(log.warnings)).toContain('is no int');
});

test('use_sqlite takes such a cell and compares as SQLite does', async () => {
  download = JSON.stringify([{ ...TABLE, row_data: [['10.0.0.1', 'seven']] }]);
  expect(await firstTables(config('use_sqlite = true'))).toMatchObject({ comparison: 'sqlite' });
});

test('without a URL nothing is pulled, and missing files are no warning', async () => {
  const data = new ScriptData(
    loadConfig(`[offramp]\ndata_dir = ${JSON.stringify(folder.path)}`, 'test', {}).config,
    { setIpDatabase: () => undefined, setReferTables: () => expect(0).toBe(1) },
    log,
  );
  await data.start();
  await data.stop();
  expect(log.warnings).toEqual([]);
});
