import { describe, expect, test } from '@jest/globals';
import { parseRetryAfter, retryDelay, type RetryPolicy } from '../../../core/flow/retry.js';

const policy: RetryPolicy = { baseMs: 100, maxMs: 1000, maxRetryAfterMs: 60_000 };

describe('retryDelay', () => {
  test.each([
    [1, 0, undefined, 0],
    [1, 0.5, undefined, 50],
    [1, 0.999, undefined, 99],
    [2, 0.5, undefined, 100],
    [3, 0.5, undefined, 200],
    [4, 0.5, undefined, 400],
    [5, 0.5, undefined, 500], // 1600 is above the cap of 1000
    [5000, 0.5, undefined, 500],
    [0, 0.5, undefined, 50],
    [1, 0, 2000, 2000],
    [1, 0.5, 2000, 2050],
    [1, 0.5, 0, 50],
    [4, 0.5, 10, 400], // the backoff is longer than what was asked
    [1, 0, 9_999_999, 60_000],
    [1, 0, -5, 0],
  ])('attempt %p, random %p, Retry-After %p ms -> %p ms', (attempt, random, retryAfterMs, want) => {
    expect(retryDelay(attempt, policy, random, retryAfterMs)).toBe(want);
  });
});

describe('parseRetryAfter', () => {
  const now = Date.parse('2025-01-01T00:00:00Z');
  test.each([
    [undefined, undefined],
    ['', undefined],
    ['3', 3000],
    [' 120 ', 120_000],
    ['0', 0],
    ['0.5', 500],
    ['-5', undefined],
    ['soon', undefined],
    ['99999999999999999999', undefined],
    ['Wed, 01 Jan 2025 00:00:30 GMT', 30_000],
    ['Tue, 31 Dec 2024 00:00:00 GMT', 0],
  ])('%p -> %p', (header, want) => {
    expect(parseRetryAfter(header, now)).toBe(want);
  });
});
