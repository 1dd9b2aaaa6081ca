// Dead letter, spool and journal over a real store.

import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { BufferFullError } from '../../../core/errors.js';
import { DeadLetter, type Letter, type NewLetter } from '../../../core/store/dead-letter.js';
import { Journal } from '../../../core/store/journal.js';
import { LevelStore, type LevelStoreOptions } from '../../../core/store/level-store.js';
import { Spool } from '../../../core/store/spool.js';
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

describe('the dead letter', () => {
  const letter = (n: number): NewLetter => ({
    reason: 'http-400',
    detail: `no ${n}`,
    records: n,
    about: { id: `dk_${n}` },
    body: Buffer.from([n]),
  });
  const list = async (dead: DeadLetter, after = 0): Promise<Letter[]> => {
    const letters: Letter[] = [];
    for await (const found of dead.list(after)) letters.push(found);
    return letters;
  };

  test('lists what was put, over a restart, and forgets when told', async () => {
    const path = folder();
    const store = await open(path, { nowMs: () => 77 });
    const dead = new DeadLetter(store);
    await dead.put(letter(1));
    await dead.put(letter(2));
    await dead.put(letter(3));
    await store.stop();
    const again = new DeadLetter(await open(path));
    const letters = await list(again);
    expect(letters).toEqual([1, 2, 3].map((n) => ({ ...letter(n), seq: n, atMs: 77 })));
    expect(await list(again, 2)).toHaveLength(1);
    await again.forget([1, 3]);
    expect((await list(again)).map(({ records }) => records)).toEqual([2]);
    expect(await again.get(1)).toBeUndefined();
  });

  test('a retry removes what was taken and keeps the rest, also when it ends early', async () => {
    const dead = new DeadLetter(await open(folder()));
    for (const n of [1, 2, 3]) await dead.put(letter(n));
    expect(await dead.retry(({ records }) => Promise.resolve(records === 2 ? 'keep' : 'done'))).toEqual({
      done: 2,
      kept: 1,
    });
    await dead.put(letter(4));
    const failing = dead.retry(() => Promise.reject(new Error('down')));
    await expect(failing).rejects.toThrow('down');
    expect(await dead.retry(() => Promise.resolve('done'), AbortSignal.abort())).toEqual({ done: 0, kept: 0 });
    expect((await list(dead)).map(({ records }) => records)).toEqual([2, 4]);
  });

  test('when full it refuses, so that the record stays with its owner', async () => {
    const dead = new DeadLetter(await open(folder(), { limits: { maxRecords: 1 } }));
    await dead.put(letter(1));
    await expect(dead.put(letter(2))).rejects.toThrow(BufferFullError);
    expect(dead.stats().records).toBe(1);
  });
});

