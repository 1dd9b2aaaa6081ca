// Literals inside messages, printed as the reference prints its list of nodes.

import type { Expr } from '../lang/syntax/ast.js';

/** `[1, 'two', 3.000000]` */
export function printNodes(items: readonly Expr[]): string {
  return `[${items.map(printNode).join(', ')}]`;
}

function printNode(node: Expr): string {
  switch (node.kind) {
    case 'StringLiteral':
      return `'${node.value}'`;
    case 'IntLiteral':
    case 'BoolLiteral':
      return String(node.value);
    case 'FloatLiteral':
      return node.value.toFixed(6);
    case 'NilLiteral':
      return 'nil';
    case 'Identifier':
      return node.name;
    default:
      return node.kind;
  }
}
