// A worker thread: holds its own compiled scripts and runs batches, one message at a time. Talks to the pool only.

import { parentPort, workerData } from 'node:worker_threads';
import { boundRegexBacktracking } from '../grok/backtracking.js';
import type { FromWorker, ToWorker, WorkerSettings } from './messages.js';
import { BatchProcessor } from './processor.js';

const port = parentPort;
if (port === null) throw new Error('worker.js is started by the pool only');

boundRegexBacktracking();
const processor = new BatchProcessor(workerData as WorkerSettings, {
  warn: (message) => say({ kind: 'warning', message }),
  emitted: (packages) => say({ kind: 'emitted', packages }),
});

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'load':
      say({ kind: 'loaded', report: processor.load(message.generation, message.catalog) });
      break;
    case 'ip-database':
      processor.openIpDatabase(message.bytes);
      break;
    case 'refer-tables':
      processor.replaceReferTables(message.set);
      break;
    case 'filters':
      processor.useFilters(message.filters);
      break;
    case 'patterns':
      processor.usePatterns(message.texts);
      break;
    case 'batch':
      void run(message.id, async () => ({
        kind: 'outcome',
        id: message.id,
        outcome: await processor.process(message.job),
      }));
      break;
    case 'debug':
      void run(message.id, async () => ({
        kind: 'debugged',
        id: message.id,
        answer: await processor.debug(message.body),
      }));
      break;
  }
});
say({ kind: 'ready' });

async function run(id: number, work: () => Promise<FromWorker>): Promise<void> {
  try {
    say(await work());
  } catch (error) {
    say({ kind: 'crashed', id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

function say(message: FromWorker): void {
  port?.postMessage(message, transferable(message));
}

/** Bodies are handed over, not copied; parts of a larger buffer cannot be. */
function transferable(message: FromWorker): ArrayBuffer[] {
  if (message.kind !== 'outcome' || message.outcome.kind !== 'done') return [];
  return message.outcome.packages
    .map((pkg) => pkg.body)
    .filter((body) => body.byteLength === body.buffer.byteLength)
    .map((body) => body.buffer as ArrayBuffer);
}
