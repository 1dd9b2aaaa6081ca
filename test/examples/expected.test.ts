// Every example's records through its scripts give exactly the points written beside it. With UPDATE_EXPECTED=1 the
// files are written anew, for a person to read the difference.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readExamples, type Example, type ExpectedPoint } from '../../bin/demo/examples.js';
import { BUILTIN_TABLE } from '../../core/builtins/all.js';
import { KV, Point } from '../../core/point/point.js';
import { Float } from '../../core/point/value.js';
import { compileSet } from '../../core/scripts/script-set.js';
import { runScript } from '../../core/scripts/run.js';
import { testServices } from '../helpers/services.js';

const SENT_AT = 1_700_000_000_000_000_000n;

async function pointsOf(example: Example): Promise<(ExpectedPoint | null)[]> {
  const { scripts, errors } = compileSet(new Map(Object.entries(example.scripts)), BUILTIN_TABLE);
  expect([...errors]).toEqual([]);
  const script = scripts.get(`${example.source}.p`)!;
  const services = testServices();
  return await Promise.all(
    example.records.map(async (text) => {
      const point = new Point(example.source, [new KV('message', text, false)], SENT_AT);
      const outcome = await runScript(script, point, 'logging', services);
      expect(outcome.error?.message).toBeUndefined();
      return outcome.dropped ? null : toExpected(point);
    }),
  );
}

function toExpected(point: Point): ExpectedPoint {
  const tags: Record<string, string> = {};
  const fields: Record<string, unknown> = {};
  for (const { key, value, isTag } of point.kvs) {
    if (isTag) tags[key] = value as string;
    else if (key !== 'message' && value !== null) fields[key] = value instanceof Float ? value.v : value;
  }
  const time = point.time === SENT_AT ? {} : { time: point.time.toString() };
  return { name: point.name, tags, fields, ...time };
}

describe('the examples', () => {
  test.each(readExamples().map((example) => [example.title, example] as const))('%s', async (_title, example) => {
    const points = await pointsOf(example);
    const lines = points.map((point) => JSON.stringify(point));
    if (process.env['UPDATE_EXPECTED'] === '1') {
      writeFileSync(join(example.folder, 'expected.jsonl'), `${lines.join('\n')}\n`);
    }
    expect(example.records.length).toBeGreaterThanOrEqual(50);
    expect(lines).toEqual(example.expected.map((point) => JSON.stringify(point)));
  });
});
