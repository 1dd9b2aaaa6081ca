// The rows of fn-j-z-user_agent hold what the reference says; here is what hostile texts must not do.

import { describe, expect, test } from '@jest/globals';
import { parseUserAgent } from '../../../core/builtins/user-agent/parse.js';

describe('user_agent', () => {
  test.each([
    ['sites', `Mozilla/5.0 (x; y; ${'http://'.repeat(30_000)})`],
    ['dots', `a/1 (http://x${'.'.repeat(200_000)})`],
    ['parentheses', '.'.repeat(200_000)],
    ['sections', 'a/1 '.repeat(50_000)],
    ['brackets', 'a/1 [(] '.repeat(25_000)],
  ])('reads 200 KB of %s in time', (_, text) => {
    const started = performance.now();
    parseUserAgent(text);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('takes the site up to its last word', () => {
    expect(parseUserAgent('Mozilla/5.0 (see http://a.b/c.d. e)')).toMatchObject({
      isBot: true,
      browser: 'http:',
      browserVersion: '/a.b/c.d',
    });
  });
});
