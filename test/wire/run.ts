// The golden rows of the codecs for `npm run conformance -- wire`, in the shape the runner of the other rows has.

import { allChecks } from './checks.js';
import { readKnown, verdict } from './known.js';

export interface WireResult {
  readonly passed: number;
  readonly skipped: number;
  readonly failures: readonly { readonly id: string; readonly lines: readonly string[] }[];
}

export function runWire(): WireResult {
  const known = readKnown();
  const outcomes = allChecks().map((check) => ({ id: check.id, wrong: verdict(check, known) }));
  const failures = outcomes.flatMap(({ id, wrong }) => (wrong === undefined ? [] : [{ id, lines: wrong.split('\n') }]));
  const skipped = outcomes.filter(({ id, wrong }) => wrong === undefined && known.has(id)).length;
  return { passed: outcomes.length - failures.length - skipped, skipped, failures };
}
