import { describe, expect, test } from '@jest/globals';
import { PointWindowSet } from '../../../../core/builtins/state/point-windows.js';
import { Point } from '../../../../core/point/point.js';

const NAMES = ['host'];

/** Feeds records by name; `!` in front is a hit, `+` in front is a record that was not dropped. */
function run(set: PointWindowSet, records: readonly string[], before: number, after: number, host = 'h'): string[] {
  return records.map((record) => {
    const stream = set.open(before, after, NAMES, [host]);
    if (record.startsWith('!')) stream.hit();
    const dropped = record.startsWith('+') ? undefined : new Point(record, [], 0n);
    return stream
      .move(dropped)
      .map((point) => point.name)
      .join(' ');
  });
}

describe('PointWindowSet', () => {
  test('releases the records before a hit, then the hit and what follows', () => {
    expect(run(new PointWindowSet(), ['1', '2', '3', '!4', '5', '6'], 2, 2)).toEqual(['', '', '', '3 2 !4', '5', '']);
  });

  test('after = 0 never releases, before <= 0 keeps nothing', () => {
    expect(run(new PointWindowSet(), ['1', '!2', '3'], 2, 0)).toEqual(['', '', '']);
    expect(run(new PointWindowSet(), ['1', '!2', '3'], 0, 1)).toEqual(['', '!2', '']);
    expect(run(new PointWindowSet(), ['1', '!2', '3'], -1, 1)).toEqual(['', '!2', '']);
  });

  test('records that were not dropped take a slot and are not released', () => {
    expect(run(new PointWindowSet(), ['1', '2', '+3', '!4'], 2, 1)).toEqual(['', '', '', '2 !4']);
  });

  test('keeps streams apart and fixes their sizes at the first call', () => {
    const set = new PointWindowSet();
    run(set, ['1', '2'], 1, 1, 'a');
    run(set, ['3'], 5, 5, 'b');
    expect(run(set, ['!4', '5'], 9, 9, 'a')).toEqual(['2 !4', '']);
  });

  test('forgets the stream used longest ago when there are too many', () => {
    const set = new PointWindowSet({ maxStreams: 2, maxPoints: 100 });
    for (const host of ['a', 'b', 'a', 'c']) run(set, [host], 3, 1, host);
    expect(run(set, ['!x'], 3, 1, 'a')).toEqual(['a a !x']);
    expect(run(set, ['!x'], 3, 1, 'b')).toEqual(['!x']);
  });

  test('holds no more records than the limit, over all streams', () => {
    const set = new PointWindowSet({ maxStreams: 10, maxPoints: 3 });
    run(set, ['1', '2', '3', '4', '5'], 1_000_000_000, 1, 'a');
    expect(run(set, ['6', '!7'], 1_000_000_000, 1, 'b')).toEqual(['', '6 !7']);
    expect(run(set, ['!8'], 3, 1, 'a')).toEqual(['!8']);
  });
});
