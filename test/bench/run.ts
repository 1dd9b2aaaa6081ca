// npm run bench [-- NAME ...]: runs the bench files whose name contains one of the given words, each in its own process.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const words = process.argv.slice(2);

for (const file of readdirSync(folder).sort()) {
  if (!file.endsWith('.bench.js')) continue;
  if (words.length > 0 && !words.some((word) => file.includes(word))) continue;
  const { status } = spawnSync(process.execPath, [join(folder, file)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
