// `offramp config print` and `offramp config check`: what a configuration comes to, and what is wrong with it.

import type { Command } from 'commander';
import type { Finding } from '../../core/config/check.js';

interface Flags {
  readonly config?: string;
}

export function register(program: Command): void {
  const config = program.command('config').description('look at a configuration without starting anything');
  config
    .command('print')
    .description('the value of every key and where it came from: file, environment variable or default; secrets hidden')
    .option('--config <file>', 'settings: an offramp file or an existing datakit.conf')
    .action(async (flags: Flags) => print(flags.config));
  config
    .command('check')
    .description('everything that is wrong with a configuration; exit code 2 when there is an error')
    .option('--config <file>', 'settings: an offramp file or an existing datakit.conf')
    .action(async (flags: Flags) => check(flags.config));
}

async function print(path: string | undefined): Promise<void> {
  const { readConfigFile } = await import('../../core/store/config-file.js');
  const { showConfig } = await import('../../core/config/show.js');
  process.stdout.write(showConfig(await readConfigFile(path, process.env)));
}

async function check(path: string | undefined): Promise<void> {
  const { tryConfigFile } = await import('../../core/store/config-file.js');
  const { checkConfig } = await import('../../core/config/check.js');
  const { loaded, errors } = await tryConfigFile(path, process.env);
  const findings: Finding[] = [
    ...errors.map((error) => ({ level: 'error' as const, message: error.message })),
    ...checkConfig(loaded),
  ];
  if (loaded.ignored.length > 0) {
    const message = `these keys do not concern offload and are not used: ${loaded.ignored.join(', ')}`;
    process.stdout.write(`info     ${message}\n`);
  }
  for (const { level, message, hint } of findings) {
    process.stdout.write(`${level.padEnd(8)} ${message}\n${hint === undefined ? '' : `         ${hint}\n`}`);
  }
  const failed = findings.filter(({ level }) => level === 'error').length;
  process.stdout.write(
    failed === 0 ? 'the configuration can be used\n' : `${failed} error${failed === 1 ? '' : 's'}\n`,
  );
  if (failed > 0) process.exitCode = 2;
}
