// SQL text cut into tokens, loosely enough for any dialect: what matters is where literals begin and end.
// Source: functions-j-z.md 4.6 (DataDog obfuscate, no DBMS)

import { encodeText } from '../../point/text.js';
import { toUpper } from '../../lang/runtime/case.js';
import { isSpace } from '../trimming.js';

/**
 * Operators and punctuation are kinds of their own (`,`, `<=`). The others:
 * name (also back-quoted), keyword (those without a part below), literal (always hidden), quoted ("..."), bind (:name)
 */
export type TokenKind = string;

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

/** A text that is no SQL to this reader. */
export class SqlError extends Error {}

const END = '';

const KEYWORDS: ReadonlyMap<string, TokenKind> = new Map([
  ['NULL', 'literal'],
  ['TRUE', 'literal'],
  ['FALSE', 'literal'],
  ['SAVEPOINT', 'savepoint'],
  ['AS', 'as'],
  ['SELECT', 'query'],
  ['UPDATE', 'query'],
  ['DELETE', 'query'],
  ...'LIMIT ALTER CREATE GRANT REVOKE COMMIT BEGIN TRUNCATE DROP FROM INSERT INTO JOIN'
    .split(' ')
    .map((word) => [word, 'keyword'] as const),
]);

const SINGLE: ReadonlySet<string> = new Set('=,;()+*&|^][?');

export class SqlTokenizer {
  /** A backslash was seen inside a quoted part. */
  sawEscape = false;
  private readonly text: string;
  private readonly literalEscapes: boolean;
  private at = 0;
  private openBraces = 0;

  /** @param literalEscapes a backslash in quotes is an ordinary character */
  constructor(text: string, literalEscapes: boolean) {
    this.text = text;
    this.literalEscapes = literalEscapes;
  }

  /** @returns undefined at the end; @throws SqlError */
  next(): Token | undefined {
    if (this.peek() === '\0') this.at++; // compat: a NUL that follows a token is skipped
    while (this.at < this.text.length && isSpace(this.text.charCodeAt(this.at))) this.at++;
    const start = this.at;
    const char = this.peek();
    if (char === END) return undefined;
    if (isNameStart(char)) return this.name();
    if (isDigit(char)) return this.number(start, false);
    this.at += char.length;
    return this.special(char, start);
  }

  /** The character here, END at the end. */
  private peek(): string {
    const char = this.text.codePointAt(this.at);
    return char === undefined ? END : char > 0xffff ? String.fromCodePoint(char) : this.text[this.at]!;
  }

  private accept(char: string): boolean {
    const found = this.peek() === char;
    if (found) this.at += char.length;
    return found;
  }

  private token(kind: TokenKind, start: number): Token {
    return { kind, text: this.text.slice(start, this.at) };
  }

  private operator(start: number): Token {
    const text = this.text.slice(start, this.at);
    return { kind: text, text };
  }

  private special(char: string, start: number): Token {
    switch (char) {
      case ':':
        return this.colon(start);
      case '.':
        return isDigit(this.peek()) ? this.number(start, true) : this.operator(start);
      case '/':
        if (this.accept('/')) return this.lineComment(start);
        return this.accept('*') ? this.blockComment(start) : this.operator(start);
      case '-':
        return this.minus(start);
      case '#':
        this.at += this.peek().length; // compat: one character more, so `#` before a line end takes the next line too
        return this.lineComment(start);
      case '~':
        this.accept('*');
        return { kind: '~', text: this.text.slice(start, this.at) };
      case '<':
        if (!this.accept('>') && this.accept('=')) this.accept('>');
        return this.operator(start);
      case '>':
        this.accept('=');
        return this.operator(start);
      case '!':
        return this.not(start);
      case "'":
        return this.quoted(char, 'literal');
      case '"':
        return this.quoted(char, 'quoted');
      case '`':
        return this.quoted(char, 'name');
      case '%':
        return this.percent(start);
      case '$':
        return isDigit(this.peek()) ? this.literalNumber(start) : this.dollarQuoted();
      case '{':
      case '}':
        return this.brace(char, start);
      default:
        if (!SINGLE.has(char)) throw new SqlError(`unexpected character ${char}`);
        return this.operator(start);
    }
  }

  private name(): Token {
    const start = this.at;
    for (let char = this.peek(); isNamePart(char) || char === '.' || char === '*' || char === '$'; char = this.peek()) {
      this.at += char.length;
    }
    const text = this.text.slice(start, this.at);
    return { kind: KEYWORDS.get(toUpper(text)) ?? 'name', text };
  }

  private number(start: number, afterPoint: boolean): Token {
    if (!afterPoint && this.accept('0')) {
      if (this.accept('x') || this.accept('X')) {
        this.skip(/[0-9a-fA-F]/);
        return this.token('literal', start);
      }
      this.skip(/[0-7]/);
      const isDecimal = this.skip(/[0-9]/);
      if (isDecimal && !/[.eE]/.test(this.peek())) throw new SqlError('8 or 9 in an octal number');
    }
    if (!afterPoint) {
      this.skip(/[0-9]/);
      if (!this.accept('.')) return this.exponent(start);
    }
    this.skip(/[0-9]/);
    return this.exponent(start);
  }

