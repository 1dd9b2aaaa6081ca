// Expressions: precedence climbing over operands with their postfix forms. Line feeds are tokens and are skipped exactly
// where the grammar names them (language.md 3). What a finished node is refused for (a literal zero divisor, a slice
// bound of a wrong kind) is reported at the token read last, as the reference does.

import { toInt } from '../../point/value.js';
import type {
  ArithOp,
  CompareOp,
  Expr,
  FloatLiteral,
  Identifier,
  IndexExpr,
  IntLiteral,
  LogicOp,
  SliceExpr,
  StringLiteral,
} from './ast.js';
import type { Cursor } from './cursor.js';
import { goQuote } from '../source/quote.js';
import { numberValue, unquote, unquoteTriple } from './literals.js';
import type { Token, TokenKind } from './token.js';

const PRECEDENCE: Partial<Record<TokenKind, number>> = {
  '||': 1,
  '&&': 2,
  in: 3,
  '==': 4,
  '!=': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};

/** Parses an expression of operators at least as tight as `min`. */
export function parseExpression(cursor: Cursor, min = 1): Expr {
  cursor.enter();
  const { kind } = cursor.peek();
  const operand = kind === '-' || kind === '+' || kind === '!' ? parseUnary(cursor) : parsePostfix(cursor);
  const expr = parseOperators(cursor, operand, min);
  cursor.leave();
  return expr;
}

/** Goes on behind a finished operand. */
export function parseOperators(cursor: Cursor, operand: Expr, min = 1): Expr {
  let left = operand;
  for (;;) {
    const op = cursor.peek();
    const precedence = PRECEDENCE[op.kind];
    if (precedence === undefined || precedence < min) return left;
    cursor.take();
    cursor.skipEols();
    cursor.enter();
    left = binary(cursor, op, left, parseExpression(cursor, precedence + 1));
    cursor.leave();
  }
}

/** True when a binary operator stands next. */
export function atOperator(cursor: Cursor): boolean {
  return PRECEDENCE[cursor.peek().kind] !== undefined;
}

function binary(cursor: Cursor, op: Token, left: Expr, right: Expr): Expr {
  const at = { pos: left.pos, opPos: op.start, left, right };
  switch (op.kind) {
    case 'in':
      return { kind: 'InExpr', ...at, pos: -1 };
    case '/':
    case '%':
      cursor.crashIfBroken(right);
      if (isZero(right)) {
        const node: Expr = { kind: 'ArithmeticExpr', ...at, op: op.kind };
        cursor.report('division or modulo by zero', cursor.last.start, 'the divisor just before is a literal zero');
        cursor.markBroken(node);
        return node;
      }
      return { kind: 'ArithmeticExpr', ...at, op: op.kind };
    case '+':
    case '-':
    case '*':
      return { kind: 'ArithmeticExpr', ...at, op: op.kind satisfies ArithOp };
    default:
      return { kind: 'ConditionalExpr', ...at, op: op.kind as CompareOp | LogicOp };
  }
}

function isZero(node: Expr): boolean {
  return (node.kind === 'IntLiteral' || node.kind === 'FloatLiteral') && node.value === 0;
}

function parseUnary(cursor: Cursor): Expr {
  const ops: Token[] = [];
  while (cursor.at('-') || cursor.at('+') || cursor.at('!')) ops.push(cursor.take());
  cursor.enter(ops.length);
  let node = parsePostfix(cursor);
  for (let op = ops.pop(); op !== undefined; op = ops.pop()) node = unary(cursor, op, node);
  cursor.leave(ops.length);
  return node;
}

function unary(cursor: Cursor, op: Token, operand: Expr): Expr {
  const kind = op.kind as '+' | '-' | '!';
  if (kind !== '!') {
    cursor.crashIfBroken(operand);
    if (operand.kind === 'IntLiteral' || operand.kind === 'FloatLiteral') return signed(op, operand);
  }
  return { kind: 'UnaryExpr', pos: op.start, op: kind, operand };
}

/** A sign directly before a number literal becomes part of it. */
function signed(op: Token, literal: IntLiteral | FloatLiteral): IntLiteral | FloatLiteral {
  const pos = op.start;
  if (op.kind === '+') return { ...literal, pos };
  if (literal.kind === 'FloatLiteral') return { ...literal, pos, value: -literal.value };
  return { ...literal, pos, value: toInt(-BigInt(literal.value)) };
}

