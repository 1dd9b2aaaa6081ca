// The language of blacklist filters: `{ source = 'nginx' and status in ['debug', 'info'] } ; { ... }`. A text becomes
// functions over a point once; nothing is parsed per record.
// Source: cliutils filter/{lex,gram.y,eval}.go

import { DecodeError } from '../errors.js';
import { compileRegex, type Regex } from '../grok/regex.js';
import { parseGoFloat, parseGoInt } from '../lang/runtime/go-number.js';
import { Float } from '../point/value.js';
import { lex, type Token } from './lexer.js';

/** A value by name; undefined: the point has no such key. */
export type Lookup = (name: string) => unknown;
export type Condition = (lookup: Lookup) => boolean;

/** One right-hand value. `null` is nil. */
type Literal = string | number | bigint | Float | null;

const MAX_DEPTH = 100;
const NEVER: Condition = () => false;
const COMPARISONS: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=']);

/**
 * The conditions of a text, one per pair of braces; a point that meets one of them is filtered out.
 * @throws DecodeError with the place of what cannot be read
 */
export function parseConditions(text: string): Condition[] {
  return new Parser(lex(text)).conditions();
}

class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  conditions(): Condition[] {
    const all: Condition[] = [];
    while (this.peek().kind !== 'end') {
      if (this.takes(';')) continue;
      this.expect('{');
      all.push(this.terms());
      if (this.peek().kind !== 'end') this.expect(';');
    }
    return all;
  }

  /** What stands between braces: terms with commas between, all of which must hold. */
  private terms(): Condition {
    const start = this.peek();
    const terms: Condition[] = [];
    while (!this.takes('}')) {
      // compat: a term that stands in parentheses as a whole never holds there
      const isParenthesis = this.peek().text === '(' && this.peek().kind === 'sign';
      const from = this.at;
      const term = this.or();
      terms.push(isParenthesis && this.closes(from) ? NEVER : term);
      if (!this.takes(',') && this.peek().text !== '}') throw this.unexpected('"and", "or", "," or "}"');
    }
    if (terms.length === 0) throw fail(start, 'an empty condition would remove every point');
    return all(terms);
  }

  /** True when the token before this one closes the parenthesis at `from`. */
  private closes(from: number): boolean {
    let depth = 0;
    for (let i = from; i < this.at; i++) {
      if (this.tokens[i]!.kind !== 'sign') continue;
      if (this.tokens[i]!.text === '(') depth++;
      if (this.tokens[i]!.text === ')' && --depth === 0) return i === this.at - 1;
    }
    return false;
  }

  private or(): Condition {
    let left = this.and();
    while (this.takes('or')) {
      const [a, b] = [left, this.and()];
      left = (lookup) => a(lookup) || b(lookup);
    }
    return left;
  }

  private and(): Condition {
    let left = this.term();
    while (this.takes('and')) {
      const [a, b] = [left, this.term()];
      left = (lookup) => a(lookup) && b(lookup);
    }
    return left;
  }

  private term(): Condition {
    if (!this.takes('(')) return this.comparison();
    if (++this.depth > MAX_DEPTH) throw fail(this.peek(), 'nested too deeply');
    const inner = this.or();
    this.expect(')');
    this.depth--;
    return inner;
  }

  private comparison(): Condition {
    const name = this.identifier();
    const operator = this.next();
    switch (operator.text) {
      case 'in':
        return isIn(name, this.list());
      case 'notin':
      case 'not_in':
        return isNotIn(name, this.list());
      case 'match':
        return matches(name, this.regexes());
      case 'notmatch':
        return doesNotMatch(name, this.regexes());
    }
    if (!COMPARISONS.has(operator.text)) throw fail(operator, `expected a comparison, got ${show(operator)}`);
    if (this.takes('re')) return this.regexComparison(name, operator.text);
    return compare(name, operator.text, this.literal());
  }

  /** compat: `!=` holds for every value, since a text is never a regular expression; order comparisons never hold. */
  private regexComparison(name: string, operator: string): Condition {
    this.expect('(');
    const regex = readRegex(this.next());
    this.expect(')');
    if (operator === '!=') return (lookup) => lookup(name) !== undefined;
    if (operator !== '=' || regex === undefined) return NEVER;
    return matches(name, [regex]);
  }

  private identifier(): string {
    const token = this.next();
    if (token.kind === 'name' || token.kind === 'raw') return token.text;
    if (token.kind === 'keyword' && token.text === 'identifier') {
      this.expect('(');
      const name = this.next();
      if (name.kind !== 'text') throw fail(name, 'expected a text');
      this.expect(')');
      return name.text;
    }
    throw fail(token, `expected the name of a field or tag, got ${show(token)}`);
  }

  private list(): Literal[] {
    const values: Literal[] = [];
    this.expect('[');
    while (!this.takes(']')) {
      values.push(this.literal());
      if (!this.takes(',') && this.peek().text !== ']') throw this.unexpected('"," or "]"');
    }
    return values;
  }

  /** compat: an expression that does not compile is left out of its list. */
  private regexes(): Regex[] {
    const regexes: Regex[] = [];
    this.expect('[');
    while (!this.takes(']')) {
      const regex = readRegex(this.next());
      if (regex !== undefined) regexes.push(regex);
      if (!this.takes(',') && this.peek().text !== ']') throw this.unexpected('"," or "]"');
    }
    return regexes;
  }

  private literal(): Literal {
    const sign = this.takes('-') ? '-' : (this.takes('+'), '');
    const token = this.next();
    if (token.kind === 'number') return readNumber(sign, token);
    if (sign === '' && token.kind === 'text') return token.text;
    if (sign === '' && token.kind === 'keyword' && (token.text === 'nil' || token.text === 'null')) return null;
    throw fail(token, `expected a text, a number or nil, got ${show(token)}`);
  }

  private peek(): Token {
    return this.tokens[this.at]!;
  }

  private next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.at++;
    return token;
  }

  private takes(text: string): boolean {
    const now = this.peek();
    if (now.text !== text || (now.kind !== 'sign' && now.kind !== 'keyword')) return false;
    this.at++;
    return true;
  }

  private expect(text: string): void {
    if (!this.takes(text)) throw this.unexpected(JSON.stringify(text));
  }

  private unexpected(expected: string): DecodeError {
    return fail(this.peek(), `expected ${expected}, got ${show(this.peek())}`);
  }
}

