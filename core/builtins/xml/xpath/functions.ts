// The functions of XPath expressions the reference knows.

import { compileRegex, type Regex } from '../../../grok/regex.js';
import { byteLength, decodeText, encodeText } from '../../../point/text.js';
import { isSpace, trimSpace } from '../../trimming.js';
import { XPathFault } from '../cursor.js';
import type { Context, Value } from './query.js';
import { ListQuery, NOTHING, Query, remaining, ValueQuery, Whole } from './query.js';
import { XPathError } from './syntax.js';
import { toBoolean, toNumber, toText } from './values.js';

interface XPathFunction {
  /** Fewest and most arguments. */
  readonly arity: readonly [number, number];
  /** compat: what the function works on when it is called without arguments, or beside them: the last path before it. */
  make(args: readonly Query[], last: Query): Query;
}

/** A function of the values of its arguments. */
function plain(min: number, max: number, compute: (t: Context, ...args: Value[]) => Value): XPathFunction {
  return {
    arity: [min, max],
    make: (args, last) => new ValueQuery(last, (_, t) => compute(t, ...args.map((arg) => argument(arg).evaluate(t)))),
  };
}

/** A function of one argument that is copied with the call. */
function unary(min: number, compute: (value: Value, t: Context) => Value): XPathFunction {
  return {
    arity: [min, Infinity],
    make: (args, last) => new ValueQuery(args[0] ?? last, (input, t) => compute(argument(input).evaluate(t), t)),
  };
}

/** A function of the node an argument finds, or of the current one. */
function naming(compute: (node: { name: string; prefix: string; namespace: string }) => string): XPathFunction {
  return {
    arity: [0, 1],
    make: ([arg], last) =>
      new ValueQuery(last, (_, t) => {
        const node = arg === undefined ? t.current : arg.clone().select(t);
        return node === undefined ? '' : compute(node);
      }),
  };
}

/** compat: arguments are evaluated on a fresh copy, except calls. */
function argument(query: Query): Query {
  return query instanceof ValueQuery && query.isCall ? query : query.clone();
}

/** A text or the value of a first node; undefined when there is no node. */
function subject(value: Value, t: Context): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof Query) return value.select(t)?.value;
  throw new XPathFault('an argument must be a text');
}

function textArgument(value: Value | undefined): string {
  if (typeof value === 'string') return value;
  throw new XPathFault('an argument must be a text');
}

function testing(test: (text: string, part: string) => boolean): XPathFunction {
  return plain(2, Infinity, (t, value, part) => {
    const text = subject(value, t);
    return text !== undefined && test(text, textArgument(part));
  });
}

/** Text before or after the first place of another. */
function around(cut: (text: string, at: number, word: string) => string): XPathFunction {
  return plain(2, 2, (t, value, part) => {
    const text = value instanceof Query || typeof value === 'string' ? subject(value, t) : '';
    const word = part instanceof Query || typeof part === 'string' ? subject(part, t) : '';
    if (text === undefined || word === undefined || word === '') return '';
    const at = text.indexOf(word);
    return at < 0 ? '' : cut(text, at, word);
  });
}

function matching(): XPathFunction {
  let lastPattern: string | undefined;
  let lastRegex: Regex | undefined;
  const regexOf = (pattern: string): Regex => {
    if (lastRegex === undefined || pattern !== lastPattern) {
      lastRegex = compileRegex(pattern, 'none');
      lastPattern = pattern;
    }
    return lastRegex;
  };
  return plain(2, 2, (t, value, pattern) => {
    const text = value instanceof Query || typeof value === 'string' ? subject(value, t) : '';
    if (text === undefined) return '';
    try {
      return regexOf(textArgument(pattern)).test(text);
    } catch (error) {
      throw new XPathFault(error instanceof Error ? error.message : 'invalid pattern');
    }
  });
}

/** compat: places are counted in bytes, and a place outside the text ends the evaluation. */
function substring(t: Context, value: Value, start: Value, length?: Value): Value {
  const text = value instanceof Query || typeof value === 'string' ? subject(value, t) : '';
  if (text === undefined) return '';
  if (typeof start !== 'number' || !(start >= 1)) throw new XPathFault('substring() starts at 1');
  if (length !== undefined && typeof length !== 'number') throw new XPathFault('substring() takes a number');
  const bytes = encodeText(text);
  const from = Math.trunc(start - 1);
  const count = Math.trunc(length ?? 0);
  if (from > bytes.length || bytes.length - from < count) throw new XPathFault('substring() out of range');
  return decodeText(bytes.subarray(from, count > 0 ? Math.trunc(count + start - 1) : undefined));
}

function normalizeSpace(value: Value, t: Context): string {
  const text = typeof value === 'string' || value instanceof Query ? (subject(value, t) ?? '') : '';
  let result = '';
  let wasSpace = false;
  for (const char of trimSpace(text)) {
    const space = isSpace(char.charCodeAt(0));
    if (!space) result += char;
    else if (!wasSpace) result += ' ';
    wasSpace = space;
  }
  return result;
}

/** compat: the replacement is taken by the place in bytes of the character it stands for. */
function translate(t: Context, value: Value, source: Value, target: Value): string {
  const bytes = encodeText(toText(target, t));
  const replacements = new Map<string, string>();
  let at = 0;
  for (const char of toText(source, t)) {
    const byte = bytes[at];
    if (!replacements.has(char)) replacements.set(char, byte === undefined ? '' : String.fromCharCode(byte));
    at += byteLength(char);
  }
  return Array.from(toText(value, t), (char) => replacements.get(char) ?? char).join('');
}

