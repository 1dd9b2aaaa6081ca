// What the checker hands to the generator: the tree, and for every call the builtin it is bound to.

import type { CallExpr, Expr, Program } from '../syntax/ast.js';
import type { Source } from '../source/source.js';
import type { Signature } from './signature.js';

export interface BoundCall {
  readonly signature: Signature;
  /** Arguments by parameter slot; variadic arguments follow from their slot on. */
  readonly args: readonly (Expr | undefined)[];
  /** What the builtin's own check prepared. */
  readonly plan: unknown;
  /** Names declared for the parameter of mode `names`. */
  readonly names: readonly string[] | undefined;
  /** Script this call runs (`use`, `create_point(after_use=)`). */
  readonly usesScript: string | undefined;
}

export interface ScriptUse {
  readonly name: string;
  readonly call: CallExpr;
  /** Offset where errors of linking stand. */
  readonly pos: number;
}

export interface CheckedScript {
  readonly source: Source;
  readonly program: Program;
  readonly calls: ReadonlyMap<CallExpr, BoundCall>;
  /** References to other scripts in source order. */
  readonly uses: readonly ScriptUse[];
}
