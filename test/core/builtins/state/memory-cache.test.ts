import { describe, expect, test } from '@jest/globals';
import { MemoryCache } from '../../../../core/builtins/state/memory-cache.js';

describe('MemoryCache', () => {
  let now = 0;
  const clock = (): number => now;

  test('keeps a value until its time, counted from the last set', () => {
    const cache = new MemoryCache(clock);
    now = 1_000;
    cache.set('k', 'v', 2);
    now = 2_999;
    expect(cache.get('k')).toBe('v');
    cache.set('k', 'w', 2);
    now = 3_001;
    expect(cache.get('k')).toBe('w');
    now = 4_999;
    expect(cache.get('k')).toBeUndefined();
  });

  test('stores nothing for no time', () => {
    const cache = new MemoryCache(clock);
    cache.set('a', 1, 0);
    cache.set('b', 1, -5);
    expect([cache.get('a'), cache.get('b')]).toEqual([undefined, undefined]);
  });

  test('tells a stored nil from nothing and keeps lists by reference', () => {
    const cache = new MemoryCache(clock);
    const list = [1];
    cache.set('nil', null, 9);
    cache.set('list', list, 9);
    expect(cache.get('nil')).toBeNull();
    expect(cache.get('list')).toBe(list);
  });

  test('is bounded in entries, oldest first', () => {
    const cache = new MemoryCache(clock, { maxEntries: 2, maxBytes: 1e6 });
    for (const key of ['a', 'b', 'a', 'c']) cache.set(key, 1, 9);
    expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([1, undefined, 1]);
  });

  test('is bounded in bytes, nested values included', () => {
    const cache = new MemoryCache(clock, { maxEntries: 100, maxBytes: 2_500 });
    cache.set('a', ['x'.repeat(500)], 9);
    cache.set('b', new Map([['k', 'x'.repeat(600)]]), 9);
    expect([cache.get('a'), cache.get('b') instanceof Map]).toEqual([undefined, true]);
    cache.set('huge', 'x'.repeat(5_000), 9);
    expect([cache.get('huge'), cache.get('b') instanceof Map]).toEqual([undefined, true]);
  });
});
