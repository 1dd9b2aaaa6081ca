// `offramp dataway`: runs the local DataWay until SIGTERM or SIGINT.

import { InvalidArgumentError, type Command } from 'commander';
import { ConfigError } from '../../core/errors.js';
import type { LocalDatawayOptions } from './local-dataway.js';

interface Flags {
  readonly listen: string;
  readonly token?: string;
  readonly scripts?: string;
  readonly store?: string;
  readonly memory?: true;
  readonly out?: string;
  readonly dedupe?: true;
  readonly failRate: number;
  readonly status?: number;
  readonly delay: number;
  readonly maxPoints: number;
}

export function register(program: Command): void {
  program
    .command('dataway')
    .description('a local DataWay for development and tests: stores what is pushed, serves scripts, shows both')
    .option('--listen <host:port>', 'where to listen', '127.0.0.1:9528')
    .option('--token <token>', 'ask for this token (default: any, or none)')
    .option('--scripts <dir>', 'serve <category>/*.p, *.p, relation.json and default.json of this folder')
    .option('--store <dir>', 'keep points in this folder over a restart')
    .option('--memory', 'keep points in memory (the default)')
    .option('--max-points <n>', 'points to keep; the oldest go first', whole(1, 1e9), 1_000_000)
    .option('--out <file>', 'append every stored point to this file as a line of JSON')
    .option('--dedupe', 'do not store a package whose X-Pkg-Id is stored already')
    .option('--fail-rate <share>', 'answer 500 to this share of writes, 0 to 1', share, 0)
    .option('--status <code>', 'answer every write with this status', whole(200, 599))
    .option('--delay <ms>', 'wait before handling a write', whole(0, 600_000), 0)
    .action(async (flags: Flags) => run(flags));
}

async function run(flags: Flags): Promise<void> {
  const { LocalDataway } = await import('./local-dataway.js');
  const server = new LocalDataway(optionsOf(flags));
  await server.start();
  process.stdout.write(`dataway listening on ${server.url}\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
  await server.stop();
}

function optionsOf(flags: Flags): LocalDatawayOptions {
  const { listen, token, scripts, store, memory, out, dedupe, failRate, status = null, delay, maxPoints } = flags;
  if (store !== undefined && memory === true)
    throw new ConfigError('--memory', 'contradicts --store; give one of them');
  return {
    listen,
    dedupe: dedupe ?? false,
    maxPoints,
    faults: { failRate, status, delayMs: delay },
    ...(token === undefined ? {} : { token }),
    ...(scripts === undefined ? {} : { scripts }),
    ...(store === undefined ? {} : { store }),
    ...(out === undefined ? {} : { out }),
    onError: (error) => say(error instanceof Error ? error.message : String(error)),
    onNotice: say,
  };
}

function say(text: string): void {
  process.stderr.write(`dataway: ${text}\n`);
}

function whole(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`A whole number from ${low} to ${high}.`);
  };
}

function share(text: string): number {
  const value = Number(text);
  if (text !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('A number from 0 to 1.');
}
