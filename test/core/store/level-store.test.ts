import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, readSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from '@jest/globals';
import { BufferFullError, StoppedError } from '../../../core/errors.js';
import { LevelStore, type LevelStoreOptions } from '../../../core/store/level-store.js';
import { StoreError, type StoredRecord } from '../../../core/store/store.js';
import { tempFolder } from '../../helpers/temp-folder.js';

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

function folder(): string {
  const temp = tempFolder();
  cleanUp.push(() => temp.remove());
  return join(temp.path, 'store');
}

async function open(path: string, over: Partial<LevelStoreOptions> = {}): Promise<LevelStore> {
  const store = new LevelStore({ folder: path, ...over });
  await store.start();
  cleanUp.push(() => store.stop());
  return store;
}

const rec = (n: number, size = 10): { meta: { n: number }; body: Buffer } => ({
  meta: { n },
  body: Buffer.alloc(size, n),
});

async function all(store: LevelStore): Promise<StoredRecord[]> {
  const found: StoredRecord[] = [];
  for (const { seq } of [...store.entries()]) {
    const record = await store.read(seq);
    if (record !== undefined) found.push(record);
  }
  return found;
}

const numbers = async (store: LevelStore): Promise<unknown[]> => (await all(store)).map(({ meta }) => meta);

describe('append and read', () => {
  test('gives records back in order, with number, time and note, also after a restart', async () => {
    const path = folder();
    const store = await open(path, { nowMs: () => 1234 });
    expect(await store.append([rec(1), rec(2)])).toBe(1);
    expect(await store.append([{ meta: { k: ['ü', null, 1.5] }, body: Buffer.alloc(0) }])).toBe(3);
    await store.setNote(2, 'sent to a');
    await store.stop();

    const again = await open(path);
    const records = await all(again);
    expect(records.map(({ seq, meta, note, atMs }) => ({ seq, meta, note, atMs }))).toEqual([
      { seq: 1, meta: { n: 1 }, note: '', atMs: 1234 },
      { seq: 2, meta: { n: 2 }, note: 'sent to a', atMs: 1234 },
      { seq: 3, meta: { k: ['ü', null, 1.5] }, note: '', atMs: 1234 },
    ]);
    expect(records[1]!.body).toEqual(Buffer.alloc(10, 2));
    expect(again.stats()).toMatchObject({ records: 3, oldestMs: 1234, damaged: 0, repairs: 0 });
    expect(again.stats().bytes).toBe(records.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  });

  test('many at once keep the order of the calls', async () => {
    const store = await open(folder());
    const seqs = await Promise.all(Array.from({ length: 200 }, (_, n) => store.append([rec(n)])));
    expect(seqs).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
    expect(await numbers(store)).toEqual(Array.from({ length: 200 }, (_, n) => ({ n })));
  });

  test('numbers are not used again after everything was removed and the store reopened', async () => {
    const path = folder();
    const store = await open(path);
    await store.append([rec(1), rec(2)]);
    await store.remove([1, 2, 99]);
    expect(store.stats()).toMatchObject({ records: 0, bytes: 0, oldestMs: undefined });
    expect(await store.read(1)).toBeUndefined();
    await store.stop();
    expect(await (await open(path)).append([rec(3)])).toBe(3);
  });

  test('takes a record of 64 MiB', async () => {
    const path = folder();
    const store = await open(path);
    const body = Buffer.alloc(64 * 1024 * 1024 - 100, 7);
    await store.append([{ meta: null, body }]);
    await store.stop();
    expect(body.equals((await (await open(path)).read(1))!.body)).toBe(true);
    await expect(store.append([rec(1)])).rejects.toThrow(StoppedError);
  }, 180_000);

  test('entries can be asked from a number on, and show what is there now', async () => {
    const store = await open(folder());
    await store.append([rec(1), rec(2), rec(3)]);
    await store.remove([2]);
    expect([...store.entries(1)].map(({ seq }) => seq)).toEqual([3]);
  });
});

describe('ids', () => {
  test('come with their records, are remembered over a restart, the oldest forgotten first', async () => {
    const path = folder();
    let now = 1;
    const limits = { maxIds: 3 };
    const store = await open(path, { limits, nowMs: () => now++ });
    for (const id of ['a', 'b', 'c', 'd']) await store.append([rec(1)], [id]);
    await store.append([], ['b']); // known: becomes the newest
    expect(['a', 'b', 'c', 'd'].map((id) => store.hasId(id))).toEqual([false, true, true, true]);
    await store.stop();
    const again = await open(path, { limits });
    expect(['a', 'b', 'c', 'd'].map((id) => again.hasId(id))).toEqual([false, true, true, true]);
    await again.append([], ['e']);
    expect(['b', 'c', 'd', 'e'].map((id) => again.hasId(id))).toEqual([true, false, true, true]);
    expect(again.stats().ids).toBe(3);
  });

  test('are not there before the append is done', async () => {
    const store = await open(folder());
    const pending = store.append([rec(1)], ['a']);
    expect(store.hasId('a')).toBe(false);
    await pending;
    expect(store.hasId('a')).toBe(true);
  });
});

describe('bounds', () => {
  test('a full store refuses, keeps what it has, and takes again when there is room', async () => {
    const store = await open(folder(), { limits: { maxRecords: 3 } });
    await store.append([rec(1), rec(2)]);
    await expect(store.append([rec(3), rec(4)])).rejects.toThrow(BufferFullError);
    await store.append([rec(3)]);
    await store.remove([1]);
    await store.append([rec(4)]);
    expect(await numbers(store)).toEqual([{ n: 2 }, { n: 3 }, { n: 4 }]);
  });

  test('appends under way count too', async () => {
    const store = await open(folder(), { limits: { maxBytes: 1000 } });
    const results = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => store.append([rec(n, 200)])));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    expect(store.stats().bytes).toBeLessThanOrEqual(1000);
  });

  test('a record above the limit is refused and leaves no trace', async () => {
    const store = await open(folder(), { limits: { maxRecordBytes: 100 } });
    await expect(store.append([rec(1), rec(2, 200)])).rejects.toMatchObject({ code: 'store-record' });
    expect(store.stats()).toMatchObject({ records: 0, bytes: 0 });
    await store.append([rec(3)]);
    expect(await numbers(store)).toEqual([{ n: 3 }]);
  });
});

