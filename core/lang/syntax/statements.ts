// Statements and blocks. A statement that cannot be parsed is skipped up to its end, so that the next ones are looked at
// too; the first finding is the reference's.

import type { AssignOp, AssignmentExpr, Block, Expr, IfelseStmt, Stmt } from './ast.js';
import type { Cursor } from './cursor.js';
import { MAX_DIAGNOSTICS, SyntaxFailure } from './cursor.js';
import { atOperator, finishMap, parseExpression, parseOperators } from './expressions.js';
import type { Token, TokenKind } from './token.js';

/** A block costs as much stack as several brackets. */
const BLOCK_LEVELS = 4;

const COMPOUND: ReadonlySet<TokenKind> = new Set<TokenKind>(['+=', '-=', '*=', '/=', '%=']);

/** Parses statements up to `end`, which is left standing. */
export function parseStatements(cursor: Cursor, end: '}' | 'eof'): Stmt[] {
  return continueStatements(cursor, end, []);
}

function continueStatements(cursor: Cursor, end: '}' | 'eof', stmts: Stmt[]): Stmt[] {
  for (;;) {
    skipSeparators(cursor);
    if (cursor.at(end) || cursor.at('eof')) return stmts;
    const { level, openBraces } = cursor;
    const from = cursor.peek();
    try {
      stmts.push(parseStatement(cursor));
      expectSeparator(cursor, end);
    } catch (error) {
      if (!(error instanceof SyntaxFailure) || cursor.diagnostics.length >= MAX_DIAGNOSTICS) throw error;
      cursor.restore(level);
      if (cursor.peek() === from) cursor.take();
      skipStatement(cursor, end, openBraces);
    }
  }
}

function skipSeparators(cursor: Cursor): void {
  while (cursor.at('eol') || cursor.at(';')) cursor.take();
}

function expectSeparator(cursor: Cursor, end: '}' | 'eof'): void {
  const { kind } = cursor.peek();
  if (kind !== 'eol' && kind !== ';' && kind !== end) cursor.fail('start a new line, or separate statements with ;');
}

/** Skips to the end of the line on which every brace opened since is closed. */
function skipStatement(cursor: Cursor, end: '}' | 'eof', openBraces: number): void {
  for (; !cursor.at('eof'); cursor.take()) {
    if (cursor.openBraces > openBraces) continue;
    if (cursor.at('eol') || cursor.at(';') || (cursor.at('}') && end === '}')) return;
  }
}

function parseStatement(cursor: Cursor): Stmt {
  const token = cursor.peek();
  switch (token.kind) {
    case 'if':
      return parseIf(cursor);
    case 'for':
      return parseFor(cursor);
    case 'break':
      return { kind: 'BreakStmt', pos: cursor.take().start };
    case 'continue':
      return { kind: 'ContinueStmt', pos: cursor.take().start };
    case 'else':
    case 'elif':
      return cursor.fail(`${token.kind} stands on the line of the } that closes the block before it`);
    case ')':
    case ']':
      // What it closes was skipped over.
      if (cursor.diagnostics.length > 0) throw new SyntaxFailure();
      return cursor.fail();
    case 'while':
      return cursor.fail('loops are written for name in list { } or for start; condition; step { }');
    case 'return':
      return cursor.fail('exit() ends the script');
    default:
      return parseSimple(cursor);
  }
}

/** An expression or an assignment. */
function parseSimple(cursor: Cursor): Expr {
  return finishSimple(cursor, parseExpression(cursor));
}

function finishSimple(cursor: Cursor, first: Expr): Expr {
  const op = cursor.peek();
  if (COMPOUND.has(op.kind)) {
    cursor.take();
    cursor.skipEols();
    return assignment(op, [first], [parseExpression(cursor)]);
  }
  if (op.kind !== '=' && op.kind !== ',') return first;
  const targets = parseMore(cursor, first);
  const equals = cursor.expect('=');
  cursor.skipEols();
  return assignment(equals, targets, parseMore(cursor, parseExpression(cursor)));
}

/** The expressions of a list without brackets, of which the first is parsed. */
function parseMore(cursor: Cursor, first: Expr): Expr[] {
  const list = [first];
  while (cursor.accept(',')) {
    cursor.skipEols();
    list.push(parseExpression(cursor));
  }
  return list;
}

function assignment(op: Token, targets: Expr[], values: Expr[]): AssignmentExpr {
  return { kind: 'AssignmentExpr', pos: targets[0]!.pos, op: op.kind as AssignOp, opPos: op.start, targets, values };
}

