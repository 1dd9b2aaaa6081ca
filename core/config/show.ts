// The effective configuration as text: a TOML document that could be loaded again, each line with where its value came
// from. Secrets are blotted out.

import type { LoadedConfig } from './load.js';
import { duration, size, withoutSecrets, type Key } from './key.js';

const COMMENT_COLUMN = 60;
const HIDDEN = '***';

export function showConfig({ config, origins, tables }: LoadedConfig): string {
  const blocks = tables.map(({ section, path, values }) => {
    const head = path === section.name ? `[${path}]` : `[[${section.name}]]`;
    const lines = Object.entries<Key>(section.keys).map(([name, declared]) =>
      line(name, shownValue(declared, values[name]), origins.get(`${path}.${name}`) ?? 'default'),
    );
    return [head, ...lines].join('\n');
  });
  const tags = Object.entries(config.globalHostTags).map(([name, value]) => `${keyText(name)} = ${toToml(value)}`);
  return `${[...blocks, ['[global_host_tags]', ...tags].join('\n')].join('\n\n')}\n`;
}

function line(name: string, value: string, origin: string): string {
  const text = `${name} = ${value}`;
  return `${text.padEnd(COMMENT_COLUMN)} # ${origin}`;
}

function shownValue(declared: Key, value: unknown): string {
  if (declared.secret === true)
    return toToml(Array.isArray(value) ? value.map(() => HIDDEN) : value === '' ? '' : HIDDEN);
  if (declared.schema === duration) return toToml(durationText(Number(value)));
  if (declared.schema === size) return toToml(sizeText(Number(value)));
  return toToml(value);
}

function toToml(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(/:\/\//.test(value) ? withoutSecrets(value) : value);
  if (Array.isArray(value)) return `[${value.map(toToml).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([name, inner]) => `${keyText(name)} = ${toToml(inner)}`);
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '""';
}

function keyText(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name);
}

const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** `90000` -> `1m30s` */
export function durationText(ms: number): string {
  if (ms === 0) return '0s';
  let rest = ms;
  let text = '';
  for (const [unit, unitMs] of UNITS) {
    const amount = Math.floor(rest / unitMs);
    if (amount > 0) text += `${amount}${unit}`;
    rest -= amount * unitMs;
  }
  return text;
}

/** `65536` -> `64KiB`; a size that is no whole number of units stays a number. */
export function sizeText(bytes: number): string | number {
  for (const [unit, unitBytes] of [
    ['GiB', 2 ** 30],
    ['MiB', 2 ** 20],
    ['KiB', 2 ** 10],
  ] as const) {
    if (bytes >= unitBytes && bytes % unitBytes === 0) return `${bytes / unitBytes}${unit}`;
  }
  return bytes;
}
