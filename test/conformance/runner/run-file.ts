// Runs the rows of one file and counts.

import type { SignatureTable } from '../../../core/lang/check/signature.js';
import { type RowOrFault, readRows } from './files.js';
import { RowRunner } from './run-row.js';

export interface FileResult {
  readonly passed: number;
  readonly skipped: number;
  /** Rows that differ, and known ones that do not any more. */
  readonly failures: readonly { readonly id: string; readonly lines: readonly string[] }[];
}

export async function runFile(
  file: string,
  table: SignatureTable,
  known: ReadonlyMap<string, string>,
): Promise<FileResult> {
  const runner = new RowRunner(table);
  const results: Promise<{ id: string; lines: readonly string[]; isKnown: boolean }>[] = [];
  for (const row of readRows(file)) {
    const result = runOne(runner, row).then((lines) => ({ id: row.id, lines, isKnown: known.has(row.id) }));
    results.push(result);
    if (!sleeps(row)) await result; // rows that only wait may do so together
  }
  let passed = 0;
  let skipped = 0;
  const failures: { id: string; lines: readonly string[] }[] = [];
  for (const { id, lines, isKnown } of await Promise.all(results)) {
    if (isKnown && lines.length > 0) skipped++;
    else if (isKnown) failures.push({ id, lines: ['passes now: take it off the known list'] });
    else if (lines.length > 0) failures.push({ id, lines });
    else passed++;
  }
  return { passed, skipped, failures };
}

async function runOne(runner: RowRunner, row: RowOrFault): Promise<string[]> {
  return 'fault' in row ? [row.fault] : runner.run(row);
}

function sleeps(row: RowOrFault): boolean {
  return 'input' in row && row.input.session === undefined && JSON.stringify(row.input).includes('"sleep_ms"');
}