describe('the owner', () => {
  test('a second store on the folder is refused, and says what to do', async () => {
    const path = folder();
    await open(path);
    const second = new LevelStore({ folder: path });
    const error: unknown = await second.start().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StoreError);
    expect((error as StoreError).code).toBe('store-locked');
    expect((error as StoreError).hint).toContain('folder of its own');
    await second.stop();
  });

  test('stop waits for what was accepted, may be called twice, and refuses the rest', async () => {
    const path = folder();
    const store = await open(path);
    const pending = store.append([rec(1)]);
    await Promise.all([store.stop(), store.stop()]);
    expect(await pending).toBe(1);
    await expect(store.append([rec(2)])).rejects.toThrow(StoppedError);
    await expect(store.read(1)).rejects.toThrow(StoppedError);
    expect(await numbers(await open(path))).toEqual([{ n: 1 }]);
  });

  test('a folder that cannot be made is an error that names it', async () => {
    const path = folder();
    await (await open(path)).stop();
    const file = join(path, 'CURRENT', 'below-a-file');
    await expect(new LevelStore({ folder: file }).start()).rejects.toThrow(/ENOTDIR|EEXIST/);
  });
});

/** Files of the database with records in them, largest first. */
function dataFiles(path: string): string[] {
  return readdirSync(path)
    .filter((name) => /\.(?:ldb|log)$/.test(name))
    .map((name) => join(path, name))
    .sort((a, b) => statSync(b).size - statSync(a).size);
}

function flip(file: string, at: number, count: number): void {
  const handle = openSync(file, 'r+');
  const bytes = Buffer.alloc(count);
  readSync(handle, bytes, 0, count, at);
  writeSync(
    handle,
    bytes.map((byte) => byte ^ 0xff),
    0,
    count,
    at,
  );
  closeSync(handle);
}

/** A closed store with 60 records of 300 kB, all in table files. */
async function filled(path: string): Promise<void> {
  const store = new LevelStore({ folder: path });
  await store.start();
  for (let n = 1; n <= 60; n++) await store.append([rec(n, 300_000)], [`id-${n}`]);
  await store.stop();
  const again = new LevelStore({ folder: path }); // opening moves what the log holds into a table
  await again.start();
  await again.stop();
}

