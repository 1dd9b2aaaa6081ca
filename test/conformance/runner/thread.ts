// The thread side of `npm run conformance -- --thread`: runs one file after the other as the receiver's workers would.

import { parentPort } from 'node:worker_threads';
import { BUILTIN_TABLE } from '../../../core/builtins/all.js';
import { boundRegexBacktracking } from '../../../core/grok/backtracking.js';
import { runFile } from './run-file.js';

/** What the main side asks for. */
export interface FileJob {
  readonly file: string;
  readonly known: ReadonlyMap<string, string>;
}

boundRegexBacktracking();
parentPort?.on('message', ({ file, known }: FileJob) => {
  void runFile(file, BUILTIN_TABLE, known).then((result) => parentPort?.postMessage(result));
});
