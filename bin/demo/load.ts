// The demo's load: the examples' records in turn, each with a sequence number, through the replay client.

import { NO_PROGRESS, showProgress } from '../replay/progress.js';
import { replay, type ReplayRecord } from '../replay/replayer.js';
import { OfframpError } from '../../core/errors.js';
import { SEQUENCE_KEY } from './audit.js';
import type { Example } from './examples.js';

export interface SentRecord {
  readonly sequence: number;
  /** Index of the example and of the record in it. */
  readonly example: number;
  readonly line: number;
  /** When it was handed to the client. */
  readonly handedMs: number;
}

export interface LoadOptions {
  readonly examples: readonly Example[];
  /** host:port of the plugin's forward input */
  readonly forward: string;
  readonly records: number;
  readonly rate: number;
  readonly quiet: boolean;
  readonly onRecord: (count: number) => void;
}

export async function replayExamples(options: LoadOptions): Promise<SentRecord[]> {
  const { examples, records, rate, quiet } = options;
  const sent: SentRecord[] = [];
  const { hostname, port } = new URL(`tcp://${options.forward}`);
  const progress = quiet ? NO_PROGRESS : showProgress(process.stderr);
  const result = await replay(rounds(examples, records), {
    host: hostname,
    port: Number(port),
    rate,
    onSent(index, handedMs) {
      sent.push({ sequence: index, ...placeOf(examples, index), handedMs });
      options.onRecord(index + 1);
    },
    onProgress: (count, acked) => progress.update({ sent: count, acked, share: count / records }),
  });
  progress.end();
  if (result.acked < result.sent) {
    throw new OfframpError(
      'demo',
      `${result.sent - result.acked} records were not acknowledged: ${[...result.failures.keys()].join('; ')}`,
    );
  }
  return sent;
}

/** The n-th record comes from the n-th example in turn; each example starts anew when it is through. */
function placeOf(examples: readonly Example[], index: number): { example: number; line: number } {
  const example = index % examples.length;
  return { example, line: Math.floor(index / examples.length) % examples[example]!.records.length };
}

function* rounds(examples: readonly Example[], records: number): Iterable<ReplayRecord> {
  for (let index = 0; index < records; index++) {
    const { example, line } = placeOf(examples, index);
    const { tag, records: texts } = examples[example]!;
    yield { tag, record: { message: texts[line]!, [SEQUENCE_KEY]: index } };
  }
}
