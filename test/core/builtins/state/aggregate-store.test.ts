import { describe, expect, test } from '@jest/globals';
import type { AggregateDeps } from '../../../../core/builtins/state/aggregate-store.js';
import { AggregateStore } from '../../../../core/builtins/state/aggregate-store.js';
import { Float } from '../../../../core/lang/runtime/value.js';
import type { Value } from '../../../../core/lang/runtime/value.js';
import type { Point } from '../../../../core/point/point.js';

class World implements AggregateDeps {
  readonly emitted: string[] = [];
  readonly warnings: string[] = [];
  readonly timers = new Map<() => void, number>();
  readonly globalTags: [string, string][] = [];
  maxTimelines = 1_000;
  emitsPartialCounts = false;
  readonly nowNs = (): bigint => 7n;
  readonly warn = (message: string): void => void this.warnings.push(message);

  readonly every = (intervalMs: number, tick: () => void): (() => void) => {
    this.timers.set(tick, intervalMs);
    return () => this.timers.delete(tick);
  };

  readonly emit = (category: string, bucket: string, points: Point[]): void => {
    for (const point of points) {
      const kvs = point.kvs.map(({ key, value, isTag }) => `${key}${isTag ? ':' : '='}${show(value)}`);
      this.emitted.push(`${category} ${bucket} ${kvs.join(' ')} @${point.time}`);
    }
  };

  tick(): void {
    for (const tick of this.timers.keys()) tick();
  }
}

function show(value: unknown): string {
  return value instanceof Float ? String(value.v) : String(value);
}

const BUCKET = {
  name: 'b',
  category: 'metric',
  intervalMs: 0,
  count: 0,
  keepValue: false,
  constTags: new Map<string, string>(),
} as const;

function add(store: AggregateStore, fn: string, host: string, ...values: Value[]): void {
  for (const value of values) {
    store.add('metric', 'b', { field: fn, fn, names: ['host'], values: [host], value });
  }
}

describe('AggregateStore', () => {
  test.each([
    ['avg', [1, 2, 6], 3],
    ['sum', [1, '2.5', true, 'x', null], 4.5],
    ['min', [5, 1, 3], 1],
    ['min', [-1, 4], -1],
    ['max', [-5, -2], -2],
    ['set', [1, 9, 6], 6],
  ])('%s of %j is %d', (fn, values, result) => {
    const world = new World();
    const store = new AggregateStore(world);
    store.create({ ...BUCKET, count: values.length });
    add(store, fn, 'a', ...values);
    expect(world.emitted).toEqual([`metric b host:a ${fn}=${result} @7`]);
  });

  test('counts over all timelines, then starts afresh', () => {
    const world = new World();
    const store = new AggregateStore(world);
    store.create({ ...BUCKET, count: 3 });
    add(store, 'sum', 'a', 1);
    add(store, 'sum', 'b', 2);
    add(store, 'sum', 'a', 4);
    add(store, 'sum', 'a', 8);
    expect(world.emitted).toEqual(['metric b host:a sum=5 @7', 'metric b host:b sum=2 @7']);
  });

  test('emits at every tick, and what is left when stopped', () => {
    const world = new World();
    const store = new AggregateStore(world);
    store.create({ ...BUCKET, intervalMs: 60_000 });
    add(store, 'sum', 'a', 3);
    world.tick();
    world.tick();
    add(store, 'sum', 'a', 4);
    store.stop();
    store.stop();
    expect(world.emitted).toEqual(['metric b host:a sum=3 @7', 'metric b host:a sum=4 @7']);
    expect(world.timers.size).toBe(0);
  });

  test('a bucket without interval forgets its rest when stopped, unless told to emit it', () => {
    const results = [false, true].map((emitsPartialCounts) => {
      const world = new World();
      world.emitsPartialCounts = emitsPartialCounts;
      const store = new AggregateStore(world);
      store.create({ ...BUCKET, count: 9 });
      add(store, 'sum', 'a', 1);
      store.stop();
      return world.emitted.length;
    });
    expect(results).toEqual([0, 1]);
  });

  test('keep_value goes on adding and emits again without new data', () => {
    const world = new World();
    const store = new AggregateStore(world);
    store.create({ ...BUCKET, intervalMs: 1, keepValue: true });
    add(store, 'sum', 'a', 1);
    world.tick();
    add(store, 'sum', 'a', 2);
    world.tick();
    world.tick();
    expect(world.emitted.map((line) => line.split(' ')[3])).toEqual(['sum=1', 'sum=3', 'sum=3']);
  });

  test('agg_by tags win over constant tags, those over global tags', () => {
    const world = new World();
    world.globalTags.push(['g', 'glob'], ['dc', 'glob'], ['host', 'glob']);
    const store = new AggregateStore(world);
    store.create({
      ...BUCKET,
      count: 1,
      constTags: new Map([
        ['dc', 'x'],
        ['host', 'const'],
      ]),
    });
    add(store, 'sum', 'a', 1);
    expect(world.emitted).toEqual(['metric b g:glob dc:x host:a sum=1 @7']);
  });

  test('tag values that read alike together are kept apart', () => {
    const world = new World();
    const store = new AggregateStore(world);
    store.create({ ...BUCKET, count: 2 });
    for (const values of [
      ['ab', 'c'],
      ['a', 'bc'],
    ]) {
      store.add('metric', 'b', { field: 's', fn: 'sum', names: ['x', 'y'], values, value: 1 });
    }
    expect(world.emitted).toHaveLength(2);
  });

  test('the first create of a bucket counts, and the category is part of its name', () => {
    const world = new World();
    const store = new AggregateStore(world);
    store.create({ ...BUCKET, count: 1 });
    store.create({ ...BUCKET, count: 2 });
    expect([store.has('metric', 'b'), store.has('logging', 'b')]).toEqual([true, false]);
    store.add('logging', 'b', { field: 's', fn: 'sum', names: ['x'], values: ['1'], value: 1 });
    add(store, 'sum', 'a', 1);
    expect(world.emitted).toHaveLength(1);
  });

  test('an unknown function adds nothing but leaves a timeline', () => {
    const world = new World();
    const store = new AggregateStore(world);
    store.create({ ...BUCKET, intervalMs: 1, count: 1 });
    add(store, 'median', 'a', 1);
    expect(world.emitted).toEqual([]);
    world.tick();
    expect(world.emitted).toEqual(['metric b host:a @7']);
  });

  test('a bucket with too many timelines emits early; one that keeps its values takes no more', () => {
    const sizes = [false, true].map((keepValue) => {
      const world = new World();
      world.maxTimelines = 2;
      const store = new AggregateStore(world);
      store.create({ ...BUCKET, intervalMs: 1, keepValue });
      for (const host of ['a', 'b', 'c', 'd', 'e']) add(store, 'sum', host, 1);
      expect(world.warnings).toHaveLength(1);
      return world.emitted.length;
    });
    expect(sizes).toEqual([4, 0]);
  });
});
