// Reads one TOML file (Offramp's own, or an existing datakit.conf) and the environment into checked settings.
// In our own file an unknown key is an error; in a datakit.conf, which has many tables that do not concern offload,
// unknown keys are only collected.

import { parse, TomlError } from 'smol-toml';
import { ConfigError } from '../errors.js';
import type { Key, KeyTable, Section, ValuesOf } from './key.js';
import { nearestName } from '../flow/nearest.js';
import * as datakit from './sections/datakit.js';
import * as own from './sections/offramp.js';
import * as pluginSections from './sections/plugin.js';

type Table = Readonly<Record<string, unknown>>;
type Environment = Readonly<Record<string, string | undefined>>;

export interface Config {
  readonly offramp: ValuesOf<typeof own.offramp.keys>;
  readonly receiver: ValuesOf<typeof own.receiver.keys>;
  readonly plugin: ValuesOf<typeof pluginSections.plugin.keys>;
  readonly forward: ValuesOf<typeof pluginSections.pluginForward.keys>;
  readonly batching: ValuesOf<typeof pluginSections.pluginOffload.keys>;
  readonly spool: ValuesOf<typeof pluginSections.pluginSpool.keys>;
  readonly routes: readonly ValuesOf<typeof pluginSections.route.keys>[];
  readonly pipeline: ValuesOf<typeof datakit.pipeline.keys>;
  readonly offload: ValuesOf<typeof datakit.offload.keys>;
  readonly httpApi: ValuesOf<typeof datakit.httpApi.keys>;
  readonly dataway: ValuesOf<typeof datakit.dataway.keys>;
  readonly io: ValuesOf<typeof datakit.io.keys>;
  readonly globalHostTags: Readonly<Record<string, string>>;
}

export interface LoadedConfig {
  readonly config: Config;
  /** A file without [offramp] that has DataKit's tables. */
  readonly isDatakitFile: boolean;
  /** Keys of a datakit.conf that do not concern offload. */
  readonly ignored: readonly string[];
  /** Where each value that is no default came from: dotted key -> `file` or `env NAME`. */
  readonly origins: ReadonlyMap<string, string>;
  /** Every table that was read, in order, with its values. */
  readonly tables: readonly ReadTable[];
}

export interface ReadTable {
  readonly section: Section;
  /** Dotted name; a route's has its number behind it. */
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export const SECTIONS: readonly Section[] = [
  own.offramp,
  own.receiver,
  pluginSections.plugin,
  pluginSections.pluginForward,
  pluginSections.pluginOffload,
  pluginSections.pluginSpool,
  pluginSections.route,
  datakit.pipeline,
  datakit.offload,
  datakit.httpApi,
  datakit.dataway,
  datakit.io,
  datakit.ploffload,
];

const GLOBAL_TAGS = 'global_host_tags';
const ROUTE = pluginSections.route.name;

/**
 * @param file name for messages
 * @throws ConfigError naming the file, the key and what is expected; the first one, when there are several
 */
export function loadConfig(source: string, file: string, environment: Environment): LoadedConfig {
  const { loaded, errors } = tryConfig(source, file, environment);
  if (errors[0] !== undefined) throw errors[0];
  return loaded;
}

/**
 * Reads everything that can be read: a wrong value stands at its default.
 * @returns errors in the order of the sections
 * @throws ConfigError when the text is no TOML at all
 */
export function tryConfig(
  source: string,
  file: string,
  environment: Environment,
): { readonly loaded: LoadedConfig; readonly errors: readonly ConfigError[] } {
  const root = parseToml(source, file);
  const isDatakitFile = !('offramp' in root) && ('inputs' in root || isTable(tableAt(root, 'pipeline')?.['offload']));
  const unknown = findUnknown(root);

  const reader = new Reader(file, environment);
  const config: Config = {
    offramp: reader.section(own.offramp, root),
    receiver: reader.section(own.receiver, root),
    plugin: reader.section(pluginSections.plugin, root),
    forward: reader.section(pluginSections.pluginForward, root),
    batching: reader.section(pluginSections.pluginOffload, root),
    spool: reader.section(pluginSections.pluginSpool, root),
    routes: reader.routes(root),
    pipeline: reader.section(datakit.pipeline, root),
    offload: reader.section(datakit.offload, root),
    httpApi: reader.section(datakit.httpApi, root),
    dataway: reader.section(datakit.dataway, root),
    io: reader.section(datakit.io, root),
    globalHostTags: reader.globalTags(root),
  };
  const strangers = isDatakitFile ? [] : unknown.map((each) => unknownKey(file, each));
  const ignored = isDatakitFile ? unknown.map((each) => each.path) : [];
  return {
    loaded: { config, isDatakitFile, ignored, origins: reader.origins, tables: reader.tables },
    errors: [...strangers, ...reader.errors],
  };
}

function parseToml(source: string, file: string): Table {
  try {
    return parse(source);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n')[0] ?? 'not TOML';
    throw new ConfigError(`${file}:${error.line}:${error.column}`, reason, { cause: error });
  }
}

class Reader {
  readonly origins = new Map<string, string>();
  readonly errors: ConfigError[] = [];
  readonly tables: ReadTable[] = [];
  private readonly file: string;
  private readonly environment: Environment;

