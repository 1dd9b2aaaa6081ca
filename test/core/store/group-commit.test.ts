import { expect, test } from '@jest/globals';
import { GroupCommit, type Change } from '../../../core/store/group-commit.js';

const change = (op: number, over: Partial<Change<number>> = {}): Change<number> => ({
  ops: [op],
  sizeBytes: 1,
  durable: true,
  ...over,
});

/** A writer whose writes end when told. */
function slowWriter(): {
  groups: number[][];
  syncs: boolean[];
  write: (ops: number[], durable: boolean) => Promise<void>;
  finish: (error?: Error) => void;
} {
  const ends: ((error?: Error) => void)[] = [];
  const groups: number[][] = [];
  const syncs: boolean[] = [];
  const write = (ops: number[], durable: boolean): Promise<void> => {
    groups.push(ops);
    syncs.push(durable);
    return new Promise((resolve, reject) => {
      ends.push((error) => (error === undefined ? resolve() : reject(error)));
    });
  };
  return { groups, syncs, write, finish: (error) => ends.shift()!(error) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what arrives during a write goes together in the next one, in order', async () => {
  const writer = slowWriter();
  const commit = new GroupCommit(writer.write);
  const first = commit.submit(change(1));
  await turn();
  const rest = [commit.submit(change(2)), commit.submit(change(3, { durable: false }))];
  await turn();
  expect(writer.groups).toEqual([[1]]);
  writer.finish();
  await first;
  await turn();
  writer.finish();
  await Promise.all(rest);
  await commit.idle();
  expect(writer.groups).toEqual([[1], [2, 3]]);
  expect(writer.syncs).toEqual([true, true]);
});

test('callers of one turn share a write; nobody durable, no sync', async () => {
  const writer = slowWriter();
  const commit = new GroupCommit(writer.write);
  const done = [1, 2, 3].map((op) => commit.submit(change(op, { durable: false })));
  await turn();
  writer.finish();
  await Promise.all(done);
  expect(writer.groups).toEqual([[1, 2, 3]]);
  expect(writer.syncs).toEqual([false]);
});

test('a group is bounded in bytes, a single large change goes alone', async () => {
  const groups: number[][] = [];
  const commit = new GroupCommit<number>((ops) => Promise.resolve(void groups.push(ops)), 10);
  await Promise.all([4, 4, 4, 50, 1].map((sizeBytes, op) => commit.submit(change(op, { sizeBytes }))));
  expect(groups).toEqual([[0, 1], [2], [3], [4]]);
});

test('a failed write fails its group only', async () => {
  const writer = slowWriter();
  const commit = new GroupCommit(writer.write);
  const first = commit.submit(change(1));
  await turn();
  const second = commit.submit(change(2));
  writer.finish(new Error('disk'));
  await expect(first).rejects.toThrow('disk');
  await turn();
  writer.finish();
  await second;
});
