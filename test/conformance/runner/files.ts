// Finds the files of rows, and the list of rows that are known to differ.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isObject, parseJson, textOf } from './json.js';
import { type Row, toRow } from './row.js';

const KNOWN_FILE = 'known.jsonl';

/** Every `.jsonl` file among the paths and directly in the folders among them. */
export function rowFiles(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (!existsSync(path)) throw new Error(`no such file or folder: ${path}`);
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => name.endsWith('.jsonl') && name !== KNOWN_FILE);
    return names.sort().map((name) => join(path, name));
  });
}

/** A row, or why a line is none. */
export type RowOrFault = Row | { readonly id: string; readonly fault: string };

export function readRows(file: string): RowOrFault[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, i): RowOrFault[] => {
    if (line.trim() === '') return [];
    try {
      return [toRow(parseJson(line))];
    } catch (error) {
      return [{ id: `${basename(file)}:${i + 1}`, fault: error instanceof Error ? error.message : String(error) }];
    }
  });
}

/** Reason by id of the rows that differ on purpose. */
export function readKnown(folder: string): Map<string, string> {
  const known = new Map<string, string>();
  const file = join(folder, KNOWN_FILE);
  if (!existsSync(file)) return known;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line.trim() === '') continue;
    const entry = parseJson(line);
    if (isObject(entry) && typeof entry.id === 'string') known.set(entry.id, textOf(entry.reason));
  }
  return known;
}