function parsePostfix(cursor: Cursor): Expr {
  const token = cursor.peek();
  switch (token.kind) {
    case 'number':
    case 'string':
    case 'triple':
    case 'true':
    case 'false':
    case 'nil':
    case 'null':
      return parseSlices(cursor, parseLiteral(cursor));
    case '[':
      return parseSlices(cursor, parseList(cursor));
    case '{':
      return parseMap(cursor);
    case '(':
      return parseParen(cursor);
    case '.': {
      cursor.take();
      return parseAttributes(cursor, parseIndexes(cursor, null, parseIndex(cursor)));
    }
    case 'id':
    case 'quoted':
      return parseNamed(cursor, parseIdentifier(cursor));
    default:
      return cursor.fail();
  }
}

function parseLiteral(cursor: Cursor): Expr {
  const token = cursor.take();
  const pos = token.start;
  switch (token.kind) {
    case 'true':
    case 'false':
      return { kind: 'BoolLiteral', pos, value: token.kind === 'true' };
    case 'number':
      return numberLiteral(cursor, token);
    case 'string':
      return stringLiteral(cursor, token, unquote(cursor.textOf(token)), 'string');
    case 'triple':
      return stringLiteral(cursor, token, unquoteTriple(cursor.textOf(token)), 'multiline string');
    default:
      return { kind: 'NilLiteral', pos };
  }
}

function numberLiteral(cursor: Cursor, token: Token): Expr {
  const number = numberValue(cursor.textOf(token));
  const pos = token.start;
  if (number.kind === 'int') return { kind: 'IntLiteral', pos, value: number.value };
  if (number.kind === 'float') return { kind: 'FloatLiteral', pos, value: number.value };
  const broken: Expr = { kind: 'FloatLiteral', pos, value: NaN };
  cursor.report(number.message, token.start);
  cursor.markBroken(broken);
  return broken;
}

function stringLiteral(cursor: Cursor, token: Token, value: string | undefined, what: string): StringLiteral {
  if (value === undefined) {
    const literal = cursor.textOf(token);
    const hint =
      token.kind === 'triple'
        ? `any three quote characters close the text; it cannot hold or end in such a run`
        : `the escape swallows the character behind it; write the character itself, or put another one behind the escape`;
    cursor.report(`error unquoting ${what} ${goQuote(literal)}: invalid syntax`, token.start, hint);
  }
  return { kind: 'StringLiteral', pos: token.start, value: value ?? '' };
}

function parseIdentifier(cursor: Cursor): Identifier {
  const token = cursor.take();
  const text = cursor.textOf(token);
  return { kind: 'Identifier', pos: token.start, name: token.kind === 'quoted' ? text.slice(1, -1) : text };
}

/** A name with what may follow it: a call, indexes, a slice, attributes. */
function parseNamed(cursor: Cursor, name: Identifier): Expr {
  if (cursor.at('(')) return parseSlices(cursor, parseCall(cursor, name));
  if (cursor.at('[')) {
    const open = cursor.take();
    cursor.skipEols();
    const start = cursor.at(':') ? undefined : parseExpression(cursor);
    if (cursor.at(':')) return parseSlices(cursor, finishSlice(cursor, name, open, start));
    return parseAttributes(cursor, parseIndexes(cursor, name, finishIndex(cursor, start!)));
  }
  return parseAttributes(cursor, name);
}

function parseIndexes(cursor: Cursor, object: Identifier | null, first: Expr): IndexExpr {
  const indexes = [first];
  while (cursor.at('[')) indexes.push(parseIndex(cursor));
  const node: IndexExpr = { kind: 'IndexExpr', pos: object === null ? -1 : object.pos, object, indexes };
  if (cursor.isBroken(indexes.at(-1)!)) cursor.markBroken(node);
  return node;
}

function parseIndex(cursor: Cursor): Expr {
  cursor.expect('[');
  cursor.skipEols();
  return finishIndex(cursor, parseExpression(cursor));
}

function finishIndex(cursor: Cursor, index: Expr): Expr {
  cursor.skipEols();
  cursor.expect(']');
  return index;
}

/** compat: an attribute's position is that of the token behind it. */
function parseAttributes(cursor: Cursor, first: Identifier | IndexExpr): Expr {
  let object: Expr = first;
  while (cursor.accept('.')) {
    const member = parseMember(cursor);
    object = { kind: 'AttrExpr', pos: cursor.peek().start, object, member };
  }
  return object;
}

