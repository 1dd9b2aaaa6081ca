// `offramp plugin`: reads the configuration, wires the parts, owns their life.

import type { Command } from 'commander';

interface Flags {
  readonly config?: string;
}

export function register(program: Command): void {
  program
    .command('plugin')
    .description('take records from the shipper on this host, send those with a remote script to receivers')
    .option('--config <file>', 'settings: an offramp file or an existing datakit.conf')
    .action(async (flags: Flags) => {
      const { runPlugin } = await import('./run.js');
      process.exitCode = await runPlugin(flags.config);
    });
}
