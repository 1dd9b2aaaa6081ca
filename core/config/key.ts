// How one configuration key is declared: what it takes, its default, its words, the environment variable that sets it.
// Validation, `config print`, documentation and nearest-name hints are all made from these declarations.

import { z } from 'zod';

/** How the text of an environment variable becomes the key's value; undefined leaves the key alone. */
export interface EnvBinding {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

export interface Key<T = unknown> {
  readonly schema: z.ZodType<T>;
  readonly default: T;
  readonly doc: string;
  readonly env: readonly EnvBinding[];
  /** Never shown: not by `config print`, not in a message. */
  readonly secret?: true;
}

export type KeyTable = Readonly<Record<string, Key>>;
export type ValuesOf<T extends KeyTable> = { readonly [K in keyof T]: T[K] extends Key<infer V> ? V : never };

/** A TOML table: its dotted name and its keys. */
export interface Section<T extends KeyTable = KeyTable> {
  readonly name: string;
  readonly doc: string;
  readonly keys: T;
}

export function key<T>(schema: z.ZodType<T>, fallback: T, doc: string, ...env: readonly EnvBinding[]): Key<T> {
  return { schema, default: fallback, doc, env };
}

/** A key whose value is a password or a token. */
export function secret<T>(declared: Key<T>): Key<T> {
  return { ...declared, secret: true };
}

export function section<const T extends KeyTable>(name: string, doc: string, keys: T): Section<T> {
  return { name, doc, keys };
}

// ---- what environment variables hold -------------------------------------------------------------------------------

export const env = {
  text: (name: string): EnvBinding => ({ name, parse: (text) => text }),
  number: (name: string): EnvBinding => ({ name, parse: (text) => (text.trim() === '' ? text : Number(text)) }),
  /** `true`, `1`, `t`, `yes`, `on` and their opposites. */
  boolean: (name: string): EnvBinding => ({ name, parse: parseBoolean }),
  /** Any non-empty value switches on, even `false`: what the reference does for these variables. */
  present: (name: string): EnvBinding => ({ name, parse: (text) => text !== '' }),
  /** Any non-empty value switches off. */
  absent: (name: string): EnvBinding => ({ name, parse: (text) => text === '' }),
  list: (name: string): EnvBinding => ({ name, parse: (text) => splitList(text) }),
  json: (name: string): EnvBinding => ({ name, parse: (text) => JSON.parse(text) as unknown }),
  /** `k=v,k=v` */
  pairs: (name: string): EnvBinding => ({ name, parse: parsePairs }),
} as const;

function parseBoolean(text: string): unknown {
  if (/^(true|1|t|yes|y|on)$/i.test(text)) return true;
  return /^(false|0|f|no|n|off)$/i.test(text) ? false : text;
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function parsePairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const part of splitList(text)) {
    const at = part.indexOf('=');
    if (at > 0) pairs[part.slice(0, at).trim()] = part.slice(at + 1).trim();
  }
  return pairs;
}

// ---- value types that several sections use --------------------------------------------------------------------------

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `500ms`, `1m30s`, `12h`; a bare number is seconds. The value is milliseconds. */
export const duration: z.ZodType<number> = z.union([z.string(), z.number()]).transform((raw, check): number => {
  const ms = typeof raw === 'number' ? raw * 1000 : parseDuration(raw);
  if (ms !== undefined && ms >= 0) return ms;
  check.addIssue({
    code: 'custom',
    message: `expected a duration such as "500ms", "30s" or "1m30s", got ${JSON.stringify(raw)}`,
  });
  return z.NEVER;
});

/** Milliseconds of a duration text, undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(text)) return text === '0' ? 0 : undefined;
  let total = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    total += Number(amount) * (UNIT_MS[unit] ?? 0);
  }
  return total;
}

const UNIT_BYTES: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  kb: 1024,
  kib: 1024,
  m: 2 ** 20,
  mb: 2 ** 20,
  mib: 2 ** 20,
  g: 2 ** 30,
  gb: 2 ** 30,
  gib: 2 ** 30,
};

/** A number of bytes, or a text such as `64KiB`, `1MiB`, `2GiB`. */
export const size: z.ZodType<number> = z.union([z.string(), z.number()]).transform((raw, check): number => {
  const parts = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(String(raw));
  const unit = parts === null ? undefined : UNIT_BYTES[(parts[2] ?? '').toLowerCase()];
  if (parts !== null && unit !== undefined) return Math.floor(Number(parts[1]) * unit);
  check.addIssue({
    code: 'custom',
    message: `expected a size such as 1048576, "512KiB" or "1MiB", got ${JSON.stringify(raw)}`,
  });
  return z.NEVER;
});

export const text = z.string();
export const flag = z.boolean();
export const count = z.int().min(0);
export const texts = z.array(z.string());
export const textMap = z.record(z.string(), z.string());

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** An http(s) URL; says what is missing when the scheme is. Messages hold neither query nor password. */
export const httpUrl = z.string().superRefine((value, check) => {
  const shown = withoutSecrets(value);
  if (!SCHEME.test(value)) {
    check.addIssue({ code: 'custom', message: `"${shown}" has no scheme; write http://${shown}` });
  } else if (!URL.canParse(value) || !/^https?:/i.test(value)) {
    check.addIssue({ code: 'custom', message: `"${shown}" is no http or https URL` });
  }
});

/** The text of a URL with what may be secret blotted out: the values of its query, its fragment, its password. */
export function withoutSecrets(url: string): string {
  const [, bare = '', query] = /^([^?#]*)(?:\?([^#]*))?/s.exec(url) ?? [];
  const place = bare.replace(/^((?:[a-z][a-z0-9+.-]*:)?\/\/)?.*@/is, '$1***@');
  if (query === undefined || query === '') return place;
  const shown = query.split('&').map((part) => (part.includes('=') ? part.replace(/=.*$/s, '=***') : '***'));
  return `${place}?${shown.join('&')}`;
}
