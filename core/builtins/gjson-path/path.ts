// The path language of tidwall/gjson 1.17, one step at a time: what the first component of a path is, and what is left.

import { bracketEnd, unescape } from './scan.js';

export interface ObjectStep {
  readonly name: string;
  readonly isPattern: boolean;
  /** Path below the member; undefined when this is the last step. */
  readonly rest: string | undefined;
  /** Path for what was found, once everything before it is done. */
  readonly pipe: string | undefined;
}

export interface Query {
  readonly path: string;
  /** '' asks only whether the path leads somewhere. */
  readonly op: string;
  readonly value: string;
  readonly isForAll: boolean;
}

export interface ArrayStep {
  /** Element by number; -1 for what is no number. */
  readonly index: number;
  /** `#` alone or with something behind it. */
  readonly isHash: boolean;
  /** The step is exactly `#`: the length, or with `each` that path of every element. */
  readonly isLength: boolean;
  readonly each: string | undefined;
  readonly query: Query | undefined;
  readonly rest: string | undefined;
  readonly pipe: string | undefined;
}

/** Tells names of modifiers; they decide whether `.@x` is a pipe or a member. */
export type IsModifier = (name: string) => boolean;

interface Next {
  readonly rest: string | undefined;
  readonly pipe: string | undefined;
}

function restAt(path: string, at: number): Next {
  return { rest: path.slice(at + 1), pipe: undefined };
}

function pipeAt(path: string, at: number): Next {
  return { rest: undefined, pipe: path.slice(at + 1) };
}

/** How a path goes on behind a dot: before a modifier or a multipath the dot is a pipe. */
function continued(path: string, dot: number, isModifier: IsModifier): Next {
  return startsPipe(path.slice(dot + 1), isModifier) ? pipeAt(path, dot) : restAt(path, dot);
}

function startsPipe(path: string, isModifier: IsModifier): boolean {
  if (path[0] === '@') return isModifier(/^[^.|:]*/.exec(path.slice(1))![0]);
  return path[0] === '[' || path[0] === '{';
}

export function objectStep(path: string, isModifier: IsModifier): ObjectStep {
  let name = '';
  let isPattern = false;
  for (let at = 0; at < path.length; at++) {
    const char = path[at]!;
    if (char === '|') return { name, isPattern, rest: undefined, pipe: path.slice(at + 1) };
    if (char === '.') return { name, isPattern, ...continued(path, at, isModifier) };
    if (char === '\\') {
      name += path[++at] ?? '';
      continue;
    }
    if (char === '*' || char === '?') isPattern = true;
    name += char;
  }
  return { name, isPattern, rest: undefined, pipe: undefined };
}

export function arrayStep(path: string, isModifier: IsModifier): ArrayStep {
  let isHash = false;
  let each: string | undefined;
  let query: Query | undefined;
  for (let at = 0; at < path.length; at++) {
    const char = path[at]!;
    if (char === '|' || char === '.') {
      const next = char === '|' ? pipeAt(path, at) : isHash ? restAt(path, at) : continued(path, at, isModifier);
      return { ...elements(path.slice(0, at), isHash), each, query, ...next };
    }
    if (char !== '#') continue;
    isHash = true;
    if (at > 0) continue;
    if (path[1] === '.') each = path.slice(2);
    if (path[1] !== '[' && path[1] !== '(') continue;
    const parsed = parseQuery(path);
    query = {
      path: '',
      op: '',
      value: '',
      ...parsed?.query,
      isForAll: parsed !== undefined && path[parsed.end] === '#',
    };
    if (parsed === undefined) break;
    at = parsed.end - 1;
  }
  return { ...elements(path, isHash), each, query, rest: undefined, pipe: undefined };
}

function elements(part: string, isHash: boolean): Pick<ArrayStep, 'index' | 'isHash' | 'isLength'> {
  return { index: !isHash && /^[0-9]+$/.test(part) ? Number(part) : -1, isHash, isLength: isHash && part === '#' };
}

/** `#(path op value)` at the start of a path; undefined when its bracket is not closed. */
function parseQuery(text: string): { query: Omit<Query, 'isForAll'>; end: number } | undefined {
  let at = 2;
  let valueStart = 0;
  let depth = 1;
  let hasEscapes = false;
  for (; at < text.length; at++) {
    const char = text[at]!;
    if (depth === 1 && valueStart === 0 && '!=<>%'.includes(char)) valueStart = at;
    else if (char === '\\') at++;
    else if (char === '[' || char === '(') depth++;
    else if (char === ']' || char === ')') {
      if (--depth === 0) break;
    } else if (char === '"') {
      for (at++; at < text.length && text[at] !== '"'; at++) {
        if (text[at] !== '\\') continue;
        hasEscapes = true;
        at++;
      }
    }
  }
  if (depth > 0) return undefined;
  if (valueStart === 0) return { query: { path: trim(text.slice(2, at)), op: '', value: '' }, end: at + 1 };
  const comparison = trim(text.slice(valueStart, at));
  const { op, value } = splitComparison(comparison);
  return {
    query: { path: trim(text.slice(2, valueStart)), op, value: queryValue(value, hasEscapes) },
    end: at + 1,
  };
}

