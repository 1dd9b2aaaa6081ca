// Every configuration shown in README, docs and examples is one that the programs take.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../core/config/load.js';

function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(folder, name));
}

function tomlBlocks(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^( *)```toml\n([\s\S]*?)^ *```/gm)].map(
    ([, indent = '', block = '']) => block.replace(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

const documents = ['README.md', ...filesBelow('docs', /\.md$/), ...filesBelow('examples', /\.md$/)];
const shown = documents.flatMap((file) =>
  tomlBlocks(file).map((block, i) => [`${file} block ${i + 1}`, block] as const),
);
const files = filesBelow('examples', /\.toml$/).map((file) => [file, readFileSync(file, 'utf8')] as const);

describe('configurations', () => {
  test.each([...shown, ...files])('%s loads', (name, text) => {
    expect(loadConfig(text, name, {}).isDatakitFile).toBe(false);
  });

  test('examples/datakit.conf loads as what it is, and says which keys are not used', () => {
    const { config, isDatakitFile, ignored } = loadConfig(
      readFileSync('examples/datakit.conf', 'utf8'),
      'datakit.conf',
      {},
    );
    expect(isDatakitFile).toBe(true);
    expect(config.offload.addresses).toHaveLength(2);
    expect(config.globalHostTags).toEqual({ env: 'demo' });
    expect(ignored).toContain('protect_mode');
  });
});
