// The set of remote scripts as the central site gives it: scripts, defaults per category, relation of sources to
// scripts. This file turns an answer of `GET /v1/datakit/pull` into the next set. Pure. One bad entry is reported and
// left out (or keeps its former version); it does not spoil the rest, as it does in the reference.
// Source: datakit internal/pipeline/remote/remote.go

import { createHash } from 'node:crypto';
import { DecodeError } from '../errors.js';
import { isCategory, type Category } from '../point/category.js';
import { decodeText } from '../point/text.js';

export interface RemoteScript {
  readonly category: Category;
  /** With its ending: `nginx.p`. */
  readonly name: string;
  readonly source: string;
}

export interface RemoteSet {
  /** Hash of what the set holds, whatever the order: equal for equal sets, at every process. */
  readonly version: string;
  /** The site's own marks, to be sent with the next question. */
  readonly updateTime: number;
  readonly relationUpdateTime: number;
  readonly scripts: readonly RemoteScript[];
  readonly defaults: ReadonlyMap<Category, string>;
  /** category -> source -> script name */
  readonly relation: ReadonlyMap<Category, ReadonlyMap<string, string>>;
}

export interface NextSet {
  readonly set: RemoteSet;
  /** What was left out and why, for the log. */
  readonly problems: readonly string[];
}

const NO_CHANGE = -1;
const REMOVE_ALL = 1;
const MAX_SCRIPTS = 10_000;
const MAX_RELATIONS = 100_000;

export const EMPTY_SET: RemoteSet = finish({
  updateTime: 0,
  relationUpdateTime: 0,
  scripts: [],
  defaults: new Map(),
  relation: new Map(),
});

/**
 * The set after an answer.
 * @param answer  parsed JSON of the answer's body
 * @param now     the set in force; its scripts stay when the answer says that nothing changed
 * @throws DecodeError when the answer has no `remote_pipelines` object: nothing of it is used
 */
export function nextSet(answer: unknown, now: RemoteSet): NextSet {
  const remote = isRecord(answer) ? answer['remote_pipelines'] : undefined;
  if (!isRecord(remote)) {
    throw new DecodeError('pull', 'the answer has no remote_pipelines object', -1, {
      hint: 'is this address a DataWay?',
    });
  }
  const problems: string[] = [];
  const updateTime = integer(remote['update_time']);
  const relationUpdateTime = integer(remote['relation_update_time']);
  const scripts = readScripts(remote['pipelines'], updateTime, now, problems);
  const relation =
    relationUpdateTime === NO_CHANGE
      ? { relation: now.relation, relationUpdateTime: now.relationUpdateTime }
      : { relation: readRelation(remote['relation'], problems), relationUpdateTime };
  return { set: finish({ ...scripts, ...relation }), problems };
}

type ScriptPart = Pick<RemoteSet, 'updateTime' | 'scripts' | 'defaults'>;

function readScripts(list: unknown, updateTime: number, now: RemoteSet, problems: string[]): ScriptPart {
  if (updateTime <= 0 || updateTime === now.updateTime) {
    return { updateTime: now.updateTime, scripts: now.scripts, defaults: now.defaults };
  }
  if (updateTime === REMOVE_ALL) return { updateTime, scripts: [], defaults: new Map() };
  const scripts = new Map<string, RemoteScript>();
  const defaults = new Map<Category, string>();
  for (const entry of entries(list, 'pipelines', MAX_SCRIPTS, problems)) {
    const { name, category, base64text, asDefault } = entry;
    if (typeof name !== 'string' || name === '') {
      problems.push('a script without a name');
    } else if (typeof category !== 'string' || !isCategory(category)) {
      // compat: the reference files it under "unknown", where no record ever looks
      problems.push(`${name}: unknown category ${JSON.stringify(category)}`);
    } else {
      const script = readScript(category, name, base64text, now, problems);
      if (script === undefined) continue;
      scripts.set(keyOf(script), script);
      if (asDefault === true) defaults.set(category, name);
    }
  }
  return { updateTime, scripts: [...scripts.values()], defaults };
}

/** The script, or its version in `now` when its text did not arrive in one piece. */
function readScript(
  category: Category,
  name: string,
  base64text: unknown,
  now: RemoteSet,
  problems: string[],
): RemoteScript | undefined {
  const bytes = typeof base64text === 'string' ? decodeBase64(base64text) : undefined;
  if (bytes !== undefined) return { category, name, source: decodeText(bytes) };
  const former = now.scripts.find((script) => script.category === category && script.name === name);
  problems.push(`${category}/${name}: the text is not base64; ${former === undefined ? 'left out' : 'kept as it was'}`);
  return former;
}

function readRelation(list: unknown, problems: string[]): RemoteSet['relation'] {
  const relation = new Map<Category, Map<string, string>>();
  for (const { category, source, name } of entries(list, 'relation', MAX_RELATIONS, problems)) {
    if (typeof category !== 'string' || typeof source !== 'string' || typeof name !== 'string') {
      problems.push('a relation without category, source or name');
    } else if (!isCategory(category)) {
      problems.push(`relation of ${JSON.stringify(source)}: unknown category ${JSON.stringify(category)}`);
    } else {
      const sources = relation.get(category) ?? new Map<string, string>();
      relation.set(category, sources.set(source, name));
    }
  }
  return relation;
}

/** The objects of a list; null and a missing list are empty (Go writes an empty list as null). */
function entries(list: unknown, what: string, max: number, problems: string[]): Record<string, unknown>[] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) {
    problems.push(`${what} is not a list`);
    return [];
  }
  if (list.length > max) problems.push(`${what} has ${list.length} entries; only the first ${max} are used`);
  return list.slice(0, max).filter((entry, index): entry is Record<string, unknown> => {
    if (isRecord(entry)) return true;
    problems.push(`${what}[${index}] is not an object`);
    return false;
  });
}

/** Completes a set with its version. */
export function finish(parts: Omit<RemoteSet, 'version'>): RemoteSet {
  const hash = createHash('sha256');
  const rows = [
    ...parts.scripts.map((script) => ['script', script.category, script.name, script.source]),
    ...[...parts.defaults].map(([category, name]) => ['default', category, name]),
    ...[...parts.relation].flatMap(([category, sources]) =>
      [...sources].map(([source, name]) => ['relation', category, source, name]),
    ),
  ];
  // JSON.stringify escapes lone surrogates, so texts that differ in a bad byte differ here too
  for (const row of rows.map((cells) => JSON.stringify(cells)).sort()) hash.update(row).update('\n');
  return { ...parts, version: hash.digest('hex').slice(0, 16) };
}

function keyOf({ category, name }: RemoteScript): string {
  return `${category}/${name}`;
}

/** Standard base64 with padding; line breaks are skipped, anything else is refused (as Go does). */
function decodeBase64(text: string): Uint8Array | undefined {
  const compact = text.replace(/[\r\n]/g, '');
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined;
  return Buffer.from(compact, 'base64');
}

function integer(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) ? value : 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
