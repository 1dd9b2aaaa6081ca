// `offramp receiver`: reads the configuration, wires the parts, owns their life.

import type { Command } from 'commander';

interface Flags {
  readonly config?: string;
}

export function register(program: Command): void {
  program
    .command('receiver')
    .description('take batches from plugins and DataKits, run their scripts, push to DataWay')
    .option('--config <file>', 'settings: an offramp file or an existing datakit.conf')
    .action(async (flags: Flags) => {
      const { runReceiver } = await import('./run.js');
      process.exitCode = await runReceiver(flags.config);
    });
}