describe('damage', () => {
  test('a flipped byte costs that record only, and is counted', async () => {
    const path = folder();
    await filled(path);
    const [largest] = dataFiles(path);
    flip(largest!, Math.floor(statSync(largest!).size / 2), 1);
    const notices: string[] = [];
    const store = await open(path, { onNotice: (notice) => notices.push(notice) });
    expect(await numbers(store)).toHaveLength(59);
    expect(store.stats()).toMatchObject({ records: 59, damaged: 1 });
    expect(notices.join()).toMatch(/record \d+ .* is damaged/);
    expect(await numbers(store)).toHaveLength(59);
    await store.append([rec(61)]);
  });

  test.each([
    ['a table file cut in half', (path: string) => cut(dataFiles(path)[0]!, 0.5)],
    ['a table file without its end', (path: string) => cut(dataFiles(path)[0]!, 0.999)],
    [
      'a table file with a broken index',
      (path: string) => flip(dataFiles(path)[0]!, statSync(dataFiles(path)[0]!).size - 50, 50),
    ],
    ['a broken manifest', (path: string) => flip(manifest(path), 0, 20)],
    ['a CURRENT file without content', (path: string) => writeFileSync(join(path, 'CURRENT'), '')],
    ['a CURRENT file that points nowhere', (path: string) => writeFileSync(join(path, 'CURRENT'), 'MANIFEST-999999\n')],
  ])('%s: the store opens, gives what is whole, and goes on', async (_title, spoil) => {
    const path = folder();
    await filled(path);
    spoil(path);
    const store = await open(path);
    const found = await all(store);
    for (const { meta, body } of found) {
      const { n } = meta as { n: number };
      expect(Buffer.alloc(300_000, n).equals(body)).toBe(true);
    }
    const { damaged, repairs, records } = store.stats();
    expect(damaged + repairs).toBeGreaterThan(0);
    expect(records).toBe(found.length);
    const seq = await store.append([rec(99)]);
    expect(found.every((record) => record.seq < seq)).toBe(true);
    await store.stop();
    expect(await numbers(await open(path))).toHaveLength(found.length + 1);
  });

  test('files nobody can read are set aside, not deleted', async () => {
    const path = folder();
    await filled(path);
    for (const name of readdirSync(path)) {
      const file = join(path, name);
      if (name !== 'LOCK' && statSync(file).size > 0) writeFileSync(file, 'junk');
    }
    const notices: string[] = [];
    const store = await open(path, { onNotice: (notice) => notices.push(notice) });
    await store.append([rec(1)]);
    expect(await numbers(store)).toEqual([{ n: 1 }]);
    expect(notices.length).toBeGreaterThan(0);
    expect(store.stats().repairs).toBeGreaterThan(0);
  });

  test('a torn tail, as a power cut leaves it, costs at most the last append', async () => {
    const path = folder();
    const store = new LevelStore({ folder: path });
    await store.start();
    for (let n = 1; n <= 5; n++) await store.append([rec(n, 1000), rec(n, 1000)]);
    await store.stop();
    const log = dataFiles(path).find((file) => file.endsWith('.log') && statSync(file).size > 0);
    truncateSync(log!, statSync(log!).size - 100);
    expect(await numbers(await open(path))).toEqual([1, 1, 2, 2, 3, 3, 4, 4].map((n) => ({ n })));
  });
});

function cut(file: string, share: number): void {
  truncateSync(file, Math.floor(statSync(file).size * share));
}

function manifest(path: string): string {
  return join(
    path,
    readdirSync(path).find((name) => name.startsWith('MANIFEST'))!,
  );
}

describe('kill -9', () => {
  test('loses nothing that was acknowledged, whenever it comes', async () => {
    const path = folder();
    let next = 0;
    for (let round = 0; round < 4; round++) {
      const child = spawn(process.execPath, ['dist/test/fixtures/store-writer.js', path, String(next)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const acknowledged: number[] = [];
      const lines = createInterface({ input: child.stdout });
      lines.on('line', (line) => {
        acknowledged.push(Number(line));
        if (acknowledged.length === 20 + round * 7) child.kill('SIGKILL');
      });
      await once(child, 'close');
      const store = await open(path);
      const found = new Set((await all(store)).map(({ meta }) => (meta as { n: number }).n));
      for (const n of acknowledged) {
        expect(found).toContain(n);
        expect(store.hasId(`id-${n}`)).toBe(true);
      }
      // whole transactions only: numbers have no gap below the highest acknowledged one
      for (let n = 0; n <= Math.max(...acknowledged); n++) expect(found).toContain(n);
      expect(store.stats().damaged).toBe(0);
      next = Math.max(...found) + 1;
      await store.stop();
    }
  });
});

describe('a full disk', () => {
  test('refuses what does not fit, then goes on; only what was acknowledged is there afterwards', async () => {
    const path = folder();
    // a file may have 8 MiB; the signal that goes with it is ignored, so that the write fails instead
    const script = `trap '' XFSZ; ulimit -S -f 16384; exec "$0" "$@"`;
    const args = ['-c', script, process.execPath, 'dist/test/fixtures/store-full-disk.js', path];
    const child = spawn('/bin/sh', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    await once(child, 'close');
    const { taken, refused } = JSON.parse(text) as { taken: number[]; refused: string[] };
    expect(refused).toEqual(['store-io', 'store-io']);
    expect(taken.length).toBeGreaterThan(3);
    const store = await open(path);
    expect(await numbers(store)).toEqual(taken);
    expect(store.hasId(`id-${taken.at(-1)}`)).toBe(true);
    expect(store.hasId(`id-${taken.at(-2)! + 1}`)).toBe(false);
  });
});

test('space of removed records is given back', async () => {
  const path = folder();
  const store = await open(path);
  for (let n = 0; n < 80; n++) await store.append([rec(n, 1024 * 1024)]);
  await store.remove([...store.entries()].map(({ seq }) => seq).slice(0, 79));
  await store.stop(); // waits for the compaction
  const bytes = readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
  expect(bytes).toBeLessThan(24 * 1024 * 1024);
  expect(await numbers(await open(path))).toEqual([{ n: 79 }]);
});
