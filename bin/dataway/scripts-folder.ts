// The central site's scripts as a folder: `<category>/*.p`, top-level `*.p` (logging), `relation.json`, `default.json`,
// `filters.json`, `refer_table.json`. The folder is read again at every pull, so saving a file is publishing it.
// Times come from the files; a change that leaves the newest time as it was (a deletion, `cp -p`) still moves it on.

import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CATEGORIES } from '../../core/point/category.js';
import { DecodeError, errorCode } from '../../core/errors.js';

export interface PullScript {
  readonly name: string;
  readonly base64text: string;
  readonly category: string;
  readonly asDefault: boolean;
}

export interface PullRelation {
  readonly category: string;
  readonly source: string;
  readonly name: string;
}

export interface PullAnswer {
  readonly remote_pipelines: {
    readonly update_time: number;
    readonly pipelines: readonly PullScript[];
    readonly relation_update_time: number;
    readonly relation: readonly PullRelation[];
  };
  readonly filters?: unknown;
  readonly pull_interval?: number;
}

interface SourceFile {
  readonly category: string;
  readonly name: string;
  readonly bytes: Buffer;
}

const MAX_SCRIPTS = 10_000;
const MAX_FILE_BYTES = 8 * 1024 * 1024;
const NO_CHANGE = -1;
const REMOVE_ALL = 1;

/** Gives each content its time: the newest mtime, or one more than the last time when that did not move on. */
class Clock {
  private fingerprint = '';
  private time = 0;

  at(fingerprint: string, newestMs: number): number {
    if (fingerprint !== this.fingerprint) {
      this.time = Math.max(Math.floor(newestMs), this.time + 1, REMOVE_ALL + 1);
      this.fingerprint = fingerprint;
    }
    return this.time;
  }
}

export class ScriptsFolder {
  private readonly dir: string;
  private readonly scriptsClock = new Clock();
  private readonly relationClock = new Clock();

  constructor(dir: string) {
    this.dir = dir;
  }

  /** The whole answer to `GET /v1/datakit/pull`. @throws DecodeError naming a JSON file that cannot be read */
  async pull(wantFilters: boolean): Promise<PullAnswer> {
    const { files, newestMs } = await this.readScripts();
    const defaults = asTextMap(await this.readJson('default.json'));
    const relationFile = await this.readJson('relation.json');
    const pipelines = files.map(({ category, name, bytes }) => ({
      name,
      base64text: bytes.toString('base64'),
      category,
      asDefault: defaults.get(category) === name,
    }));
    const relation = relationRows(relationFile?.value);
    const print = createHash('sha256').update(JSON.stringify(pipelines)).digest('hex');
    const times = Math.max(newestMs, (await this.newest('default.json')) ?? 0);
    const answer = {
      remote_pipelines: {
        update_time: pipelines.length === 0 ? REMOVE_ALL : this.scriptsClock.at(print, times),
        pipelines,
        relation_update_time: this.relationClock.at(JSON.stringify(relation), relationFile?.mtimeMs ?? 0),
        relation,
      },
    };
    if (!wantFilters) return answer;
    return { ...answer, filters: (await this.readJson('filters.json'))?.value ?? {}, pull_interval: 10_000_000_000 };
  }

  /** The reference tables file as it is, or undefined. */
  async referTables(): Promise<Buffer | undefined> {
    return this.readOptional('refer_table.json');
  }

  private async readScripts(): Promise<{ files: SourceFile[]; newestMs: number }> {
    const files: SourceFile[] = [];
    let newestMs = 0;
    for (const category of ['', ...CATEGORIES]) {
      const dir = join(this.dir, category);
      const names = await listScripts(dir);
      for (const name of names) {
        if (files.length >= MAX_SCRIPTS) return { files, newestMs };
        const bytes = await this.readOptional(join(category, name));
        if (bytes === undefined) continue; // removed while we were reading
        newestMs = Math.max(newestMs, (await this.newest(join(category, name))) ?? 0);
        files.push({ category: category === '' ? 'logging' : category, name, bytes });
      }
    }
    return { files: withoutShadowed(files), newestMs };
  }

  private async newest(name: string): Promise<number | undefined> {
    return stat(join(this.dir, name)).then(
      (info) => info.mtimeMs,
      () => undefined,
    );
  }

  private async readOptional(name: string): Promise<Buffer | undefined> {
    try {
      const bytes = await readFile(join(this.dir, name));
      return bytes.length <= MAX_FILE_BYTES ? bytes : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  private async readJson(name: string): Promise<{ value: unknown; mtimeMs: number } | undefined> {
    const bytes = await this.readOptional(name);
    if (bytes === undefined) return undefined;
    try {
      return { value: JSON.parse(bytes.toString('utf8')), mtimeMs: (await this.newest(name)) ?? 0 };
    } catch (error) {
      throw new DecodeError('json', `${name} in the scripts folder is not JSON: ${String(error)}`);
    }
  }
}

/** What is answered when no folder was given: nothing has changed, ever. */
export const NOTHING_TO_PULL: PullAnswer = {
  remote_pipelines: { update_time: NO_CHANGE, pipelines: [], relation_update_time: NO_CHANGE, relation: [] },
};

async function listScripts(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    return entries
      .filter((entry) => entry.name.endsWith('.p') && !entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** `logging/x.p` wins over a top-level `x.p`, which means the same script. */
function withoutShadowed(files: readonly SourceFile[]): SourceFile[] {
  const last = new Map<string, SourceFile>();
  for (const file of files) last.set(`${file.category}/${file.name}`, file);
  return [...last.values()];
}

function relationRows(value: unknown): PullRelation[] {
  const rows: PullRelation[] = [];
  const relation = isRecord(value) ? value['relation'] : undefined;
  if (!isRecord(relation)) return rows;
  for (const [category, map] of Object.entries(relation)) {
    if (!isRecord(map)) continue;
    for (const [source, name] of Object.entries(map)) {
      if (typeof name === 'string') rows.push({ category, source, name });
    }
  }
  return rows;
}

function asTextMap(file: { value: unknown } | undefined): Map<string, unknown> {
  return new Map(isRecord(file?.value) ? Object.entries(file.value) : []);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
