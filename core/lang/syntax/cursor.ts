// The parser's place in the token stream and its findings. Tokens are read only when looked at; `last` is the one read
// latest, where the reference reports what it finds while it builds nodes. One funnel, `fail`, for what cannot go on.

import type { Diagnostic } from '../source/diagnostic.js';
import type { Source } from '../source/source.js';
import type { Expr } from './ast.js';
import { Lexer } from './lexer.js';
import type { Token, TokenKind } from './token.js';
import { describeToken, tokenHint } from './token.js';

/** Levels of nesting a script may have; each costs the parser some stack. The reference has no limit. */
export const MAX_NESTING = 1600;

/** More findings than this help nobody. */
export const MAX_DIAGNOSTICS = 20;

/** Thrown to leave the statement being parsed; what was wrong has been reported. */
export class SyntaxFailure extends Error {}

export class Cursor {
  readonly source: Source;
  readonly diagnostics: Diagnostic[] = [];
  last: Token = { kind: 'eol', start: 0, end: 0 };
  private readonly lexer: Lexer;
  private ahead: Token | undefined;
  private depth = 0;
  private readonly broken = new Set<Expr>();

  constructor(source: Source) {
    this.source = source;
    this.lexer = new Lexer(source.text);
  }

  peek(): Token {
    if (this.ahead !== undefined) return this.ahead;
    const token = this.lexer.next();
    this.ahead = token;
    this.last = token;
    if (token.kind === 'error') this.reportLexical(token);
    return token;
  }

  take(): Token {
    const token = this.peek();
    this.ahead = undefined;
    return token;
  }

  at(kind: TokenKind): boolean {
    return this.peek().kind === kind;
  }

  accept(kind: TokenKind): boolean {
    if (!this.at(kind)) return false;
    this.ahead = undefined;
    return true;
  }

  expect(kind: TokenKind): Token {
    return this.at(kind) ? this.take() : this.fail();
  }

  skipEols(): void {
    while (this.accept('eol'));
  }

  textOf(token: Token): string {
    return this.source.text.slice(token.start, token.end);
  }

  /** Reports at an offset and goes on: the program is refused, but more can be said about it. */
  report(message: string, offset: number, hint?: string, code = 'syntax'): void {
    if (this.diagnostics.length >= MAX_DIAGNOSTICS) return;
    const found = { code, message, chain: [this.source.position(offset)] };
    this.diagnostics.push(hint === undefined ? found : { ...found, hint });
  }

  /** The next token has no place here. */
  fail(hint?: string): never {
    const token = this.peek();
    if (token.kind !== 'error') {
      const text = this.textOf(token);
      this.report(`unexpected: ${describeToken(token.kind, text)}`, token.start, tokenHint(token.kind, text) ?? hint);
    }
    throw new SyntaxFailure();
  }

  /** Steps one level into the script; every call is paired with `leave` unless the statement is given up. */
  enter(levels = 1): void {
    this.depth += levels;
    if (this.depth <= MAX_NESTING) return;
    this.reportNesting();
    throw new SyntaxFailure();
  }

  reportNesting(): void {
    const hint = 'split the expression over several variables, or the blocks over several scripts';
    this.report('nested too deeply', this.last.start, hint, 'nesting');
  }

  leave(levels = 1): void {
    this.depth -= levels;
  }

  /** The present depth, to restore after a statement was given up. */
  get level(): number {
    return this.depth;
  }

  restore(level: number): void {
    this.depth = level;
  }

  /** Braces open before the next token. */
  get openBraces(): number {
    const kind = this.ahead?.kind;
    return this.lexer.openBraces + (kind === '}' ? 1 : kind === '{' ? -1 : 0);
  }

  /** Marks a node the reference could not build; see `crash`. */
  markBroken(node: Expr): void {
    this.broken.add(node);
  }

  isBroken(node: Expr): boolean {
    return this.broken.has(node);
  }

  /**
   * compat: where the reference looks into a node it could not build, its parser panics and all it says is this, without
   * a position (row lang/numbers/012). The finding that broke the node follows.
   */
  crashIfBroken(node: Expr): void {
    if (!this.isBroken(node) || this.diagnostics[0]?.chain.length === 0) return;
    const hint = 'a later finding says what is wrong';
    this.diagnostics.unshift({ code: 'syntax', message: 'unexpected error', chain: [], hint });
  }

  private reportLexical(token: Token): void {
    // An open bracket is news only when nothing else is wrong: recovery may have skipped what closes it.
    if (token.message!.startsWith('unclosed') && this.diagnostics.length > 0) return;
    this.report(token.message!, token.start, token.hint);
  }
}