function parseMember(cursor: Cursor): Identifier | IndexExpr {
  if (cursor.accept('.')) return parseIndexes(cursor, null, parseIndex(cursor));
  if (!cursor.at('id') && !cursor.at('quoted'))
    return cursor.fail('write a name, in backquotes if it is no plain word');
  const name = parseIdentifier(cursor);
  return cursor.at('[') ? parseIndexes(cursor, name, parseIndex(cursor)) : name;
}

function parseSlices(cursor: Cursor, object: Expr): Expr {
  let node = object;
  while (cursor.at('[')) {
    const open = cursor.take();
    cursor.skipEols();
    const start = cursor.at(':') ? undefined : parseExpression(cursor);
    node = finishSlice(cursor, node, open, start);
  }
  return node;
}

function finishSlice(cursor: Cursor, object: Expr, open: Token, start: Expr | undefined): SliceExpr {
  if (!cursor.at(':')) cursor.fail('only a name can be indexed: put the value into a variable first');
  cursor.take();
  cursor.skipEols();
  const end = cursor.at(':') || cursor.at(']') ? undefined : parseExpression(cursor);
  let step: Expr | undefined;
  if (cursor.accept(':')) {
    cursor.skipEols();
    step = cursor.at(']') ? undefined : parseExpression(cursor);
  }
  cursor.expect(']');
  const node: SliceExpr = { kind: 'SliceExpr', pos: open.start, object, start, end, step };
  if (cursor.isBroken(object) || hasBadBound(cursor, { start, end, step })) cursor.markBroken(node);
  return node;
}

function hasBadBound(cursor: Cursor, bounds: Readonly<Record<string, Expr | undefined>>): boolean {
  for (const [name, bound] of Object.entries(bounds)) {
    switch (bound?.kind) {
      case 'FloatLiteral':
      case 'ListLiteral':
      case 'StringLiteral':
        cursor.report(`invalid slice ${name} type ${bound.kind}`, cursor.last.start, 'slice bounds are whole numbers');
        return true;
      default:
    }
  }
  return false;
}

function parseParen(cursor: Cursor): Expr {
  const open = cursor.take();
  cursor.skipEols();
  const inner = parseExpression(cursor);
  cursor.skipEols();
  cursor.expect(')');
  return { kind: 'ParenExpr', pos: open.start, inner };
}

function parseList(cursor: Cursor): Expr {
  const pos = cursor.take().start;
  const items: Expr[] = [];
  cursor.skipEols();
  while (!cursor.accept(']')) {
    items.push(parseExpression(cursor));
    cursor.skipEols();
    if (cursor.accept(',')) cursor.skipEols();
    else if (!cursor.at(']')) cursor.fail('separate the items of a list with commas');
  }
  return { kind: 'ListLiteral', pos, items };
}

function parseMap(cursor: Cursor): Expr {
  const open = cursor.take();
  cursor.skipEols();
  if (cursor.accept('}')) return { kind: 'MapLiteral', pos: open.start, pairs: [] };
  return finishMap(cursor, open, parseExpression(cursor));
}

/** A map literal of which the brace and the first key are parsed. */
export function finishMap(cursor: Cursor, open: Token, firstKey: Expr): Expr {
  const pairs: (readonly [Expr, Expr])[] = [];
  for (let key = firstKey; ; key = parseExpression(cursor)) {
    cursor.expect(':');
    cursor.skipEols();
    pairs.push([key, parseExpression(cursor)]);
    if (!cursor.accept(',')) {
      cursor.skipEols();
      if (!cursor.accept('}')) cursor.fail('separate the pairs of a map with commas');
      break;
    }
    cursor.skipEols();
    if (cursor.accept('}')) break;
  }
  return { kind: 'MapLiteral', pos: open.start, pairs };
}

function parseCall(cursor: Cursor, name: Identifier): Expr {
  cursor.take();
  cursor.enter();
  const args: Expr[] = [];
  cursor.skipEols();
  while (!cursor.accept(')')) {
    args.push(parseArgument(cursor));
    if (cursor.accept(',')) {
      cursor.skipEols();
      continue;
    }
    cursor.skipEols();
    if (!cursor.at(')')) cursor.fail('separate arguments with commas and close the call with )');
  }
  cursor.leave();
  return { kind: 'CallExpr', pos: name.pos, name: name.name, args };
}

function parseArgument(cursor: Cursor): Expr {
  const first = parseExpression(cursor);
  if (first.kind !== 'Identifier' || !cursor.at('=')) return first;
  const opPos = cursor.take().start;
  cursor.skipEols();
  const value = parseExpression(cursor);
  return { kind: 'AssignmentExpr', pos: first.pos, op: '=', opPos, targets: [first], values: [value] };
}
