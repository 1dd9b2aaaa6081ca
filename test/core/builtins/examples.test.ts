import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { BUILTIN_TABLE, BUILTINS } from '../../../core/builtins/all.js';
import { functionsDocument } from '../../../core/builtins/document.js';
import { createScriptState } from '../../../core/builtins/state/script-state.js';
import type { Example } from '../../../core/lang/check/signature.js';
import { KV, Point } from '../../../core/point/point.js';
import { Float } from '../../../core/point/value.js';
import { plainServices } from '../../../core/scripts/plain-services.js';
import { runScript } from '../../../core/scripts/run.js';
import { compileSet } from '../../../core/scripts/script-set.js';

async function run(example: Example): Promise<Point> {
  const sources = new Map([['example.p', example.script], ...Object.entries(example.scripts ?? {})]);
  const { scripts, errors } = compileSet(sources, BUILTIN_TABLE);
  expect([...errors.values()].flat().map((diagnostic) => diagnostic.message)).toEqual([]);
  const point = new Point('example', [new KV('message', example.message ?? '', false)], 1700000000000000000n);
  const state = createScriptState({
    nowNs: () => 0n,
    every: () => () => undefined,
    emit: () => undefined,
    warn: () => undefined,
    globalTags: [],
  });
  const services = plainServices({
    cache: state.cache,
    aggregates: state.aggregates,
    windows: state.windows,
    zone: 'UTC',
  });
  const outcome = await runScript(scripts.get('example.p')!, point, 'logging', services);
  expect(outcome.error?.message).toBeUndefined();
  return point;
}

function plain(value: unknown): unknown {
  return value instanceof Float ? value.v : (value ?? null);
}

describe('examples', () => {
  const all = BUILTINS.flatMap((spec) => spec.examples.map((example) => [spec.name, example.title, example] as const));

  test.each(all)('%s: %s', async (_name, _title, example) => {
    const point = await run(example);
    const got = Object.fromEntries(Object.keys(example.want).map((key) => [key, plain(point.get(key))]));
    expect(got).toEqual(example.want);
  });
});

test('docs/functions.md is current (npm run docs)', () => {
  expect(readFileSync('docs/functions.md', 'utf8')).toBe(functionsDocument(BUILTINS));
});
