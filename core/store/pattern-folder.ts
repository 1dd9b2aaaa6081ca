// Reads the folder of grok patterns: every file of it, in the order of names; folders and hidden files are skipped.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeText } from '../point/text.js';

export interface PatternFolder {
  readonly texts: readonly string[];
  readonly problems: readonly string[];
}

const MAX_FILE_BYTES = 2 ** 20;

export async function readPatternFolder(folder: string): Promise<PatternFolder> {
  const texts: string[] = [];
  const problems: string[] = [];
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries
      .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name);
    for (const name of names.sort()) {
      const bytes = await readFile(join(folder, name));
      if (bytes.length > MAX_FILE_BYTES) problems.push(`${name}: larger than ${MAX_FILE_BYTES} bytes`);
      else texts.push(decodeText(bytes));
    }
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  return { texts, problems };
}
