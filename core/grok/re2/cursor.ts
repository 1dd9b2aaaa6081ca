// A place in a pattern, and the errors of a pattern in the reference's words.

import { OfframpError } from '../../errors.js';
import { isWellFormed } from '../../point/text.js';

/** A pattern that RE2 refuses. The message is Go's. */
export class PatternError extends OfframpError {
  /** The part of the pattern that is wrong. */
  readonly excerpt: string;

  constructor(what: PatternFault, excerpt: string) {
    super('bad-pattern', `error parsing regexp: ${what}: \`${excerpt}\``);
    this.excerpt = excerpt;
  }
}

export type PatternFault =
  | 'invalid character class range'
  | 'invalid escape sequence'
  | 'invalid named capture'
  | 'invalid or unsupported Perl syntax'
  | 'invalid nested repetition operator'
  | 'invalid repeat count'
  | 'invalid UTF-8'
  | 'missing closing ]'
  | 'missing closing )'
  | 'missing argument to repetition operator'
  | 'trailing backslash at end of expression'
  | 'unexpected )'
  | 'expression nests too deeply'
  | 'expression too large';

export class Cursor {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** The UTF-16 unit `ahead` of here, '' past the end. */
  peek(ahead = 0): string {
    return this.text[this.at + ahead] ?? '';
  }

  lookingAt(prefix: string): boolean {
    return this.text.startsWith(prefix, this.at);
  }

  rest(from = this.at): string {
    return this.text.slice(from);
  }

  /** Text from `from` up to here. */
  since(from: number): string {
    return this.text.slice(from, this.at);
  }

  /** Reads one code point; a byte that is not UTF-8 is refused. */
  next(): number {
    const char = this.text.codePointAt(this.at)!;
    if (char >= 0xd800 && char <= 0xdfff) throw new PatternError('invalid UTF-8', this.rest());
    this.at += char > 0xffff ? 2 : 1;
    return char;
  }
}

export function checkUtf8(text: string): void {
  if (!isWellFormed(text)) throw new PatternError('invalid UTF-8', text);
}
