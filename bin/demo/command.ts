// `offramp demo`: the whole system on this machine with the examples' logs, and an audit of what became of them.

import { InvalidArgumentError, type Command } from 'commander';
import type { ReceiverKind } from './site.js';

interface Flags {
  readonly json?: true;
  readonly killOne?: true;
  readonly keep?: true;
  readonly receiver: ReceiverKind;
  readonly records: number;
  readonly rate: number;
}

export function register(program: Command): void {
  program
    .command('demo')
    .description(
      'DataWay, two receivers and a plugin on this machine; replays the examples and shows what became of them',
    )
    .option('--json', 'print the result as the last line of JSON')
    .option('--kill-one', 'kill one receiver in the middle')
    .option('--keep', 'leave everything running afterwards and print the addresses')
    .option('--receiver <kind>', 'protocol of the receivers: datakit-http or ploffload', kind, 'datakit-http')
    .option('--records <n>', 'records to replay', whole, 10_000)
    .option('--rate <n>', 'records per second', whole, 2_000)
    .action(async (flags: Flags) => {
      const { runDemo } = await import('./demo.js');
      process.exitCode = await runDemo({
        json: flags.json === true,
        killOne: flags.killOne === true,
        keep: flags.keep === true,
        receiver: flags.receiver,
        records: flags.records,
        rate: flags.rate,
      });
    });
}

function kind(text: string): ReceiverKind {
  if (text === 'datakit-http' || text === 'ploffload') return text;
  throw new InvalidArgumentError('datakit-http or ploffload.');
}

function whole(text: string): number {
  if (/^[1-9]\d{0,7}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A whole number above 0.');
}
