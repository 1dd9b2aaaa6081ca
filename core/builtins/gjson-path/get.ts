// Follows a path of tidwall/gjson 1.17 through JSON text. Nothing is parsed: the text is scanned up to what the path
// names, values beside it are stepped over.

import { compareBytes } from '../../lang/runtime/convert.js';
import { parseGoFloat } from '../../lang/runtime/go-number.js';
import { JsonDocument } from '../../lang/runtime/json-document.js';
import { jsonString } from '../../lang/runtime/convert.js';
import { TooLargeError } from '../../lang/runtime/limits.js';
import { MODIFIERS, runModifier } from './modifiers.js';
import type { ArrayStep, Query } from './path.js';
import { arrayStep, defaultName, multipath, objectStep, splitPipe } from './path.js';
import type { Found } from './scan.js';
import {
  bracketEnd,
  exists,
  foundAt,
  jsonFound,
  nextValue,
  NOTHING,
  parseText,
  stringEnd,
  unescape,
  valueEnd,
  valueKind,
} from './scan.js';
import { matchesPattern } from './wildcard.js';

/** Characters one path may make the scanner look at, over all its parts. */
const MAX_WORK = 64 * 1024 * 1024;
const MAX_DEPTH = 500;

/** What the parts of one path share. */
export class Effort {
  private work = 0;
  private depth = 0;

  /** Runs a part that looks at a text of this length. @throws TooLargeError */
  within<T>(length: number, part: () => T): T {
    this.work += length;
    if (this.work > MAX_WORK) throw new TooLargeError(`the path makes gjson look at more than ${MAX_WORK} characters`);
    if (++this.depth > MAX_DEPTH) throw new TooLargeError(`the path goes more than ${MAX_DEPTH} levels deep`);
    const result = part();
    this.depth--;
    return result;
  }
}

/** What a path leads to; NOTHING when it leads nowhere. */
export function get(json: string, path: string, effort = new Effort()): Found {
  return effort.within(json.length, () => getWithin(json, path, effort));
}

