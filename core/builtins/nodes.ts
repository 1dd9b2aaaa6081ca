// Reading the nodes of literal arguments while a call is checked.

import type { Expr } from '../lang/syntax/ast.js';
import { Float } from '../lang/runtime/value.js';
import type { Int } from '../lang/runtime/value.js';

export type LiteralValue = Int | Float | string | boolean | null;

/** Text of a string literal; '' for any other node (the parameter's `accepts` has refused those). */
export function stringOf(node: Expr | undefined): string {
  return node?.kind === 'StringLiteral' ? node.value : '';
}

/** Value of a bool literal, `fallback` for any other node. */
export function boolOf(node: Expr | undefined, fallback: boolean): boolean {
  return node?.kind === 'BoolLiteral' ? node.value : fallback;
}

/** Value of an int or float literal as a double; undefined for any other node. */
export function numberOf(node: Expr | undefined): number | undefined {
  return node?.kind === 'IntLiteral' || node?.kind === 'FloatLiteral' ? Number(node.value) : undefined;
}

/** Value of a string, int, float, bool or nil literal; undefined for any other node. */
export function literalOf(node: Expr | undefined): LiteralValue | undefined {
  switch (node?.kind) {
    case 'StringLiteral':
    case 'IntLiteral':
    case 'BoolLiteral':
      return node.value;
    case 'FloatLiteral':
      return new Float(node.value);
    case 'NilLiteral':
      return null;
    default:
      return undefined;
  }
}

/** For parameters of mode `key` or `read` whose node is only looked at when the call runs. */
export const ANY_NODE: readonly Expr['kind'][] = [
  ...(['Identifier', 'StringLiteral', 'IntLiteral', 'FloatLiteral', 'BoolLiteral', 'NilLiteral'] as const),
  ...(['ListLiteral', 'MapLiteral', 'ParenExpr', 'AttrExpr', 'IndexExpr', 'SliceExpr', 'UnaryExpr'] as const),
  ...(['ArithmeticExpr', 'ConditionalExpr', 'InExpr', 'AssignmentExpr', 'CallExpr'] as const),
];

/** The reference's words for a node that names no key; undefined for one that does. */
export function keyProblem(node: Expr | undefined): string | undefined {
  if (node === undefined || KEY_NODES.has(node.kind)) return undefined;
  return `expect StringLiteral or Identifier or AttrExpr, got ${node.kind}`;
}

const KEY_NODES: ReadonlySet<string> = new Set<Expr['kind']>(['Identifier', 'StringLiteral', 'AttrExpr']);
