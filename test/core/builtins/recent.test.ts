import { describe, expect, test } from '@jest/globals';
import { RecentResults } from '../../../core/builtins/recent.js';

describe('results for the texts seen lately', () => {
  test('are computed once while they are in use', () => {
    const asked: string[] = [];
    const lengths = new RecentResults((text) => asked.push(text));
    for (let i = 0; i < 5000; i++) {
      lengths.get('often');
      lengths.get(`once ${i}`);
    }
    expect(asked.filter((text) => text === 'often')).toHaveLength(1);
  });

  test('are forgotten for texts that do not come again, and never kept for long ones', () => {
    let count = 0;
    const counts = new RecentResults(() => count++);
    counts.get('early');
    for (let i = 0; i < 5000; i++) counts.get(`text ${i}`);
    count = 0;
    counts.get('early');
    counts.get('x'.repeat(100_000));
    counts.get('x'.repeat(100_000));
    expect(count).toBe(3);
  });
});
