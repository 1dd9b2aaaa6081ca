// Where the rows of a file are run: in this process, or in a worker thread.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { BUILTIN_TABLE } from '../../../core/builtins/all.js';
import { boundRegexBacktracking } from '../../../core/grok/backtracking.js';
import { type FileResult, runFile } from './run-file.js';
import type { FileJob } from './thread.js';

export interface FileRunner {
  run(file: string, known: ReadonlyMap<string, string>): Promise<FileResult>;
  stop(): Promise<void>;
}

/** Runs in this process, with regexes bounded as in production. */
export function inProcess(): FileRunner {
  boundRegexBacktracking();
  return { run: (file, known) => runFile(file, BUILTIN_TABLE, known), stop: () => Promise.resolve() };
}

export function inThread(): FileRunner {
  const worker = new Worker(new URL('./thread.js', import.meta.url));
  return {
    run(file, known) {
      const job: FileJob = { file, known };
      worker.postMessage(job);
      return nextAnswer(worker);
    },
    async stop() {
      await worker.terminate();
    },
  };
}

async function nextAnswer(worker: Worker): Promise<FileResult> {
  const [result] = (await once(worker, 'message')) as [FileResult]; // rejects when the thread fails
  return result;
}
