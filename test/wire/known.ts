// The rows we differ from on purpose (known.jsonl: id and reason; each has its line in docs/compatibility.md).

import type { WireCheck } from './checks.js';
import { readRows } from './rows.js';

interface KnownRow {
  readonly id: string;
  readonly reason: string;
}

export function readKnown(): ReadonlyMap<string, string> {
  return new Map(readRows<KnownRow>('known.jsonl').map(({ id, reason }) => [id, reason]));
}

/** What is wrong with a check's outcome: a difference that is not known, or a known one that is gone. */
export function verdict(check: WireCheck, known: ReadonlyMap<string, string>): string | undefined {
  const difference = check.run();
  if (!known.has(check.id)) return difference;
  return difference === undefined ? `${check.id} passes now: take it off known.jsonl` : undefined;
}
