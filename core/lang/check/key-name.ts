// The name an argument stands for when a builtin wants a key and not a value (functions-a-i.md 2.2).

import type { Expr } from '../syntax/ast.js';

/** The key an identifier, attribute or string names (`_` is message); undefined for other nodes. */
export function keyName(node: Expr): string | undefined {
  switch (node.kind) {
    case 'Identifier':
      return node.name === '_' ? 'message' : node.name;
    case 'StringLiteral':
      return node.value === '_' ? 'message' : node.value;
    case 'AttrExpr':
      return exprText(node);
    default:
      return undefined;
  }
}

/** An expression printed again, as the reference does for keys of attributes: `a['x'].c`, floats with six decimals. */
export function exprText(node: Expr): string {
  switch (node.kind) {
    case 'Identifier':
      return node.name;
    case 'StringLiteral':
      return `'${node.value}'`;
    case 'IntLiteral':
    case 'BoolLiteral':
      return String(node.value);
    case 'FloatLiteral':
      return fixedText(node.value);
    case 'NilLiteral':
      return 'nil';
    case 'ListLiteral':
      return `[${node.items.map(exprText).join(', ')}]`;
    case 'MapLiteral':
      return `{${node.pairs.map(([key, value]) => `${exprText(key)}: ${exprText(value)}`).join(', ')}}`;
    case 'ParenExpr':
      return `(${exprText(node.inner)})`;
    case 'AttrExpr':
      return attributeText(node);
    case 'IndexExpr':
      return (node.object?.name ?? '') + node.indexes.map((index) => `[${exprText(index)}]`).join('');
    case 'SliceExpr':
      return sliceText(node);
    case 'UnaryExpr':
      return node.op + exprText(node.operand);
    case 'ArithmeticExpr':
    case 'ConditionalExpr':
    case 'InExpr':
      return binaryText(node);
    case 'AssignmentExpr':
      return `[${node.targets.map(exprText).join(' ')}] ${node.op} [${node.values.map(exprText).join(' ')}]`;
    case 'CallExpr':
      return `${node.name.toLowerCase()}(${node.args.map(exprText).join(', ')})`;
  }
}

type BinaryExpr = Extract<Expr, { opPos: number; left: Expr }>;

function isBinary(node: Expr): node is BinaryExpr {
  return 'left' in node;
}

/** As with attributes: a chain of operators may be thousands of terms long. */
function binaryText(node: BinaryExpr): string {
  const parts: string[] = [];
  let left: Expr = node;
  for (; isBinary(left); left = left.left) {
    parts.push(`${left.kind === 'InExpr' ? 'in' : left.op} ${exprText(left.right)}`);
  }
  parts.push(exprText(left));
  return parts.reverse().join(' ');
}

/** Long attribute chains are walked, not recursed into. */
function attributeText(node: Expr & { kind: 'AttrExpr' }): string {
  const parts = [exprText(node.member)];
  let object = node.object;
  for (; object.kind === 'AttrExpr'; object = object.object) parts.push(exprText(object.member));
  parts.push(exprText(object));
  return parts.reverse().join('.');
}

function sliceText(node: Expr & { kind: 'SliceExpr' }): string {
  const bound = (expr: Expr | undefined) => (expr === undefined ? '' : exprText(expr));
  const step = node.step === undefined ? '' : `:${exprText(node.step)}`;
  return `${exprText(node.object)}[${bound(node.start)}:${bound(node.end)}${step}]`;
}

/** Go's %f. */
function fixedText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Math.abs(value) < 1e21) return value.toFixed(6);
  return `${BigInt(value)}.000000`; // toFixed would switch to an exponent
}
