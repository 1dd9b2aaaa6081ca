// `offramp pipeline`: try a script on a few lines, check scripts, and see what a script does and costs.

import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Category, CATEGORIES, isCategory } from '../../core/point/category.js';
import { ConfigError } from '../../core/errors.js';
import type { RunFlags } from './run.js';

export function register(program: Command): void {
  const pipeline = program.command('pipeline').description('run, check and explain pipeline scripts');
  pipeline
    .command('run')
    .description('run a script on one text, the lines of a file or one point, and show what comes out')
    .argument('<script>', 'script file; use() finds the other .p files of its folder')
    .option('--text <line>', 'the message of one record')
    .option('--file <log>', 'a file whose lines are the messages')
    .option('--point <line>', 'one point in line protocol')
    .option('--source <name>', 'name of the points (default: that of the script)')
    .option('--category <name>', 'category of the points', category, 'logging')
    .option('--zone <name>', 'time zone for texts that carry none (default: that of this machine)')
    .addOption(new Option('--json', 'one line of JSON per record'))
    .action(async (script: string, flags: RunFlags) => {
      if ([flags.text, flags.file, flags.point].filter((given) => given !== undefined).length !== 1) {
        throw new ConfigError('offramp pipeline run', 'give one of --text, --file and --point');
      }
      const { run } = await import('./run.js');
      process.exitCode = await run(script, flags, write);
    });
  pipeline
    .command('check')
    .description('compile scripts and show what is wrong; exit code 1 when anything is')
    .argument('<path...>', 'script files, or folders whose .p files are compiled as a set each')
    .action(async (paths: string[]) => {
      const { check } = await import('./check.js');
      process.exitCode = await check(paths, write);
    });
  pipeline
    .command('explain')
    .description('show what a script reads, writes, calls and uses, and what of it is dear')
    .argument('<script>', 'script file')
    .option('--js', 'show the JavaScript it is compiled to')
    .action(async (script: string, flags: { readonly js?: true }) => {
      const { explain } = await import('./explain.js');
      process.exitCode = await explain(script, flags.js === true, write);
    });
}

export type Write = (line: string) => void;

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

function category(text: string): Category {
  if (isCategory(text)) return text;
  throw new InvalidArgumentError(`It is one of ${CATEGORIES.join(', ')}.`);
}
