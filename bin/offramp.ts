#!/usr/bin/env node
// The `offramp` command: a thin list of programs and tools. Each registers its words here and loads its code when it
// is run.

import { Command } from 'commander';
import { ConfigError, OfframpError } from '../core/errors.js';
import { VERSION } from '../core/version.js';
import { register as registerPlugin } from '../plugin/cli.js';
import { register as registerReceiver } from '../receiver/cli.js';
import { register as registerConfig } from './config/command.js';
import { register as registerDataway } from './dataway/command.js';
import { register as registerDemo } from './demo/command.js';
import { register as registerPipeline } from './pipeline/command.js';
import { register as registerReplay } from './replay/command.js';

const program = new Command('offramp').description('Pipeline Offload for every log shipper').version(VERSION);
registerPlugin(program);
registerReceiver(program);
registerReplay(program);
registerConfig(program);
registerDataway(program);
registerDemo(program);
registerPipeline(program);

try {
  await program.parseAsync();
} catch (error) {
  const known = error instanceof OfframpError;
  process.stderr.write(`offramp: ${error instanceof Error ? error.message : String(error)}\n`);
  if (known && error.hint !== undefined) process.stderr.write(`  ${error.hint}\n`);
  process.exitCode = error instanceof ConfigError ? 2 : 1;
}
