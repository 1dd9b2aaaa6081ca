// npm run conformance -- [--thread] [wire | captures | FILE | DIR ...]
// Prints every row that fails with a short difference; exit code 1 when there is one. `wire` stands for the golden rows
// of the codecs (test/wire), `captures` for recorded shipper traffic (test/captures); without a path everything runs.
// `--thread` runs the scripts in a worker thread.

import { runWire } from '../../wire/run.js';
import { runCaptures } from '../captures/run.js';
import { readKnown, rowFiles } from './files.js';
import { inProcess, inThread } from './file-runner.js';
import type { FileResult } from './run-file.js';

const FOLDER = 'test/conformance';
const WIRE = 'wire';
const CAPTURES = 'captures';
const THREAD = '--thread';

async function main(words: readonly string[]): Promise<number> {
  const args = words.filter((word) => word !== THREAD);
  const paths = args.length > 0 ? args.filter((arg) => arg !== WIRE && arg !== CAPTURES) : [FOLDER];
  const known = readKnown(FOLDER);
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  const add = (result: FileResult): void => {
    for (const { id, lines } of result.failures) console.log(`FAIL ${id}\n  ${lines.join('\n  ')}`);
    passed += result.passed;
    failed += result.failures.length;
    skipped += result.skipped;
  };
  if (args.length === 0 || args.includes(WIRE)) add(runWire());
  if (args.length === 0 || args.includes(CAPTURES)) add(await runCaptures());
  const runner = words.includes(THREAD) ? inThread() : inProcess();
  for (const file of rowFiles(paths)) add(await runner.run(file, known));
  await runner.stop();
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed > 0 ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
