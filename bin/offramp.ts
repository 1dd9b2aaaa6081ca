#!/usr/bin/env node
// The `offramp` command: a thin list of tools. Each tool registers its words here and loads its code when it is run.

import { Command } from 'commander';
import { ConfigError, OfframpError } from '../core/errors.js';
import { register as registerDataway } from './dataway/command.js';

const program = new Command('offramp').description('Pipeline Offload for every log shipper');
registerDataway(program);

try {
  await program.parseAsync();
} catch (error) {
  const known = error instanceof OfframpError;
  process.stderr.write(`offramp: ${error instanceof Error ? error.message : String(error)}\n`);
  if (known && error.hint !== undefined) process.stderr.write(`  ${error.hint}\n`);
  process.exitCode = error instanceof ConfigError ? 2 : 1;
}
