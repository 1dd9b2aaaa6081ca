// `offramp replay`: sends sample logs to a forward port, acknowledgements on.

import { readFile } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { parseListen, type ListenAddress } from '../../core/config/listen.js';
import { joinLines } from './lines.js';
import { createProgress } from './progress.js';
import { replay, type ReplayRecord } from './replayer.js';

interface Flags {
  readonly to: ListenAddress;
  readonly tag: string;
  readonly rate: number;
  readonly repeat: number;
  readonly multiline?: RegExp;
  readonly key: string;
  readonly sequence?: string;
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
    .option('--sequence <name>', 'add a running number under this key')
    .action(async (files: string[], flags: Flags) => {
      process.exitCode = await run(files, flags);
    });
}

async function run(files: readonly string[], flags: Flags): Promise<number> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const lines = texts.flatMap((text) => joinLines(text, flags.multiline));
  const progress = createProgress(lines.length * flags.repeat, process.stderr);
  const result = await replay(records(lines, flags), {
    host: flags.to.host,
    port: flags.to.port,
    rate: flags.rate,
    onProgress: (sent, acked) => progress.update(sent, acked),
  });
  progress.end();
  const { sent, acked, seconds, firstFailure } = result;
  process.stdout.write(`sent ${sent}, acknowledged ${acked}, ${seconds.toFixed(2)} s\n`);
  if (firstFailure !== undefined) process.stderr.write(`first record without acknowledgement: ${firstFailure}\n`);
  return acked === sent ? 0 : 1;
}

function* records(lines: readonly string[], { tag, repeat, key, sequence }: Flags): Iterable<ReplayRecord> {
  let number = 0;
  for (let round = 0; round < repeat; round++) {
    for (const line of lines) {
      const record = sequence === undefined ? { [key]: line } : { [key]: line, [sequence]: number++ };
      yield { tag, record };
    }
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