  constructor(file: string, environment: Environment) {
    this.file = file;
    this.environment = environment;
  }

  section<T extends KeyTable>(section: Section<T>, root: Table): ValuesOf<T> {
    return this.table(section, section.name, tableAt(root, section.name) ?? {}, true);
  }

  routes(root: Table): ValuesOf<typeof pluginSections.route.keys>[] {
    const raw = tableAt(root, 'plugin')?.['route'] ?? [];
    if (!Array.isArray(raw))
      throw new ConfigError(`${this.file}: ${ROUTE}`, 'expected tables written as [[plugin.route]]');
    return raw.map((table: unknown, i) => {
      if (!isTable(table)) throw new ConfigError(`${this.file}: ${ROUTE}[${i}]`, 'expected a table');
      return this.table(pluginSections.route, `${ROUTE}[${i}]`, table, false);
    });
  }

  globalTags(root: Table): Record<string, string> {
    const tags: Record<string, string> = {};
    for (const [name, value] of Object.entries(tableAt(root, GLOBAL_TAGS) ?? {})) {
      if (typeof value !== 'string') throw new ConfigError(`${this.file}: ${GLOBAL_TAGS}.${name}`, 'expected a text');
      tags[name] = value;
    }
    for (const variable of ['ENV_GLOBAL_TAGS', 'ENV_GLOBAL_HOST_TAGS']) {
      for (const part of (this.environment[variable] ?? '').split(',')) {
        const at = part.indexOf('=');
        if (at > 0) tags[part.slice(0, at).trim()] = part.slice(at + 1).trim();
      }
    }
    return tags;
  }

  private table<T extends KeyTable>(
    section: Section<T>,
    path: string,
    table: Table,
    withEnvironment: boolean,
  ): ValuesOf<T> {
    const values: Record<string, unknown> = {};
    for (const [name, declared] of Object.entries<Key>(section.keys)) {
      values[name] = this.value(declared, `${path}.${name}`, table[name], withEnvironment);
    }
    this.tables.push({ section, path, values });
    return values as ValuesOf<T>; // built key by key from the declarations the type is derived from
  }

  private value(declared: Key, path: string, raw: unknown, withEnvironment: boolean): unknown {
    let given = raw;
    let origin = this.file;
    for (const binding of withEnvironment ? declared.env : []) {
      const text = this.environment[binding.name];
      if (text === undefined || text === '') continue;
      origin = `env ${binding.name}`;
      try {
        given = binding.parse(text);
      } catch {
        // what JSON.parse says quotes the text
        this.errors.push(new ConfigError(`${origin}: ${path}`, 'expected JSON'));
      }
    }
    if (given === undefined) return declared.default;
    const result = declared.schema.safeParse(given);
    if (!result.success) {
      const issue = result.error.issues[0]!;
      const inside = issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
      this.errors.push(new ConfigError(`${origin}: ${path}${inside}`, issue.message));
      return declared.default;
    }
    this.origins.set(path, origin);
    return result.data;
  }
}

// ---- unknown keys ----------------------------------------------------------------------------------------------------

interface Unknown {
  readonly path: string;
  readonly name: string;
  readonly siblings: readonly string[];
}

/** Names that may stand in a table: its keys, and the tables below it. */
function namesIn(path: string): string[] {
  const prefix = path === '' ? '' : `${path}.`;
  const names = new Set<string>();
  for (const section of SECTIONS) {
    if (section.name === path) for (const name of Object.keys(section.keys)) names.add(name);
    else if (section.name.startsWith(prefix)) names.add(section.name.slice(prefix.length).split('.')[0]!);
  }
  if (path === '') names.add(GLOBAL_TAGS);
  return [...names];
}

function findUnknown(table: Table, path = ''): Unknown[] {
  if (path === GLOBAL_TAGS) return [];
  const siblings = namesIn(path);
  return Object.entries(table).flatMap(([name, value]) => {
    const here = path === '' ? name : `${path}.${name}`;
    if (!siblings.includes(name)) return [{ path: here, name, siblings }];
    if (namesIn(here).length === 0 && here !== GLOBAL_TAGS) return [];
    const tables: unknown[] = Array.isArray(value) ? value : [value];
    return tables.filter(isTable).flatMap((inner) => findUnknown(inner, here));
  });
}

function unknownKey(file: string, { path, name, siblings }: Unknown): ConfigError {
  const near = nearestName(name, siblings);
  const hint = near === undefined ? `known here: ${siblings.join(', ')}` : `did you mean "${near}"?`;
  return new ConfigError(`${file}: ${path}`, `unknown key; ${hint}`, { hint });
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function tableAt(root: Table, path: string): Table | undefined {
  let here: unknown = root;
  for (const step of path.split('.')) {
    if (!isTable(here)) return undefined;
    const next: unknown = here[step];
    here = Array.isArray(next) ? next[0] : next;
  }
  return isTable(here) ? here : undefined;
}
