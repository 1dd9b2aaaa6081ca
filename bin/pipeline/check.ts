// Compiles scripts and prints what is wrong with each.

import { join } from 'node:path';
import type { Write } from './command.js';
import { loadPath, problems } from './sources.js';

/** @returns the exit code: 1 when a script has problems */
export async function check(paths: readonly string[], write: Write): Promise<number> {
  let bad = 0;
  let good = 0;
  for (const path of paths) {
    const loaded = await loadPath(path);
    for (const name of loaded.names) {
      const found = problems(loaded, name);
      if (found === undefined) {
        good++;
        continue;
      }
      bad++;
      write(`${loaded.names.length > 1 ? join(path, name) : path}:`);
      write(`${found}\n`);
    }
  }
  write(`${good} good, ${bad} bad`);
  return bad > 0 ? 1 : 0;
}