function parseIf(cursor: Cursor): IfelseStmt {
  const pos = cursor.peek().start;
  const branches: { cond: Expr; block: Block }[] = [];
  do {
    cursor.take();
    const cond = parseExpression(cursor);
    branches.push({ cond, block: parseBlock(cursor) });
  } while (cursor.at('elif'));
  const otherwise = cursor.accept('else') ? parseBlock(cursor) : undefined;
  return { kind: 'IfelseStmt', pos, branches, otherwise };
}

const COMPARE = 'compare with ==; an assignment cannot stand in a condition';

function parseBlock(cursor: Cursor): Block {
  const open = cursor.at('{')
    ? cursor.take()
    : cursor.fail(cursor.at('=') ? COMPARE : 'a block in { } follows, on the same line');
  return finishBlock(cursor, open, []);
}

function finishBlock(cursor: Cursor, open: Token, stmts: Stmt[]): Block {
  cursor.enter(BLOCK_LEVELS);
  continueStatements(cursor, '}', stmts);
  cursor.expect('}');
  cursor.leave(BLOCK_LEVELS);
  return { pos: open.start, stmts };
}

function parseFor(cursor: Cursor): Stmt {
  const pos = cursor.take().start;
  const init = cursor.at(';') ? undefined : parseSimple(cursor);
  if (init?.kind === 'InExpr' && cursor.at('{')) return parseForIn(cursor, pos, init.left, init.right);
  if (!cursor.accept(';')) cursor.fail('write for name in list { } or for start; condition; step { }');
  const cond = cursor.at(';') ? undefined : parseExpression(cursor);
  if (!cursor.accept(';')) cursor.fail('the header of this loop has two semicolons: for start; condition; step { }');
  const { loop, body } = parseLoopEnd(cursor);
  return { kind: 'ForStmt', pos, init, cond, loop, body };
}

function parseForIn(cursor: Cursor, pos: number, variable: Expr, iterable: Expr): Stmt {
  const body = parseBlock(cursor);
  cursor.crashIfBroken(variable);
  cursor.crashIfBroken(iterable);
  const at = cursor.last.start;
  if (variable.kind !== 'Identifier') {
    cursor.report(`${variable.kind} object is not identifier`, at, 'the loop variable is a plain name');
    return { kind: 'BreakStmt', pos };
  }
  switch (iterable.kind) {
    case 'IntLiteral':
    case 'FloatLiteral':
    case 'BoolLiteral':
    case 'NilLiteral':
      cursor.report(`${iterable.kind} object is not iterable`, at, 'loops go over a list, a map or a text');
      break;
    default:
  }
  return { kind: 'ForInStmt', pos, variable, iterable, body };
}

/** What follows the second semicolon: an optional step, then the block. Both may begin with a brace. */
function parseLoopEnd(cursor: Cursor): { loop: Expr | undefined; body: Block } {
  if (!cursor.at('{')) return { loop: parseSimple(cursor), body: parseBlock(cursor) };
  const open = cursor.take();
  cursor.skipEols();
  if (cursor.accept('}')) {
    if (!continuesExpression(cursor)) return { loop: undefined, body: { pos: open.start, stmts: [] } };
    return finishLoopEnd(cursor, { kind: 'MapLiteral', pos: open.start, pairs: [] });
  }
  if (STARTS_STATEMENT.has(cursor.peek().kind)) {
    return { loop: undefined, body: finishBlock(cursor, open, []) };
  }
  const first = parseExpression(cursor);
  if (cursor.at(':')) return finishLoopEnd(cursor, finishMap(cursor, open, first));
  const stmts: Stmt[] = [finishSimple(cursor, first)];
  expectSeparator(cursor, '}');
  return { loop: undefined, body: finishBlock(cursor, open, stmts) };
}

const STARTS_STATEMENT: ReadonlySet<TokenKind> = new Set<TokenKind>([';', 'if', 'for', 'break', 'continue']);

function finishLoopEnd(cursor: Cursor, map: Expr): { loop: Expr; body: Block } {
  const loop = finishSimple(cursor, parseOperators(cursor, map));
  return { loop, body: parseBlock(cursor) };
}

/** Whether `{}` was a map: the token behind it can only follow an expression. */
function continuesExpression(cursor: Cursor): boolean {
  const { kind } = cursor.peek();
  return kind === '{' || kind === ',' || kind === '=' || COMPOUND.has(kind) || atOperator(cursor);
}
