// `offramp replay`: sends log files to a forward port, acknowledgements on.

import { stat } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { parseListen, type ListenAddress } from '../../core/config/listen.js';
import { readRecords, type RecordText } from './lines.js';
import { showProgress } from './progress.js';
import { replay, type ReplayRecord, type ReplayResult } from './replayer.js';

interface Flags {
  readonly to: ListenAddress;
  readonly tag: string;
  readonly rate: number;
  readonly repeat: number;
  readonly multiline?: RegExp;
  readonly key: string;
  readonly field: Readonly<Record<string, string>>;
  readonly sequence?: string;
  readonly ackTimeout: number;
}

export function register(program: Command): void {
  program
    .command('replay')
    .description('send the lines of log files to a forward port, and wait for every acknowledgement')
    .argument('<file...>', 'log files')
    .requiredOption('--to <host:port>', 'forward port of a plugin', address)
    .requiredOption('--tag <tag>', 'tag of the records')
    .option('--rate <n>', 'records per second; 0: as fast as they are acknowledged', whole, 0)
    .option('--repeat <n>', 'send the files this often', whole, 1)
    .option('--multiline <regex>', 'first line of an entry; other lines belong to the one before', expression)
    .option('--key <name>', 'key of the text in the record', 'message')
    .option('--field <key=value>', 'add this to every record; may be given several times', field, {})
    .option('--sequence <name>', 'add a running number under this key')
    .option('--ack-timeout <seconds>', 'a record not acknowledged by then has failed', whole, 30)
    .action(async (files: string[], flags: Flags) => {
      process.exitCode = await run(files, flags);
      // a peer that still owes acknowledgements keeps the socket half open, and us waiting
      if (process.exitCode !== 0) process.exit();
    });
}

async function run(files: readonly string[], flags: Flags): Promise<number> {
  const source = await FileRecords.open(files, flags);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const progress = showProgress(process.stderr);
  let result: ReplayResult;
  try {
    result = await replay(source.records(), {
      host: flags.to.host === '' ? '127.0.0.1' : flags.to.host,
      port: flags.to.port,
      rate: flags.rate,
      ackTimeoutMs: flags.ackTimeout * 1000,
      onProgress: (sent, acked) => progress.update({ sent, acked, share: source.share }),
      signal: stopping.signal,
    });
  } finally {
    progress.end();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
  return report(result);
}

function report({ sent, acked, seconds, failures }: ReplayResult): number {
  for (const [reason, records] of failures) process.stderr.write(`${records} not acknowledged: ${reason}\n`);
  process.stdout.write(`sent ${sent}, acknowledged ${acked}, ${seconds.toFixed(2)} s\n`);
  return acked === sent ? 0 : 1;
}

/** The records of all files, repeated, and how far they have been read. */
class FileRecords {
  private readonly files: readonly string[];
  private readonly flags: Flags;
  private readonly totalBytes: number;
  private readBytes = 0;

  private constructor(files: readonly string[], flags: Flags, totalBytes: number) {
    this.files = files;
    this.flags = flags;
    this.totalBytes = totalBytes;
  }

  static async open(files: readonly string[], flags: Flags): Promise<FileRecords> {
    const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
    return new FileRecords(files, flags, flags.repeat * sizes.reduce((sum, size) => sum + size, 0));
  }

  get share(): number {
    return this.totalBytes === 0 ? 1 : Math.min(1, this.readBytes / this.totalBytes);
  }

  async *records(): AsyncGenerator<ReplayRecord> {
    const { tag, repeat, multiline, sequence } = this.flags;
    let number = 0;
    for (let round = 0; round < repeat; round++) {
      for (const file of this.files) {
        for await (const text of readRecords(file, multiline)) {
          this.readBytes += Buffer.byteLength(text) + 1;
          const record = this.record(text);
          yield { tag, record: sequence === undefined ? record : { ...record, [sequence]: number++ } };
        }
      }
    }
  }

  private record(text: RecordText): Record<string, unknown> {
    return { ...this.flags.field, [this.flags.key]: text };
  }
}

function address(text: string): ListenAddress {
  try {
    return parseListen(text, '--to');
  } catch {
    throw new InvalidArgumentError('host:port, for example 127.0.0.1:24224.');
  }
}

function whole(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A whole number.');
}

function expression(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new InvalidArgumentError('No regular expression.');
  }
}

function field(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('key=value, for example env=test.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