  private exponent(start: number): Token {
    if (this.accept('e') || this.accept('E')) {
      if (!this.accept('+')) this.accept('-');
      this.skip(/[0-9]/);
    }
    return this.token('literal', start);
  }

  private literalNumber(start: number): Token {
    this.number(start, false);
    return this.token('literal', start);
  }

  /** Skips a run of characters; false when there was none. */
  private skip(one: RegExp): boolean {
    const start = this.at;
    while (this.at < this.text.length && one.test(this.text[this.at]!)) this.at++;
    return this.at > start;
  }

  private colon(start: number): Token {
    if (this.accept(':')) return this.operator(start);
    const char = this.peek();
    if (char === '=' || (char !== END && isSpace(char.charCodeAt(0)))) return this.operator(start);
    if (!isNamePart(char)) throw new SqlError('a bind variable starts with a letter or digit');
    for (let part = char; isNamePart(part) || part === '.'; part = this.peek()) this.at += part.length;
    return this.token('bind', start);
  }

  private minus(start: number): Token {
    const char = this.peek();
    if (this.accept('-')) return this.lineComment(start);
    // compat: `->` reads as a number without digits, and the `>` stays.
    if (char === '>' || isDigit(char)) return this.number(start, false);
    if (this.accept('.') && isDigit(this.peek())) return this.number(start, true);
    return { kind: '-', text: this.text.slice(start, this.at) };
  }

  private not(start: number): Token {
    if (this.accept('=')) return this.operator(start);
    if (this.accept('~')) {
      this.accept('*');
      return this.operator(start);
    }
    const char = this.peek();
    const mayFollow = char !== END && ('(`\'"+-'.includes(char) || isSpace(char.charCodeAt(0)) || isNamePart(char));
    if (!mayFollow) throw new SqlError('unexpected character after !');
    return this.operator(start);
  }

  /** `%(name)s` and `%s` are parameters, any other `%` is an operator. */
  private percent(start: number): Token {
    const char = this.peek();
    if (char !== '(' && !isLetter(char)) return this.operator(start);
    if (char === '(') {
      const close = this.text.indexOf(')', this.at);
      if (close >= 0) this.at = close + 1;
      if (close < 0 || !isLetter(this.peek())) throw new SqlError('a parameter without a letter');
    }
    this.at += this.peek().length;
    return this.token('literal', start);
  }

  private brace(char: '{' | '}', start: number): Token {
    if (char === '}') {
      if (this.openBraces === 0) throw new SqlError('unexpected }');
      this.openBraces--;
      return this.operator(start);
    }
    // An escape sequence around the whole statement is looked into, any other is hidden.
    const isOutermost = start === 0 && (this.peek() === END || this.text.charCodeAt(1) < 0x80);
    if (isOutermost || this.openBraces > 0) {
      this.openBraces++;
      return this.operator(start);
    }
    const close = this.text.indexOf('}', this.at);
    if (close < 0) throw new SqlError('an escape sequence without an end');
    this.at = close + 1;
    return this.token('literal', start);
  }

  private lineComment(start: number): Token {
    const end = this.text.indexOf('\n', this.at);
    this.at = end < 0 ? this.text.length : end + 1;
    return this.token('comment', start);
  }

  private blockComment(start: number): Token {
    const end = this.text.indexOf('*/', this.at);
    if (end < 0) throw new SqlError('a comment without an end');
    this.at = end + 2;
    return this.token('comment', start);
  }

  /** The text between delimiters; a blank one keeps its delimiters. */
  private quoted(delimiter: string, kind: TokenKind): Token {
    const parts: string[] = [];
    let isBlank = true;
    for (;;) {
      let char = this.peek();
      this.at += char.length;
      if (char === delimiter) {
        if (!this.accept(delimiter)) break;
      } else if (char === '\\') {
        this.sawEscape = true;
        if (!this.literalEscapes) {
          char = this.peek();
          this.at += char.length;
        }
      }
      if (char === END) throw new SqlError('a quoted text without an end');
      isBlank &&= isSpace(char.charCodeAt(0));
      parts.push(char);
    }
    return { kind, text: isBlank ? delimiter + delimiter : parts.join('') };
  }

  /** `$tag$ ... $tag$` or `$$ ... $$`. */
  private dollarQuoted(): Token {
    const tag = this.quoted('$', 'literal').text;
    const closing = encodeText(tag === '$$' ? tag : `$${tag}$`);
    const start = this.at;
    // compat: compared byte by byte, without starting over inside a half-found end.
    for (let found = 0; found < closing.length;) {
      const char = this.peek();
      if (char === END) throw new SqlError('a dollar-quoted text without an end');
      this.at += char.length;
      found = (char.codePointAt(0)! & 0xff) === closing[found] ? found + 1 : 0;
    }
    return this.token('literal', start);
  }
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9';
}

function isLetter(char: string): boolean {
  return isNameStart(char) || char === '#';
}

function isNameStart(char: string): boolean {
  if (char < '\u0080') return /[A-Za-z_@]/.test(char);
  return /\p{L}/u.test(char);
}

function isNamePart(char: string): boolean {
  return isLetter(char) || isDigit(char);
}
