// npm run conformance -- [FILE|DIR ...]
// Prints every row that fails with a short difference; exit code 1 when there is one.

import { BUILTIN_TABLE } from '../../../core/builtins/all.js';
import { readKnown, rowFiles } from './files.js';
import { runFile } from './run-file.js';

const FOLDER = 'test/conformance';

async function main(args: readonly string[]): Promise<number> {
  const known = readKnown(FOLDER);
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for (const file of rowFiles(args.length > 0 ? args : [FOLDER])) {
    const result = await runFile(file, BUILTIN_TABLE, known);
    for (const { id, lines } of result.failures) console.log(`FAIL ${id}\n  ${lines.join('\n  ')}`);
    passed += result.passed;
    failed += result.failures.length;
    skipped += result.skipped;
  }
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
