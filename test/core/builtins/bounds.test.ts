// Scripts that would grow without end: each ends as a run error of its record.

import { expect, test } from '@jest/globals';
import { BUILTIN_TABLE } from '../../../core/builtins/all.js';
import { DEFAULT_BUDGET } from '../../../core/lang/runtime/budget.js';
import { MAX_WRITTEN_TEXT } from '../../../core/lang/runtime/limits.js';
import { KV, Point } from '../../../core/point/point.js';
import { plainServices } from '../../../core/scripts/plain-services.js';
import { runScript } from '../../../core/scripts/run.js';
import { compileSet } from '../../../core/scripts/script-set.js';

async function run(source: string, message: string) {
  const script = compileSet(new Map([['t.p', source]]), BUILTIN_TABLE).scripts.get('t.p')!;
  const point = new Point('p', [new KV('message', message, false)], 1n);
  const budget = { ...DEFAULT_BUDGET, maxMs: 60_000 };
  return await runScript(script, point, 'logging', plainServices(), { budget });
}

test('points made in a loop', async () => {
  const outcome = await run('for ;; {\n  create_point("n", nil, {"i": 1})\n}', '');
  expect(outcome.error?.message).toContain('more than 10000 points');
  expect(outcome.created).toHaveLength(0);
});

test('a text written to the point that no record can have', async () => {
  const longest = 'x'.repeat(MAX_WRITTEN_TEXT);
  expect((await run('add_key(k, _)', longest)).error).toBeUndefined();
  expect((await run('add_key(k, _)', longest + 'x')).error?.message).toContain('text longer than');
});
