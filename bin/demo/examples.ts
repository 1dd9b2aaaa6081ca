// The example folders as data: sample records, scripts, and the point each record must become.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordsOf } from '../replay/lines.js';

export interface ExpectedPoint {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, unknown>>;
  /** ns as text; absent when the script leaves the record's own time. */
  readonly time?: string;
}

export interface Example {
  readonly folder: string;
  readonly title: string;
  readonly tag: string;
  readonly source: string;
  /** Script name -> text. */
  readonly scripts: Readonly<Record<string, string>>;
  /** One text per record, lines joined as a shipper would. */
  readonly records: readonly string[];
  /** By record; null: dropped by the script. */
  readonly expected: readonly (ExpectedPoint | null)[];
}

interface ExampleFile {
  readonly title: string;
  readonly tag: string;
  readonly source: string;
  readonly scripts: readonly string[];
  readonly multiline?: string;
}

/** dist/bin/demo -> the package's root */
export const EXAMPLES_DIR = fileURLToPath(new URL('../../../examples/', import.meta.url));

export function readExamples(dir: string = EXAMPLES_DIR): Example[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(dir, entry.name))
    .filter((folder) => readdirSync(folder).includes('example.json'))
    .sort()
    .map(readExample);
}

function readExample(folder: string): Example {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const file = JSON.parse(read('example.json')) as ExampleFile;
  const start = file.multiline === undefined ? undefined : new RegExp(file.multiline);
  return {
    folder,
    title: file.title,
    tag: file.tag,
    source: file.source,
    scripts: Object.fromEntries(file.scripts.map((name) => [name, read(name)])),
    records: recordsOf(read('sample.log'), start),
    expected: read('expected.jsonl')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as ExpectedPoint | null),
  };
}
