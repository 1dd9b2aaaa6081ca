// The syntax tree. Kinds carry the reference's node names because its messages print them.
// `pos` is the UTF-16 offset that the reference calls the node's start (language.md section 4), -1 where it has none.

import type { Int } from '../../point/value.js';

export type ArithOp = '+' | '-' | '*' | '/' | '%';
export type CompareOp = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type LogicOp = '&&' | '||';
export type AssignOp = '=' | '+=' | '-=' | '*=' | '/=' | '%=';

export interface Identifier {
  readonly kind: 'Identifier';
  readonly pos: number;
  readonly name: string;
}
export interface StringLiteral {
  readonly kind: 'StringLiteral';
  readonly pos: number;
  readonly value: string;
}
export interface IntLiteral {
  readonly kind: 'IntLiteral';
  readonly pos: number;
  readonly value: Int;
}
export interface FloatLiteral {
  readonly kind: 'FloatLiteral';
  readonly pos: number;
  readonly value: number;
}
export interface BoolLiteral {
  readonly kind: 'BoolLiteral';
  readonly pos: number;
  readonly value: boolean;
}
export interface NilLiteral {
  readonly kind: 'NilLiteral';
  readonly pos: number;
}
export interface ListLiteral {
  readonly kind: 'ListLiteral';
  readonly pos: number;
  readonly items: readonly Expr[];
}
export interface MapLiteral {
  readonly kind: 'MapLiteral';
  readonly pos: number;
  readonly pairs: readonly (readonly [Expr, Expr])[];
}
export interface ParenExpr {
  readonly kind: 'ParenExpr';
  readonly pos: number;
  readonly inner: Expr;
}
/** `object.member`; the object of a leading-dot index (`.[0]`) is an IndexExpr whose object is null. */
export interface AttrExpr {
  readonly kind: 'AttrExpr';
  readonly pos: number;
  readonly object: Expr;
  readonly member: Expr;
}
/** `name[i][j]`; object null for the leading-dot form of json() paths. */
export interface IndexExpr {
  readonly kind: 'IndexExpr';
  readonly pos: number;
  readonly object: Identifier | null;
  readonly indexes: readonly Expr[];
}
export interface SliceExpr {
  readonly kind: 'SliceExpr';
  readonly pos: number;
  readonly object: Expr;
  readonly start: Expr | undefined;
  readonly end: Expr | undefined;
  readonly step: Expr | undefined;
}
export interface UnaryExpr {
  readonly kind: 'UnaryExpr';
  readonly pos: number;
  readonly op: '+' | '-' | '!';
  readonly operand: Expr;
}
export interface ArithmeticExpr {
  readonly kind: 'ArithmeticExpr';
  readonly pos: number;
  readonly op: ArithOp;
  readonly opPos: number;
  readonly left: Expr;
  readonly right: Expr;
}
export interface ConditionalExpr {
  readonly kind: 'ConditionalExpr';
  readonly pos: number;
  readonly op: CompareOp | LogicOp;
  readonly opPos: number;
  readonly left: Expr;
  readonly right: Expr;
}
/** `left in right`; the reference gives it no position, run errors use opPos. */
export interface InExpr {
  readonly kind: 'InExpr';
  readonly pos: -1;
  readonly opPos: number;
  readonly left: Expr;
  readonly right: Expr;
}
/** A statement, or a `name = value` argument of a call. */
export interface AssignmentExpr {
  readonly kind: 'AssignmentExpr';
  readonly pos: number;
  readonly op: AssignOp;
  readonly opPos: number;
  readonly targets: readonly Expr[];
  readonly values: readonly Expr[];
}
export interface CallExpr {
  readonly kind: 'CallExpr';
  readonly pos: number;
  readonly name: string;
  readonly args: readonly Expr[];
}

export type Expr =
  | Identifier
  | StringLiteral
  | IntLiteral
  | FloatLiteral
  | BoolLiteral
  | NilLiteral
  | ListLiteral
  | MapLiteral
  | ParenExpr
  | AttrExpr
  | IndexExpr
  | SliceExpr
  | UnaryExpr
  | ArithmeticExpr
  | ConditionalExpr
  | InExpr
  | AssignmentExpr
  | CallExpr;

export interface Block {
  readonly pos: number;
  readonly stmts: readonly Stmt[];
}
export interface IfelseStmt {
  readonly kind: 'IfelseStmt';
  readonly pos: number;
  readonly branches: readonly { readonly cond: Expr; readonly block: Block }[];
  readonly otherwise: Block | undefined;
}
export interface ForStmt {
  readonly kind: 'ForStmt';
  readonly pos: number;
  readonly init: Expr | undefined;
  readonly cond: Expr | undefined;
  readonly loop: Expr | undefined;
  readonly body: Block;
}
export interface ForInStmt {
  readonly kind: 'ForInStmt';
  readonly pos: number;
  readonly variable: Identifier;
  readonly iterable: Expr;
  readonly body: Block;
}
export interface BreakStmt {
  readonly kind: 'BreakStmt';
  readonly pos: number;
}
export interface ContinueStmt {
  readonly kind: 'ContinueStmt';
  readonly pos: number;
}

export type Stmt = Expr | IfelseStmt | ForStmt | ForInStmt | BreakStmt | ContinueStmt;
export type Node = Expr | Stmt;

export interface Program {
  readonly stmts: readonly Stmt[];
}