function show(token: Token): string {
  return token.kind === 'end' ? 'the end' : JSON.stringify(token.text.slice(0, 40));
}

function fail(token: Token, message: string): DecodeError {
  return new DecodeError('filter', `at ${token.offset + 1}: ${message}`, token.offset);
}

function readRegex(token: Token): Regex | undefined {
  if (token.kind !== 'text' && token.kind !== 'raw') throw fail(token, `expected a text, got ${show(token)}`);
  try {
    return compileRegex(token.text, 'none');
  } catch {
    return undefined;
  }
}

function readNumber(sign: string, token: Token): Literal {
  const whole = parseGoInt(sign + token.text);
  if (whole !== undefined) return whole;
  const value = parseGoFloat(sign + token.text);
  if (value === undefined) throw fail(token, `${show(token)} is no number`);
  return new Float(value);
}

// ---- what operators mean ---------------------------------------------------------------------------------------------

function all(terms: readonly Condition[]): Condition {
  const [only] = terms;
  if (terms.length === 1 && only !== undefined) return only;
  return (lookup) => terms.every((term) => term(lookup));
}

function isIn(name: string, list: readonly Literal[]): Condition {
  const holdsWhenAbsent = list[0] === null; // compat: only the first value counts for a key that is not there
  return (lookup) => {
    const value = lookup(name);
    return value === undefined ? holdsWhenAbsent : list.some((literal) => equals(value, literal));
  };
}

function isNotIn(name: string, list: readonly Literal[]): Condition {
  const holdsWhenAbsent = !list.includes(null);
  return (lookup) => {
    const value = lookup(name);
    return value === undefined ? holdsWhenAbsent : !list.some((literal) => equals(value, literal));
  };
}

function matches(name: string, regexes: readonly Regex[]): Condition {
  return (lookup) => {
    const value = lookup(name);
    return typeof value === 'string' && regexes.some((regex) => regex.exec(value) !== null);
  };
}

/** compat: holds when one of several expressions does not match, and never for a key that is not there. */
function doesNotMatch(name: string, regexes: readonly Regex[]): Condition {
  return (lookup) => {
    const value = lookup(name);
    return typeof value === 'string' && regexes.some((regex) => regex.exec(value) === null);
  };
}

/** compat: a key that is not there meets any comparison with nil, also `!=`, and no other. */
function compare(name: string, operator: string, literal: Literal): Condition {
  return (lookup) => {
    const value = lookup(name);
    if (value === undefined) return literal === null;
    switch (operator) {
      case '=':
        return equals(value, literal);
      case '!=':
        return literal === null || (isSameType(value, literal) && !isIdentical(value, literal));
      default:
        return isOrdered(value, operator, literal);
    }
  };
}

/** Values of different types are never equal: 1 is not 1.0. */
function equals(value: unknown, literal: Literal): boolean {
  if (!isSameType(value, literal)) return false;
  if (value instanceof Float) return Math.abs(value.v - (literal as Float).v) <= FLOAT_TOLERANCE;
  return isIdentical(value, literal);
}

const FLOAT_TOLERANCE = 1e-9;

function isIdentical(value: unknown, literal: Literal): boolean {
  if (value instanceof Float) return value.v === (literal as Float).v; // isSameType was asked before
  return value === literal;
}

function isSameType(value: unknown, literal: Literal): boolean {
  return literal !== null && typeOf(value) === typeOf(literal);
}

function typeOf(value: unknown): string {
  if (value instanceof Float) return 'float';
  return typeof value === 'bigint' ? 'number' : typeof value;
}

function isOrdered(value: unknown, operator: string, literal: Literal): boolean {
  if (!isSameType(value, literal)) return false;
  const [left, right] = [plain(value), plain(literal)];
  if (left === undefined || right === undefined) return false;
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    default:
      return left >= right;
  }
}

function plain(value: unknown): string | number | bigint | undefined {
  if (value instanceof Float) return value.v;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
}