function splitComparison(comparison: string): { op: string; value: string } {
  const op = /^(?:!=|!%|<=|>=|==|.)/s.exec(comparison)?.[0] ?? '';
  return {
    op: op === '==' ? '=' : op === '!' && comparison.length > 1 ? '' : op,
    value: trim(comparison.slice(op.length)),
  };
}

function queryValue(value: string, hasEscapes: boolean): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value;
  const body = value.slice(1, -1);
  return hasEscapes ? unescape(body) : body;
}

/** Cuts blanks and control characters off both ends. */
export function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text[start]! <= ' ') start++;
  while (end > start && text[end - 1]! <= ' ') end--;
  return text.slice(start, end);
}

/** Cuts a path at its first pipe outside of queries and multipaths. */
export function splitPipe(path: string): { left: string; right: string } | undefined {
  if (!path.includes('|')) return undefined;
  if (path.startsWith('{')) {
    const end = bracketEnd(path, 0);
    return path[end] === '|' ? { left: path.slice(0, end), right: path.slice(end + 1) } : undefined;
  }
  for (let at = 0; at < path.length; at++) {
    if (path[at] === '\\') at++;
    else if (path[at] === '|') return { left: path.slice(0, at), right: path.slice(at + 1) };
    else if (path[at] === '.' && path[at + 1] === '#') {
      at += 2;
      if (path[at] === '[' || path[at] === '(') at = selectorEnd(path, at);
    }
  }
  return undefined;
}

/** Offset of the bracket that closes the query at `from`. */
function selectorEnd(path: string, from: number): number {
  const open = path[from]!;
  const close = open === '[' ? ']' : ')';
  let depth = 1;
  let at = from + 1;
  for (; at < path.length; at++) {
    if (path[at] === '\\') at++;
    else if (path[at] === open) depth++;
    else if (path[at] === close) {
      if (--depth === 0) break;
    } else if (path[at] === '"') at = quoteEnd(path, at);
  }
  return at;
}

/** Offset of the quote that closes the one at `from`. */
function quoteEnd(path: string, from: number): number {
  let at = from + 1;
  for (; at < path.length && path[at] !== '"'; at++) if (path[at] === '\\') at++;
  return at;
}

export interface Selector {
  /** As written, quotes included; '' when none was given. */
  readonly name: string;
  readonly path: string;
}

/** `{name:path,path}` or `[path,path]` at the start of a path; undefined when its bracket is not closed. */
export function multipath(path: string): { selectors: readonly Selector[]; rest: string } | undefined {
  const selectors: Selector[] = [];
  let depth = 1;
  let start = 1;
  let colon = 0;
  let isInModifier = false;
  const push = (end: number): void => {
    const hasName = colon > 0;
    selectors.push({
      name: hasName ? path.slice(start, colon) : '',
      path: path.slice(hasName ? colon + 1 : start, end),
    });
    start = end + 1;
    colon = 0;
    isInModifier = false;
  };
  for (let at = 1; at < path.length; at++) {
    switch (path[at]) {
      case '\\':
        at++;
        break;
      case '@':
        isInModifier ||= path[at - 1] === '.' || path[at - 1] === '|';
        break;
      case ':':
        if (!isInModifier && colon === 0 && depth === 1) colon = at;
        break;
      case ',':
        if (depth === 1) push(at);
        break;
      case '"':
        at = quoteEnd(path, at);
        break;
      case '[':
      case '(':
      case '{':
        depth++;
        break;
      case ']':
      case ')':
      case '}':
        if (--depth > 0) break;
        push(at);
        return { selectors, rest: path.slice(at + 1) };
      default:
    }
  }
  return undefined;
}

/** The key a selector without a name gets: the last component of its path, `_` when that is no plain name. */
export function defaultName(path: string): string {
  let from = path.length;
  while (from > 0 && !((path[from - 1] === '.' || path[from - 1] === '|') && path[from - 2] !== '\\')) from--;
  const last = path.slice(from);
  // eslint-disable-next-line no-control-regex -- a control character makes the name no plain one
  return /[\0-\x1f[\]{}()#|!]/.test(last) ? '_' : last;
}
