// Every command shown in README, docs and examples runs and succeeds. The two that install (`npm ci && ...`) are run by
// CI itself: the demo by test/bin/demo, the tests by being here.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const OFFRAMP = new URL('../../bin/offramp.js', import.meta.url).pathname;
const RUN_BY_CI: ReadonlySet<string> = new Set(['npm ci && npm run demo', 'npm ci && npm test']);
const LIMIT_MS = 60_000;

function markdownBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}

function commandsIn(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```/gm)]
    .flatMap(([, block = '']) => block.replaceAll('\\\n', ' ').split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

const shown = ['README.md', 'CONTRIBUTING.md', ...markdownBelow('docs'), ...markdownBelow('examples')].flatMap((file) =>
  commandsIn(file).map((command) => [file, command] as const),
);
const runnable = shown.filter(([, command]) => !RUN_BY_CI.has(command));

describe('commands shown', () => {
  test.each(runnable)(
    '%s: %s',
    (_file, command) => {
      const line = command.replace(/^(?:npx )?offramp /, `"${process.execPath}" "${OFFRAMP}" `);
      expect(line).not.toBe(command); // only our own commands are shown
      const output = execFileSync('bash', ['-c', line], { encoding: 'utf8', timeout: LIMIT_MS });
      expect(output).not.toBe('');
    },
    LIMIT_MS,
  );

  test('the README shows the two commands of a newcomer', () => {
    expect(commandsIn('README.md')).toEqual(expect.arrayContaining([...RUN_BY_CI]));
  });
});
