// XPath text cut into tokens. Names are ASCII, as the reference reads its expressions byte by byte.

import { isSpace } from '../../trimming.js';
import { XPathError } from './syntax.js';

export type TokenType =
  | '(' | ')' | '[' | ']' | '@' | ',' | '|' | '*' | '+' | '-' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '!' | '$'
  | '.' | '..' | '/' | '//' | 'name' | 'axis' | 'string' | 'number' | 'end'; // prettier-ignore

const PUNCTUATION = /(?:\/\/|\.\.|[<>!]=|[,@()|*[\]+\-=$<>!./])/y;
const NUMBER = /\d+(?:\.\d*)?|\.\d+/y;
const NAME = /[A-Za-z0-9_.*-]+/y;

export class XPathTokens {
  type: TokenType = 'end';
  /** Of the last name; stays when other tokens follow. */
  name = '';
  prefix = '';
  /** Of the last string or number. */
  value: string | number = '';
  /** The last name is followed by a parenthesis. */
  mayBeCall = false;
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
    this.next();
  }

  next(): void {
    this.skipSpaces();
    const char = this.text[this.at];
    if (char === undefined || char === '\0') {
      this.type = 'end';
      return;
    }
    const number = this.take(NUMBER);
    if (number !== '') {
      this.type = 'number';
      this.value = Number(number);
    } else if (char === '"' || char === "'") {
      this.readString(char);
    } else {
      const punctuation = this.take(PUNCTUATION);
      if (punctuation !== '')
        this.type = punctuation as TokenType; // the expression lists only those
      else this.readName();
    }
  }

  private readString(quote: string): void {
    const end = this.text.indexOf(quote, this.at + 1);
    if (end < 0) throw new XPathError('unclosed string');
    this.type = 'string';
    this.value = this.text.slice(this.at + 1, end);
    this.at = end + 1;
  }

  /** `name`, `prefix:name`, `prefix:*` or `axis::`. */
  private readName(): void {
    const name = this.take(NAME);
    if (name === '') throw new XPathError('invalid token');
    this.type = 'name';
    this.name = name;
    this.prefix = '';
    const start = this.at;
    this.skipSpaces();
    if (this.text.startsWith('::', this.at)) {
      this.type = 'axis';
      this.at += 2;
    } else if (this.text[this.at] === ':') {
      this.at++;
      const local = this.text[this.at] === '*' ? this.take(/\*/y) : this.take(NAME);
      if (local === '' || this.at === start) throw new XPathError('invalid qualified name');
      this.prefix = name;
      this.name = local;
    }
    this.skipSpaces();
    this.mayBeCall = this.text[this.at] === '(';
  }

  private take(token: RegExp): string {
    token.lastIndex = this.at;
    const found = token.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private skipSpaces(): void {
    while (this.at < this.text.length && isSpace(this.text.charCodeAt(this.at))) this.at++;
  }
}