describe('the spool', () => {
  const batch = (n: number): { meta: number; body: Buffer } => ({ meta: n, body: Buffer.from([n]) });
  const leases = async (spool: Spool): Promise<unknown[]> => {
    const metas: unknown[] = [];
    for (let lease = await spool.lease(); lease !== undefined; lease = await spool.lease()) metas.push(lease.meta);
    return metas;
  };

  test('gives out the oldest first, each once, until acknowledged or given back', async () => {
    const spool = new Spool(await open(folder()));
    for (const n of [1, 2, 3]) await spool.append(batch(n));
    const first = (await spool.lease())!;
    const second = (await spool.lease())!;
    expect([first.meta, second.meta, first.attempt]).toEqual([1, 2, 1]);
    expect(spool.stats()).toMatchObject({ records: 3, leased: 2 });
    await spool.ack(first.seq);
    spool.nack(second.seq);
    const again = (await spool.lease())!;
    expect([again.meta, again.attempt]).toEqual([2, 2]);
    expect(await leases(spool)).toEqual([3]);
    spool.nack(first.seq); // done with: nothing comes back
    expect(await spool.lease()).toBeUndefined();
  });

  test('what was not acknowledged is there after a restart, in order', async () => {
    const path = folder();
    const store = await open(path);
    const spool = new Spool(store);
    for (const n of [1, 2, 3, 4]) await spool.append(batch(n));
    await spool.lease();
    await spool.ack((await spool.lease())!.seq);
    await store.stop();
    expect(await leases(new Spool(await open(path)))).toEqual([1, 3, 4]);
  });

  test('a delayed batch comes back in its old place when its time has come', async () => {
    let now = 1000;
    const spool = new Spool(await open(folder()), () => now);
    for (const n of [1, 2]) await spool.append(batch(n));
    spool.nack((await spool.lease())!.seq, 500);
    expect(spool.nextDelayMs()).toBe(500);
    expect((await spool.lease())!.meta).toBe(2);
    expect(await spool.lease()).toBeUndefined();
    now = 1500;
    expect((await spool.lease())!.meta).toBe(1);
    expect(spool.nextDelayMs()).toBeUndefined();
  });

  test('waiting ends with an append, a nack, a delay that is over, or the signal', async () => {
    const spool = new Spool(await open(folder()));
    const { signal } = new AbortController();
    const appended = spool.waitForWork(signal);
    await spool.append(batch(1));
    await appended;
    await spool.waitForWork(signal); // there is work: no waiting
    const lease = (await spool.lease())!;
    const returned = spool.waitForWork(signal);
    spool.nack(lease.seq);
    await returned;
    spool.nack((await spool.lease())!.seq, 20);
    await spool.waitForWork(signal);
    await spool.lease();
    await spool.waitForWork(AbortSignal.timeout(10));
    await spool.waitForWork(AbortSignal.abort());
  });

  test('tells what is old and not given out', async () => {
    let now = 0;
    const spool = new Spool(await open(folder(), { nowMs: () => now }));
    for (const n of [1, 2, 3]) {
      now = n * 100;
      await spool.append(batch(n));
    }
    const lease = (await spool.lease())!;
    const old = (): number[] => [...spool.olderThan(300)].map(({ seq }) => seq);
    expect(old()).toEqual([2]);
    spool.nack(lease.seq);
    expect(old()).toEqual([1, 2]);
  });

  test('when full it refuses and keeps what it has', async () => {
    const spool = new Spool(await open(folder(), { limits: { maxRecords: 2 } }));
    await spool.append(batch(1));
    await spool.append(batch(2));
    await expect(spool.append(batch(3))).rejects.toThrow(BufferFullError);
    await spool.ack((await spool.lease())!.seq);
    await spool.append(batch(4));
    expect(await leases(spool)).toEqual([2, 4]);
  });
});

describe('the journal', () => {
  const pkg = (n: number): { meta: number; body: Buffer } => ({ meta: n, body: Buffer.from([n]) });

  test('keeps the packages of a batch until every URL has them, and its id after that', async () => {
    const path = folder();
    const store = await open(path);
    const journal = new Journal(store);
    const all = ['http://a', 'http://b'];
    const [one, two] = await journal.add('batch-1', [pkg(1), pkg(2)]);
    await journal.add(undefined, [pkg(3)]);
    await journal.delivered(one!, new Set(all), all);
    await journal.delivered(two!, new Set(['http://b']), all);
    await store.stop();

    const again = new Journal(await open(path));
    expect([again.knows('batch-1'), again.knows('batch-2')]).toEqual([true, false]);
    expect([...again.pending()]).toEqual([2, 3]);
    expect((await again.read(2))!.delivered).toEqual(new Set(['http://b']));
    expect((await again.read(3))!.delivered).toEqual(new Set());
    expect(await again.read(1)).toBeUndefined();
    await again.delivered(2, new Set(all), all);
    await again.remove(3);
    expect([...again.pending()]).toEqual([]);
    expect(again.knows('batch-1')).toBe(true);
  });

  test('a batch without packages (all dropped) is remembered too', async () => {
    const journal = new Journal(await open(folder()));
    expect(await journal.add('batch-1', [])).toEqual([]);
    expect(journal.knows('batch-1')).toBe(true);
  });

  test('a batch that does not fit is not taken and not remembered', async () => {
    const journal = new Journal(await open(folder(), { limits: { maxRecords: 2 } }));
    await journal.add('batch-1', [pkg(1)]);
    await expect(journal.add('batch-2', [pkg(2), pkg(3)])).rejects.toThrow(BufferFullError);
    expect(journal.knows('batch-2')).toBe(false);
    expect([...journal.pending()]).toEqual([1]);
  });
});
