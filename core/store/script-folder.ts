// Reads a folder of scripts: `*.p` at the top belong to logging, `<category>/*.p` to that category (which wins over a
// same-named top-level file). Not recursive, exact extension. What cannot be read is reported and left out.
// Source: functions-j-z.md 5.2

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../errors.js';
import { CATEGORIES, type Category } from '../point/category.js';
import { decodeText } from '../point/text.js';
import type { ByCategory, ScriptTexts } from '../scripts/catalog.js';

export interface ScriptFolder {
  readonly scripts: ByCategory<ScriptTexts>;
  /** One text per file or folder that could not be read. */
  readonly problems: readonly string[];
}

const MAX_SCRIPT_BYTES = 5 * 2 ** 20;

export async function readScriptFolder(folder: string): Promise<ScriptFolder> {
  const problems: string[] = [];
  const scripts: Partial<Record<Category, ScriptTexts>> = {};
  const top = await readScripts(folder, problems, true);
  for (const category of CATEGORIES) {
    const own = await readScripts(join(folder, category), problems, false);
    const all = category === 'logging' ? { ...top, ...own } : own;
    if (Object.keys(all).length > 0) scripts[category] = all;
  }
  return { scripts, problems };
}

async function readScripts(folder: string, problems: string[], mustExist: boolean): Promise<ScriptTexts> {
  const texts: Record<string, string> = {};
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (mustExist || !isAbsent(error)) problems.push(`${folder}: ${String(error)}`);
    return texts;
  }
  for (const name of names.filter((each) => each.endsWith('.p')).sort()) {
    const path = join(folder, name);
    try {
      const bytes = await readFile(path);
      if (bytes.length > MAX_SCRIPT_BYTES) problems.push(`${path}: larger than ${MAX_SCRIPT_BYTES} bytes`);
      else texts[name] = decodeText(bytes);
    } catch (error) {
      problems.push(`${path}: ${String(error)}`);
    }
  }
  return texts;
}

function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error));
}
