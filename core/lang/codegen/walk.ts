// Looks through expressions without writing anything.

import type { CallExpr, Expr } from '../syntax/ast.js';
import { realName } from './names.js';

export type MaybeExpr = Expr | null | undefined;

/** Every node below and including the given ones. */
function* nodesIn(roots: readonly MaybeExpr[]): Generator<Expr> {
  const pending: MaybeExpr[] = [...roots];
  for (let node = pending.pop(); pending.length > 0 || node !== undefined; node = pending.pop()) {
    if (node === null || node === undefined) continue;
    yield node;
    pending.push(...childrenOf(node));
  }
}

/** The expressions a node is made of, left to right; names in key positions of calls are among them. */
export function childrenOf(node: Expr): readonly MaybeExpr[] {
  switch (node.kind) {
    case 'ListLiteral':
      return node.items;
    case 'MapLiteral':
      return node.pairs.flat();
    case 'ParenExpr':
      return [node.inner];
    case 'IndexExpr':
      return node.indexes;
    case 'SliceExpr':
      return [node.object, node.start, node.end, node.step];
    case 'UnaryExpr':
      return [node.operand];
    case 'ArithmeticExpr':
    case 'ConditionalExpr':
    case 'InExpr':
      return [node.left, node.right];
    case 'AssignmentExpr':
      return [...node.targets, ...node.values];
    case 'CallExpr':
      return node.args;
    default:
      return [];
  }
}

/** Names that assignments inside may create. */
export function assignedNames(roots: readonly MaybeExpr[]): string[] {
  const names: string[] = [];
  for (const node of nodesIn(roots)) {
    if (node.kind !== 'AssignmentExpr') continue;
    for (const target of node.targets) if (target.kind === 'Identifier') names.push(realName(target.name));
  }
  return names;
}

/** Calls inside. */
export function callsIn(roots: readonly MaybeExpr[]): CallExpr[] {
  return [...nodesIn(roots)].filter((node) => node.kind === 'CallExpr');
}

/** Names read in more than one of the expressions. */
export function repeatedNames(roots: readonly Expr[]): string[] {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const root of roots) {
    const names = new Set<string>();
    for (const node of nodesIn([root])) if (node.kind === 'Identifier') names.add(realName(node.name));
    for (const name of names) (seen.has(name) ? repeated : seen).add(name);
  }
  return [...repeated];
}