function getWithin(json: string, path: string, effort: Effort): Found {
  if (path.length > 1) {
    const special = getSpecial(json, path, effort);
    if (special !== undefined) return special;
  }
  const search = new Search(json, effort);
  if (path.startsWith('..')) search.array(0, path.slice(2));
  else {
    const open = json.search(/[{[]/);
    if (open >= 0) search.container(open, path);
  }
  return search.pipe === undefined ? search.value : get(search.value.raw, search.pipe, effort);
}

/** Paths that begin with a modifier, a static value or a multipath. */
function getSpecial(json: string, path: string, effort: Effort): Found | undefined {
  const find = (text: string, below: string): Found => get(text, below, effort);
  const made = path[0] === '@' ? runModifier(json, path, find) : path[0] === '!' ? staticValue(path) : undefined;
  if (made !== undefined) {
    const { rest, text } = made;
    return rest.startsWith('|') || rest.startsWith('.') ? get(text, rest.slice(1), effort) : parseText(text);
  }
  if (path[0] !== '[' && path[0] !== '{') return undefined;
  const parts = multipath(path);
  if (parts === undefined || !/^(?:$|[|.])/.test(parts.rest)) return undefined;
  const members = parts.selectors.flatMap((selector) => {
    const found = get(json, selector.path, effort);
    if (!exists(found)) return [];
    const value = found.raw === '' ? 'null' : found.raw;
    return path[0] === '[' ? [value] : [`${memberName(selector.name, selector.path)}:${value}`];
  });
  const text = path[0] === '[' ? `[${members.join(',')}]` : `{${members.join(',')}}`;
  return parts.rest === '' ? jsonFound(text) : get(text, parts.rest.slice(1), effort);
}

function memberName(name: string, path: string): string {
  if (name === '') return jsonString(defaultName(path));
  return name.startsWith('"') && new JsonDocument(name).isStrict ? name : jsonString(name);
}

/** `!` before a value that is no part of the document. */
function staticValue(path: string): { rest: string; text: string } | undefined {
  const text = path.slice(1);
  if (/^[{["+\-0-9]/.test(text)) {
    const end = bracketEnd(text, 0);
    return { rest: text.slice(end), text: text.slice(0, end) };
  }
  const word = /^[^|.]*/.exec(text)![0];
  if (!/^(?:true|false|null|nan|inf)$/i.test(word)) return undefined;
  return { rest: text.slice(word.length), text: word };
}

const isModifier = (name: string): boolean => MODIFIERS.has(name);

/** One way through a text; `value` is what was found, `pipe` the path to follow from there. */
class Search {
  value: Found = NOTHING;
  pipe: string | undefined = undefined;
  private readonly json: string;
  private readonly effort: Effort;
  private at = 0;

  constructor(json: string, effort: Effort) {
    this.json = json;
    this.effort = effort;
  }

  /** Searches the container that opens at `open`; true when the value was found in it. */
  container(open: number, path: string): boolean {
    return this.effort.within(0, () =>
      this.json[open] === '{' ? this.object(open + 1, path) : this.array(open + 1, path),
    );
  }

  private object(from: number, path: string): boolean {
    const { json } = this;
    const step = objectStep(path, isModifier);
    if (step.rest === undefined && step.pipe !== undefined) this.pipe = step.pipe;
    this.at = from;
    for (;;) {
      const key = this.nextKey();
      if (key === undefined) return false;
      const isMatch = step.isPattern ? matchesPattern(key, step.name) : key === step.name;
      const start = this.nextStart();
      if (start === undefined) return false;
      const { at, kind } = start;
      if (isMatch && step.rest !== undefined && kind === 'json') {
        if (this.container(at, step.rest)) return true;
        continue;
      }
      const end = valueEnd(json, at, kind);
      if (end < 0) return false;
      this.at = end;
      if (!isMatch || step.rest !== undefined) continue;
      this.value = foundAt(json, at, end);
      return true;
    }
  }

  /** Steps behind the next key; undefined at the end of the object. */
  private nextKey(): string | undefined {
    const { json } = this;
    for (; this.at < json.length; this.at++) {
      const char = json[this.at];
      if (char === '}') {
        this.at++;
        return undefined;
      }
      if (char !== '"') continue;
      const start = this.at + 1;
      const end = stringEnd(json, start);
      if (end < 0) {
        this.at = json.length;
        return undefined;
      }
      this.at = end;
      const key = json.slice(start, end - 1);
      return key.includes('\\') ? unescape(key) : key;
    }
    return undefined;
  }

  /** The next place where a value begins, whatever stands before it. */
  private nextStart(): { at: number; kind: 'string' | 'json' | 'number' | 'word' } | undefined {
    for (; this.at < this.json.length; this.at++) {
      const kind = valueKind(this.json, this.at);
      if (kind !== undefined) return { at: this.at, kind };
    }
    return undefined;
  }

  array(from: number, path: string): boolean {
    const step = arrayStep(path, isModifier);
    if (step.rest === undefined && step.pipe !== undefined) this.pipe = step.pipe;
    const { json } = this;
    const matches: string[] = [];
    const starts: number[] = [];
    this.at = from;
    for (let index = 0; ; index++) {
      if (step.each !== undefined) starts.push(this.at);
      const start = this.nextElement();
      if (start === undefined) return this.endOfArray(step, index, starts, matches);
      const { at, kind } = start;
      const isMatch = !step.isHash && index === step.index;
      if (isMatch && step.rest !== undefined && kind === 'json') {
        if (this.container(at, step.rest)) return true;
        continue;
      }
      const end = valueEnd(json, at, kind);
      if (end < 0) return false;
      this.at = end;
      if (step.query !== undefined) {
        if (this.query(step, step.query, foundAt(json, at, end), matches)) return true;
      } else if (isMatch && step.rest === undefined) {
        this.value = foundAt(json, at, end);
        return true;
      }
    }
  }

  /** The next place where an element begins; undefined at the end of the array, which the end of the text is too. */
  private nextElement(): { at: number; kind: 'string' | 'json' | 'number' | 'word' } | undefined {
    for (; this.at < this.json.length; this.at++) {
      if (this.json[this.at] === ']') break;
      const kind = valueKind(this.json, this.at);
      if (kind !== undefined) return { at: this.at, kind };
    }
    return undefined;
  }

  /** Looks at an element under a query; true when it is the one that is wanted. */
  private query(step: ArrayStep, query: Query, element: Found, matches: string[]): boolean {
    if (element.kind !== 'json' && query.path !== '') return false;
    const tested = element.kind === 'json' ? get(element.raw, query.path, this.effort) : element;
    if (!passes(query, tested)) return false;
    const found = step.rest === undefined ? element : this.below(element, step.rest);
    if (!query.isForAll) {
      this.value = found;
      return true;
    }
    if (found.raw !== '') matches.push(found.raw);
    return false;
  }

  /** What a path leads to from an element; a pipe in it waits for all elements. */
  private below(element: Found, path: string): Found {
    const split = splitPipe(path);
    if (split !== undefined) this.pipe = split.right;
    return get(element.raw, split?.left ?? path, this.effort);
  }

  private endOfArray(step: ArrayStep, count: number, starts: readonly number[], matches: readonly string[]): boolean {
    this.at++;
    if (step.isLength) {
      this.value =
        step.each === undefined
          ? { kind: 'number', raw: String(count), text: '', num: count }
          : this.ofEach(step.each, starts);
      return true;
    }
    if (step.query?.isForAll === true && !exists(this.value)) this.value = jsonFound(`[${matches.join(',')}]`);
    return false;
  }

  /** `#.path`: what the path leads to from every element. */
  private ofEach(path: string, starts: readonly number[]): Found {
    const split = splitPipe(path);
    if (split !== undefined) this.pipe = split.right;
    const results: string[] = [];
    for (const start of starts) {
      if (/^[ \t\r\n]*(?:\]|$)/.test(this.json.slice(start, start + 64))) continue;
      const element = nextValue(this.json, start);
      if (element === undefined) continue;
      const found = get(element.found.raw, split?.left ?? path, this.effort);
      if (exists(found)) results.push(found.raw);
    }
    return jsonFound(`[${results.join(',')}]`);
  }
}

const TRUE_WORDS: ReadonlySet<string> = new Set(['1', 't', 'true']);
const FALSE_WORDS: ReadonlySet<string> = new Set(['0', 'f', 'false']);

function isTrueish({ kind, text, num }: Found): boolean {
  return (
    kind === 'true' || (kind === 'string' && TRUE_WORDS.has(text.toLowerCase())) || (kind === 'number' && num !== 0)
  );
}

function isFalseish({ kind, text, num }: Found): boolean {
  if (kind === 'string') return FALSE_WORDS.has(text.toLowerCase());
  return kind === 'null' || kind === 'false' || (kind === 'number' && num === 0);
}

/** Whether what a query's path led to passes its comparison. */
function passes({ op, value }: Query, found: Found): boolean {
  if (value.startsWith('~')) {
    const outcome = kindTest(value.slice(1), found);
    // compat: an unknown test compares nothing, which nothing passes
    return (
      outcome !== undefined &&
      (op === '' || compare(op, 'true', { ...NOTHING, kind: outcome ? 'true' : 'false', raw: 'x' }))
    );
  }
  return exists(found) && (op === '' || compare(op, value, found));
}

function kindTest(word: string, found: Found): boolean | undefined {
  switch (word) {
    case '*':
      return exists(found);
    case 'null':
      return found.kind === 'null';
    case 'true':
      return isTrueish(found);
    case 'false':
      return isFalseish(found);
    default:
      return undefined;
  }
}

function compare(op: string, value: string, found: Found): boolean {
  switch (found.kind) {
    case 'string':
      if (op === '%') return matchesPattern(found.text, value);
      if (op === '!%') return !matchesPattern(found.text, value);
      return ordered(op, compareBytes(found.text, value));
    case 'number':
      return ordered(op, order(found.num, parseGoFloat(value) ?? 0));
    case 'true':
      return compareBool(op, value === 'true', value === 'false', '>');
    case 'false':
      return compareBool(op, value === 'false', value === 'true', '<');
    default:
      return false;
  }
}

/** compat: the direction alone orders true and false; with `=` added it passes whatever the other side is. */
function compareBool(op: string, isSame: boolean, isOther: boolean, direction: '<' | '>'): boolean {
  if (op === '=') return isSame;
  if (op === '!=') return !isSame;
  return op === direction ? isOther : op === `${direction}=`;
}

/** Sign of a difference; NaN when there is no order. */
function order(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : a > b ? 1 : NaN;
}

/** A comparison from the sign of a difference; with NaN only `!=` is true. */
function ordered(op: string, difference: number): boolean {
  switch (op) {
    case '=':
      return difference === 0;
    case '!=':
      return difference !== 0;
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    default:
      return false;
  }
}
