// Compares two trees of plain JSON and says in short lines where they differ.

import { isList, isObject, type Json, type JsonObject } from './json.js';

export interface CompareRules {
  /** Paths, as `results.1.point.order`, that are not looked at. */
  readonly volatile: readonly string[];
  /** Paths of lists whose order means nothing. */
  readonly unordered: readonly string[];
}

/** One line per difference, at most `limit`. */
export function differences(expected: Json, actual: Json, rules: CompareRules, limit = 6): string[] {
  const found: string[] = [];
  walk(expected, actual, '', rules, found);
  return found.length > limit ? [...found.slice(0, limit), `... and ${found.length - limit} more`] : found;
}

function walk(
  expected: Json | undefined,
  actual: Json | undefined,
  path: string,
  rules: CompareRules,
  found: string[],
) {
  if (rules.volatile.includes(path)) return;
  if (isObject(expected) && isObject(actual)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    for (const key of keys) walk(expected[key], actual[key], path === '' ? key : `${path}.${key}`, rules, found);
  } else if (isList(expected) && isList(actual)) {
    const [a, b] = rules.unordered.includes(path) ? [sorted(expected), sorted(actual)] : [expected, actual];
    if (a.every((item) => typeof item === 'string') && b.every((item) => typeof item === 'string')) {
      if (a.join('\n') !== b.join('\n')) found.push(line(path, a, b));
      return;
    }
    for (let i = 0; i < Math.max(a.length, b.length); i++) walk(a[i], b[i], `${path}.${i}`, rules, found);
  } else if (expected !== actual && !(rules.volatile.includes(`${path}.v`) && isSameType(expected, actual))) {
    found.push(line(path, expected, actual));
  }
}

/** Values are compared as texts that begin with their type, as `int 5`. */
function isSameType(expected: Json | undefined, actual: Json | undefined): boolean {
  return typeof expected === 'string' && typeof actual === 'string' && expected.split(' ')[0] === actual.split(' ')[0];
}

function sorted(list: readonly Json[]): Json[] {
  const text = (item: Json) => JSON.stringify(isObject(item) ? sortKeys(item) : item);
  return [...list].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}

function sortKeys(v: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function line(path: string, expected: Json | undefined, actual: Json | undefined): string {
  return `${path}: expected ${short(expected)}, got ${short(actual)}`;
}

function short(v: Json | undefined): string {
  const text = v === undefined ? 'nothing' : typeof v === 'string' ? v : JSON.stringify(v);
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}
