// Text to tokens, one at a time: the parser asks for the next token only when the grammar needs to see it, so that
// errors appear in the order in which the reference finds them. Blanks and comments lie between tokens; a line feed is
// a token. After an error the lexer goes on behind it, for the parser's recovery.

import { isByteUnit } from '../../point/text.js';
import { goQuote, goQuoteChar, goUnicode } from '../source/quote.js';
import type { OperatorKind, PunctuationKind, Token, TokenKind } from './token.js';
import { wordKind } from './token.js';

const LF = 10;
const CR = 13;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const BACKSLASH = 92;
const BACKQUOTE = 96;
const REPLACEMENT = 0xfffd;

const SINGLE: ReadonlySet<string> = new Set<PunctuationKind>([',', ';', ':', '.', '(', ')', '[', ']', '{', '}']);
/** Operators that become another with a `=` behind. */
const WITH_EQUALS: ReadonlySet<string> = new Set<OperatorKind>(['+', '-', '*', '/', '%', '=', '!', '<', '>']);

const NUMBER = /0[xX][0-9a-fA-F]*(?:\.[0-9a-fA-F]*)?(?:[eE][+-]?[0-9]*)?|[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]*)?/y;
const SIMPLE_ESCAPES = 'abfnrtv\\';

export class Lexer {
  private readonly text: string;
  private at = 0;
  private parens = 0;
  private braces = 0;
  private brackets = 0;
  private sawBackquote = false;
  private isFinished = false;

  constructor(text: string) {
    this.text = text;
  }

