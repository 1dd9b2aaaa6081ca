// The modifiers of tidwall/gjson 1.17: `@name` or `@name:argument` turns one JSON text into another.

import { jsonString } from '../../lang/runtime/convert.js';
import { JsonDocument } from '../../lang/runtime/json-document.js';
import { MAX_TEXT, TooLargeError } from '../../lang/runtime/limits.js';
import { trimSpace } from '../trimming.js';
import { trim } from './path.js';
import { pretty, ugly } from './pretty.js';
import type { Found } from './scan.js';
import { bracketEnd, exists, forEach, isArray, isObject, parseText, stringEnd } from './scan.js';

type Find = (json: string, path: string) => Found;
type Modifier = (json: string, argument: string, find: Find) => string;

export const MODIFIERS: ReadonlyMap<string, Modifier> = new Map<string, Modifier>([
  ['pretty', pretty],
  ['ugly', ugly],
  ['reverse', reverse],
  ['this', (json) => json],
  ['flatten', (json, argument) => flatten(json, hasOption(argument, 'deep'), 0)],
  ['join', join],
  ['valid', (json) => (isValid(json) ? json : '')],
  ['keys', keys],
  ['values', values],
  ['tostr', (json) => jsonString(json)],
  ['fromstr', fromString],
  ['group', group],
  ['dig', dig],
]);

/** Runs the modifier a path begins with; undefined when there is none of that name. */
export function runModifier(json: string, path: string, find: Find): { rest: string; text: string } | undefined {
  const name = /^[^:|.]*/.exec(path.slice(1))![0];
  const modifier = MODIFIERS.get(name);
  if (modifier === undefined) return undefined;
  const after = path.slice(1 + name.length);
  const end = after.startsWith(':') && after.length > 1 ? argumentEnd(after) : 0;
  const text = modifier(json, after.slice(1, Math.max(1, end)), find);
  if (text.length > MAX_TEXT) throw new TooLargeError(`JSON text longer than ${MAX_TEXT} characters`);
  return { rest: after.startsWith(':') ? after.slice(Math.max(1, end)) : after, text };
}

/** Where the argument behind the colon at 0 ends: a JSON value, or anything up to a pipe. */
function argumentEnd(text: string): number {
  if (text[1] === '"') {
    const end = stringEnd(text, 2);
    return end < 0 ? text.length : end;
  }
  if (text[1] === '{' || text[1] === '[') return bracketEnd(text, 1);
  let at = 1;
  for (; at < text.length && text[at] !== '|'; at++) {
    if (text[at] === '"') at = endOr(stringEnd(text, at + 1), text) - 1;
    else if ('{[('.includes(text[at]!)) at = bracketEnd(text, at) - 1;
  }
  return at;
}

function endOr(end: number, text: string): number {
  return end < 0 ? text.length : end;
}

function isValid(json: string): boolean {
  return new JsonDocument(json).isStrict;
}

/** Whether an argument like `{"deep":true}` switches an option on. */
function hasOption(argument: string, name: string): boolean {
  let isOn = false;
  forEach(parseText(argument), (key, value) => {
    if (key.text === name) isOn = isTrue(value);
    return true;
  });
  return isOn;
}

function isTrue({ kind, text, num }: Found): boolean {
  return kind === 'true' || (kind === 'number' && num !== 0) || (kind === 'string' && isTrueText(text));
}

function isTrueText(text: string): boolean {
  return ['1', 't', 'true'].includes(text.toLowerCase());
}

function elementsOf(found: Found): { key: Found; value: Found }[] {
  const list: { key: Found; value: Found }[] = [];
  forEach(found, (key, value) => {
    list.push({ key, value });
    return true;
  });
  return list;
}

function reverse(json: string): string {
  const found = parseText(json);
  const list = elementsOf(found).reverse();
  if (isArray(found)) return `[${list.map(({ value }) => value.raw).join(',')}]`;
  return isObject(found) ? `{${list.map(({ key, value }) => `${key.raw}:${value.raw}`).join(',')}}` : json;
}

/** Lists in lists that are flattened. */
const MAX_DEPTH = 200;

function flatten(json: string, isDeep: boolean, depth: number): string {
  const found = parseText(json);
  if (!isArray(found)) return json;
  const parts = elementsOf(found).map(({ value }) => {
    if (!isArray(value)) return value.raw;
    return unwrap(isDeep && depth < MAX_DEPTH ? flatten(value.raw, true, depth + 1) : value.raw);
  });
  return `[${parts
    .map(trimSpace)
    .filter((part) => part !== '')
    .join(',')}]`;
}

/** A text without the brackets around it. */
function unwrap(json: string): string {
  const text = trim(json);
  return text.length >= 2 && (text.startsWith('[') || text.startsWith('{')) ? text.slice(1, -1) : text;
}

function join(json: string, argument: string): string {
  const found = parseText(json);
  if (!isArray(found)) return json;
  const objects = elementsOf(found).filter(({ value }) => isObject(value));
  if (hasOption(argument, 'preserve')) return `{${objects.map(({ value }) => unwrap(value.raw)).join(',')}}`;
  const members = new Map<string, { key: string; value: string }>();
  for (const object of objects) {
    for (const { key, value } of elementsOf(object.value)) {
      members.set(key.text, { key: members.get(key.text)?.key ?? key.raw, value: value.raw });
    }
  }
  return `{${[...members.values()].map(({ key, value }) => `${key}:${value}`).join(',')}}`;
}

function keys(json: string): string {
  const found = parseText(json);
  if (!exists(found)) return '[]';
  const names = elementsOf(found).map(({ key }) => (isObject(found) ? key.raw : 'null'));
  return `[${names.join(',')}]`;
}

function values(json: string): string {
  const found = parseText(json);
  if (!exists(found)) return '[]';
  return isArray(found)
    ? json
    : `[${elementsOf(found)
        .map(({ value }) => value.raw)
        .join(',')}]`;
}

function fromString(json: string): string {
  if (!isValid(json)) return '';
  const found = parseText(json);
  return found.kind === 'string' ? found.text : found.kind === 'null' ? '' : found.raw;
}

/** {"a":[1,2],"b":[3]} -> [{"a":1,"b":3},{"a":2}] */
function group(json: string): string {
  const found = parseText(json);
  if (!isObject(found)) return '';
  const rows: string[][] = [];
  for (const { key, value } of elementsOf(found)) {
    if (!isArray(value)) continue;
    for (const [i, element] of elementsOf(value).entries()) (rows[i] ??= []).push(`${key.raw}:${element.value.raw}`);
  }
  return `[${rows.map((row) => `{${row.join(',')}}`).join(',')}]`;
}

/** What the path leads to from the value and from everything in it. */
function dig(json: string, path: string, find: Find): string {
  const results: string[] = [];
  const descend = (found: Found, depth: number): void => {
    const here = find(found.raw, path);
    if (exists(here)) results.push(here.raw);
    if (found.kind !== 'json' || depth >= MAX_DEPTH) return;
    for (const { value } of elementsOf(found)) descend(value, depth + 1);
  };
  descend(parseText(json), 0);
  return `[${results.join(',')}]`;
}
