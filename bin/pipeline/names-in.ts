// Names that a script reads and assigns outside of key arguments.

import type { CheckedScript } from '../../core/lang/check/checked.js';
import { childrenOf, type MaybeExpr } from '../../core/lang/codegen/walk.js';
import type { Block, Expr, Stmt } from '../../core/lang/syntax/ast.js';

export interface Names {
  readonly read: string[];
  readonly assigned: string[];
}

export function namesIn(checked: CheckedScript): Names {
  const finder = new Finder(checked);
  finder.statements(checked.program.stmts);
  const { read, assigned } = finder;
  return { read: [...read].filter((name) => !assigned.has(name)), assigned: [...assigned] };
}

class Finder {
  readonly read = new Set<string>();
  readonly assigned = new Set<string>();
  private readonly checked: CheckedScript;

  constructor(checked: CheckedScript) {
    this.checked = checked;
  }

  statements(stmts: readonly Stmt[]): void {
    for (const stmt of stmts) this.statement(stmt);
  }

  private block(block: Block): void {
    this.statements(block.stmts);
  }

  private statement(stmt: Stmt): void {
    switch (stmt.kind) {
      case 'IfelseStmt':
        for (const { cond, block } of stmt.branches) {
          this.expressions([cond]);
          this.block(block);
        }
        if (stmt.otherwise !== undefined) this.block(stmt.otherwise);
        return;
      case 'ForStmt':
        this.expressions([stmt.init, stmt.cond, stmt.loop]);
        this.block(stmt.body);
        return;
      case 'ForInStmt':
        this.expressions([stmt.iterable]);
        this.note(this.assigned, stmt.variable.name);
        this.block(stmt.body);
        return;
      case 'BreakStmt':
      case 'ContinueStmt':
        return;
      default:
        this.expressions([stmt]);
    }
  }

  private note(names: Set<string>, name: string): void {
    names.add(name === '_' ? 'message' : name);
  }

  /** With a list of what is still to do: chains of operators may be long. */
  private expressions(roots: readonly MaybeExpr[]): void {
    const pending = [...roots];
    while (pending.length > 0) {
      const node = pending.pop();
      if (node !== undefined && node !== null) pending.push(...this.visit(node));
    }
  }

  private visit(node: Expr): readonly MaybeExpr[] {
    switch (node.kind) {
      case 'Identifier':
        this.note(this.read, node.name);
        return [];
      case 'IndexExpr':
        if (node.object !== null) this.note(this.read, node.object.name);
        return childrenOf(node);
      case 'AssignmentExpr': {
        const [target] = node.targets;
        if (target?.kind === 'Identifier') this.note(this.assigned, target.name);
        return [...node.targets.filter((other) => other.kind !== 'Identifier'), ...node.values];
      }
      case 'CallExpr': {
        const bound = this.checked.calls.get(node);
        return bound?.args.filter((_, i) => !isName(bound.signature.params[i]?.mode)) ?? [];
      }
      default:
        return childrenOf(node);
    }
  }
}

function isName(mode: string | undefined): boolean {
  return mode === 'key' || mode === 'read' || mode === 'node'; // named in a call, not read by an expression
}