  /** The next token; `eof` for ever after the last one. */
  next(): Token {
    this.skipBlanks();
    const start = this.at;
    if (start >= this.text.length) return this.finish(start);
    const code = this.text.charCodeAt(start);
    if (code === LF) return this.token('eol', start, 1);
    if (isWordStart(code)) return this.word(start);
    if (isDigit(code)) return this.number(start);
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) return this.quote(start, code);
    if (code === BACKQUOTE) return this.backquote(start);
    return this.punctuation(start, this.text[start]!);
  }

  /** Braces open behind the token read last. */
  get openBraces(): number {
    return this.braces;
  }

  private skipBlanks(): void {
    const text = this.text;
    for (; this.at < text.length; this.at++) {
      const code = text.charCodeAt(this.at);
      if (code === 35) {
        // compat: a comment ends before a carriage return too (row lang/lexical/035).
        while (this.at < text.length && !isLineEnd(text.charCodeAt(this.at))) this.at++;
        this.at--;
      } else if (code !== 32 && code !== 9 && code !== CR) {
        return;
      }
    }
  }

  private finish(start: number): Token {
    if (!this.isFinished) {
      this.isFinished = true;
      if (this.parens !== 0) return this.error(start, 'unclosed left parenthesis', 'add the missing )');
      if (this.brackets !== 0) return this.error(start, 'unclosed left bracket', 'add the missing ]');
      if (this.braces !== 0) return this.error(start, 'unclosed left brace', 'add the missing }');
    }
    return { kind: 'eof', start, end: start };
  }

  private token(kind: TokenKind, start: number, length: number): Token {
    this.at = start + length;
    return { kind, start, end: this.at };
  }

  /** An error reported at `start`; lexing goes on at the present place. */
  private error(start: number, message: string, hint?: string): Token {
    return { kind: 'error', start, end: this.at, message, ...(hint === undefined ? {} : { hint }) };
  }

  private word(start: number): Token {
    let end = start + 1;
    while (end < this.text.length && isWordPart(this.text.charCodeAt(end))) end++;
    return this.token(wordKind(this.text.slice(start, end)), start, end - start);
  }

  private number(start: number): Token {
    NUMBER.lastIndex = start;
    NUMBER.test(this.text);
    const end = NUMBER.lastIndex;
    const after = this.text.charCodeAt(end);
    if (isAsciiWordPart(after)) {
      this.at = end;
      while (isAsciiWordPart(this.text.charCodeAt(this.at))) this.at++;
      return this.error(
        start,
        `bad duration: ${goQuote(this.text.slice(start, end))}`,
        'a name cannot start with a digit',
      );
    }
    return this.token('number', start, end - start);
  }

  private punctuation(start: number, char: string): Token {
    this.at = start + 1;
    if (SINGLE.has(char)) return this.bracket(start, char as PunctuationKind);
    const next = this.text[start + 1];
    if (WITH_EQUALS.has(char)) {
      return next === '='
        ? this.token(`${char}=` as OperatorKind, start, 2)
        : this.token(char as OperatorKind, start, 1);
    }
    if (char === '|' || char === '&') {
      if (next === char) return this.token(`${char}${char}` as OperatorKind, start, 2);
      // compat: the words of the reference, sic
      return this.error(start, `unexpected character \`${goQuoteChar(char)}' after \`!'`, `write ${char}${char}`);
    }
    return this.error(start, `unexpected character: ${goQuoteChar(char)}`);
  }

  private bracket(start: number, char: PunctuationKind): Token {
    switch (char) {
      case '(':
        this.parens++;
        break;
      case ')':
        if (--this.parens < 0) return this.tooMany(char);
        break;
      case '{':
        this.braces++;
        break;
      case '}':
        if (--this.braces < 0) return this.tooMany(char);
        break;
      case '[':
        this.brackets++;
        break;
      case ']':
        this.brackets--;
        break;
      case ',':
      case ';':
      case ':':
      case '.':
        break;
    }
    return this.token(char, start, 1);
  }

  // compat: reported one past the character, and a brace is called a parenthesis
  private tooMany(char: ')' | '}'): Token {
    if (char === ')') this.parens = 0;
    else this.braces = 0;
    return this.error(
      this.at,
      `unexpected right parenthesis ${goQuoteChar(char)}`,
      `nothing is open that this ${char} closes`,
    );
  }

  private backquote(start: number): Token {
    this.sawBackquote = true;
    let end = start + 1;
    for (; end < this.text.length; end++) {
      const code = this.text.charCodeAt(end);
      if (code === BACKQUOTE) return this.token('quoted', start, end + 1 - start);
      if (code === REPLACEMENT || isByteUnit(code)) {
        this.skipTo('`', end);
        return this.error(start, 'invalid UTF-8 rune');
      }
    }
    this.at = end;
    return this.error(start, 'unterminated raw string', 'close the name with a backquote `');
  }

  /** Goes on behind the next `mark`, or at the end of the line when there is none on it. */
  private skipTo(mark: string, from: number): void {
    const lineEnd = indexOr(this.text, '\n', from);
    const close = indexOr(this.text, mark, from);
    this.at = close < lineEnd ? close + 1 : lineEnd;
  }

  private quote(start: number, quote: number): Token {
    if (this.text.charCodeAt(start + 1) !== quote) return this.string(start, quote);
    return this.text.charCodeAt(start + 2) === quote ? this.triple(start) : this.token('string', start, 2);
  }

  private triple(start: number): Token {
    // compat: any run of three quote characters closes it, of either kind (rows lang/strings/025, 027)
    const close = /["']{3}/g;
    close.lastIndex = start + 3;
    const found = close.exec(this.text);
    if (found !== null) return this.token('triple', start, found.index + 3 - start);
    this.at = this.text.length;
    return this.error(
      start,
      'unterminated quoted string within lexMultilineString',
      `close the text with ${this.text.slice(start, start + 3)}`,
    );
  }

  private string(start: number, quote: number): Token {
    let isInvalid = false;
    this.at = start + 1;
    while (this.at < this.text.length) {
      const code = this.text.charCodeAt(this.at++);
      if (code === quote) return { kind: 'string', start, end: this.at };
      if (code === LF) {
        this.at--;
        break;
      }
      if (code === REPLACEMENT || isByteUnit(code)) isInvalid = true;
      if (code !== BACKSLASH) continue;
      // compat: U+FFFD or a byte outside UTF-8 is refused only when a backslash follows
      const message = isInvalid ? 'invalid UTF-8 rune' : this.escape(quote);
      if (message === undefined) continue;
      this.skipTo(String.fromCharCode(quote), this.at);
      return this.error(start, message, escapeHint(message));
    }
    return this.error(
      start,
      'unterminated quoted string within lexString',
      `close the text with ${String.fromCharCode(quote)} on the same line, or use three quotes for several lines`,
    );
  }

  /** Steps over what follows a backslash; gives the message when it is no escape. */
  private escape(quote: number): string | undefined {
    const char = this.take();
    if (char === '') return 'escape squence not terminated';
    if (SIMPLE_ESCAPES.includes(char) || char.charCodeAt(0) === quote) return undefined;
    // compat: the reference also lets the backquote pass once it has seen one, NUL before; unquoting refuses both
    if (char === (this.sawBackquote ? '`' : '\0')) return undefined;
    if (char >= '0' && char <= '7') return this.codeEscape(char, 3, 8, 255);
    if (char === 'x' || char === 'X') return this.codeEscape(this.take(), 2, 16, 255);
    if (char === 'u') return this.codeEscape(this.take(), 4, 16, 0x10ffff);
    if (char === 'U') return this.codeEscape(this.take(), 8, 16, 0x10ffff);
    return `unknown escape sequence ${goUnicode(char)}`;
  }

  private codeEscape(first: string, length: number, base: number, max: number): string | undefined {
    let value = 0;
    let char = first;
    for (let i = 0; i < length; i++) {
      const digit = /^[0-9a-fA-F]$/.test(char) ? parseInt(char, 16) : 16;
      if (digit >= base) return `illegal character ${goUnicode(char)} in escape sequence`;
      value = value * base + digit;
      // compat: one character behind the escape is swallowed unseen, be it the closing quote (language.md V1)
      char = this.take();
    }
    if (value > max || (value >= 0xd800 && value < 0xe000)) return 'escape sequence is an invalid Unicode code point';
    return undefined;
  }

  /** The next character, '' at the end. */
  private take(): string {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) return '';
    const char = String.fromCodePoint(code);
    this.at += char.length;
    return char;
  }
}

function escapeHint(message: string): string | undefined {
  return message.startsWith('unknown escape')
    ? 'write \\\\ for a backslash, or use three quotes for a raw text'
    : undefined;
}

function indexOr(text: string, mark: string, from: number): number {
  const index = text.indexOf(mark, from);
  return index < 0 ? text.length : index;
}

function isLineEnd(code: number): boolean {
  return code === LF || code === CR;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** ASCII letter, `_`, or anything outside ASCII, bytes that are not UTF-8 included. */
function isWordStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code >= 0x80;
}

function isWordPart(code: number): boolean {
  return isWordStart(code) || isDigit(code);
}

function isAsciiWordPart(code: number): boolean {
  return code < 0x80 && isWordPart(code);
}
