// Script files as the set they belong to: a script and the other `.p` files of its folder.

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BUILTIN_TABLE } from '../../core/builtins/all.js';
import { ConfigError } from '../../core/errors.js';
import { boundRegexBacktracking } from '../../core/grok/backtracking.js';
import { renderDiagnostics } from '../../core/lang/source/render.js';
import { Source } from '../../core/lang/source/source.js';
import { decodeText } from '../../core/point/text.js';
import { compileSet, type ScriptSet } from '../../core/scripts/script-set.js';

export interface LoadedSet {
  readonly sources: ReadonlyMap<string, string>;
  readonly set: ScriptSet;
}

/** Compiles a script with its neighbours; `name` is what the script is called among them. */
export async function loadScript(file: string): Promise<LoadedSet & { readonly name: string }> {
  const name = basename(file);
  const sources = new Map<string, string>();
  for (const path of await scriptFiles(dirname(file))) sources.set(basename(path), await readText(path));
  sources.set(name, await readText(file));
  return { name, ...compileSources(sources) };
}

/** The scripts of a folder, or one file alone with its neighbours for `use`. */
export async function loadPath(path: string): Promise<LoadedSet & { readonly names: readonly string[] }> {
  if (!(await isFolder(path))) {
    const { name, ...loaded } = await loadScript(path);
    return { names: [name], ...loaded };
  }
  const sources = new Map<string, string>();
  for (const file of await scriptFiles(path)) sources.set(basename(file), await readText(file));
  return { names: [...sources.keys()], ...compileSources(sources) };
}

/** What is wrong with a script, for people. */
export function problems({ sources, set }: LoadedSet, name: string): string | undefined {
  const diagnostics = set.errors.get(name);
  if (diagnostics === undefined) return undefined;
  return renderDiagnostics(diagnostics, (file) => sourceOf(sources, file));
}

export function sourceOf(sources: ReadonlyMap<string, string>, name: string): Source | undefined {
  const text = sources.get(name);
  return text === undefined ? undefined : new Source(name, text);
}

function compileSources(sources: ReadonlyMap<string, string>): LoadedSet {
  boundRegexBacktracking(); // as in the worker threads, before the first pattern
  return { sources, set: compileSet(sources, BUILTIN_TABLE) };
}

async function scriptFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => name.endsWith('.p'))
    .sort()
    .map((name) => join(folder, name));
}

async function readText(file: string): Promise<string> {
  try {
    return decodeText(await readFile(file));
  } catch (error) {
    throw new ConfigError(file, 'cannot be read', { cause: error });
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new ConfigError(path, 'cannot be found', { cause: error });
  }
}
