import { readFileSync } from 'node:fs';

import { describe, expect, test } from '@jest/globals';

import type { WireCheck } from './checks.js';
import { allChecks, batchChecks, decodeChecks, pointChecks } from './checks.js';
import { readKnown, verdict } from './known.js';

const known = readKnown();

function everyRow(checks: readonly WireCheck[]): void {
  test.each(checks.map((check) => [check.id, check.title, check] as const))('%s: %s', (_id, _title, check) => {
    expect(verdict(check, known)).toBeUndefined();
  });
}

describe('points: checks, encodings and sizes as the reference', () => everyRow(pointChecks()));
describe('line protocol bodies', () => everyRow(decodeChecks('lp-decode.jsonl', 'line-protocol')));
describe('protobuf bodies', () => everyRow(decodeChecks('pb-decode.jsonl', 'protobuf')));
describe('JSON bodies of both forms', () => everyRow(decodeChecks('json-decode.jsonl', 'json')));
describe('batches', () => everyRow(batchChecks()));

test('the list of known differences stays short and names rows that exist', () => {
  const ids = new Set(allChecks().map(({ id }) => id));
  expect([...known.keys()].filter((id) => !ids.has(id))).toEqual([]);
  expect(known.size).toBeLessThanOrEqual(20);
});

test('every known difference is described for users', () => {
  const page = readFileSync(new URL('../../../docs/compatibility.md', import.meta.url), 'utf8');
  expect([...known.keys()].filter((id) => !page.includes(id))).toEqual([]);
});