function replaceText(t: Context, value: Value, source: Value, target: Value): string {
  const text = toText(value, t);
  const old = toText(source, t);
  const replacement = toText(target, t);
  if (old !== '') return text.split(old).join(replacement);
  return [replacement, ...Array.from(text, (char) => char + replacement)].join('');
}

function sum(value: Value, t: Context): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') {
    const number = toNumber(value, t);
    if (Number.isNaN(number)) throw new XPathFault('sum() of a text');
    return number;
  }
  if (!(value instanceof Query)) return 0;
  return remaining(value, t).reduce((total, node) => total + (toNumber(node.value, t) || 0), 0);
}

/** Half away from zero. */
function round(n: number): Whole {
  return new Whole(Math.sign(n) * Math.round(Math.abs(n)));
}

function concat(t: Context, ...values: Value[]): string {
  return values
    .map((value) => (typeof value === 'string' ? value : value instanceof Query ? toText(value, t) : ''))
    .join('');
}

const FUNCTIONS: ReadonlyMap<string, XPathFunction> = new Map<string, XPathFunction>([
  ['starts-with', testing((text, part) => text.startsWith(part))],
  ['ends-with', testing((text, part) => text.endsWith(part))],
  ['contains', testing((text, part) => text.includes(part))],
  ['matches', matching()],
  ['substring', plain(2, Infinity, (t, value, start, length) => substring(t, value, start, length))],
  ['substring-before', around((text, at) => text.slice(0, at))],
  ['substring-after', around((text, at, word) => text.slice(at + word.length))],
  [
    'string-length',
    plain(1, Infinity, (t, value) =>
      byteLength(typeof value === 'string' || value instanceof Query ? (subject(value, t) ?? '') : ''),
    ),
  ],
  ['normalize-space', unary(1, normalizeSpace)],
  ['replace', plain(3, 3, (t, value, source, target) => replaceText(t, value, source, target))],
  ['translate', plain(3, 3, (t, value, source, target) => translate(t, value, source, target))],
  [
    'not',
    unary(1, (value, t) =>
      typeof value === 'boolean' ? !value : value instanceof Query && value.select(t) === undefined,
    ),
  ],
  ['name', naming(({ name, prefix }) => (prefix === '' ? name : `${prefix}:${name}`))],
  ['local-name', naming(({ name }) => name)],
  ['namespace-uri', naming(({ namespace }) => namespace)],
  ['true', { arity: [0, Infinity], make: (_, last) => new ValueQuery(last, () => true) }],
  ['false', { arity: [0, Infinity], make: (_, last) => new ValueQuery(last, () => false) }],
  ['boolean', { ...unary(0, toBoolean), arity: [0, 1] }],
  ['number', { ...unary(0, toNumber), arity: [0, 1] }],
  ['string', { ...unary(0, toText), arity: [0, 1] }],
  ['sum', unary(1, sum)],
  ['ceiling', unary(1, (value, t) => Math.ceil(toNumber(value, t)))],
  ['floor', unary(1, (value, t) => Math.floor(toNumber(value, t)))],
  ['round', unary(1, (value, t) => round(toNumber(value, t)))],
  ['concat', plain(2, Infinity, concat)],
  ['position', { arity: [0, Infinity], make: (_, last) => new ValueQuery(last, position) }],
  ['count', { arity: [1, Infinity], make: (args) => new ValueQuery(args[0]!, count) }],
  [
    'reverse',
    { arity: [1, Infinity], make: ([arg]) => new ListQuery([arg!], ([input], t) => remaining(input!, t).reverse()) },
  ],
]);

/** compat: counts the siblings before the current node that fit the last path before the call. */
function position(last: Query, t: Context): number {
  const node = t.current.copy();
  let result = 1;
  while (node.toPrevious()) if (last.test(node)) result++;
  return result;
}

function count(input: Query, t: Context): number {
  const query = argument(input);
  const value = query.evaluate(t);
  return value instanceof Query ? remaining(value, t).filter((node) => query.test(node)).length : 0;
}

/** Siblings that fit the last step; behind a filter or in a group, the nodes counted there. */
function makeLast(last: Query, isWhole: boolean): Query {
  if (!isWhole) {
    return new ValueQuery(last, (input, t) => {
      const node = t.current.copy();
      node.toFirst();
      let result = 0;
      do if (input.test(node)) result++;
      while (node.toNext());
      return result;
    });
  }
  return new LastQuery(last);
}

/** Counts the nodes of a query once. */
class LastQuery extends Query {
  private readonly input: Query;
  private count: number | undefined;

  constructor(input: Query) {
    super();
    this.input = input;
  }

  select(): undefined {
    return undefined;
  }

  evaluate(t: Context): Value {
    this.count ??= remaining(this.input, t).length;
    return this.count;
  }

  clone(): Query {
    return new LastQuery(this.input.clone());
  }
}

/**
 * @param last the path built last before this call; @param isWhole it is a filter or a group
 * @throws XPathError for an unknown function or a wrong number of arguments
 */
export function makeCall(name: string, args: readonly Query[], last: Query | undefined, isWhole: boolean): Query {
  if (name === 'last') return makeLast(last ?? NOTHING, isWhole);
  const known = FUNCTIONS.get(name);
  if (known === undefined) throw new XPathError(`not yet support this function ${name}()`);
  const [min, max] = known.arity;
  if (args.length < min || args.length > max) throw new XPathError(`${name}(): wrong number of arguments`);
  return known.make(args, last ?? NOTHING);
}
