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
