// What the checker and a failed run say: the reference's wording and positions as data, our help beside it.

import { OfframpError } from '../../errors.js';
import type { Position } from './source.js';

/** One finding. `chain[0]` is where it happened; further frames lead outwards (calls, `use()`), innermost first. */
export interface Diagnostic {
  /** Stable code, for example `syntax`, `unsupported-func`, `bad-argument`. */
  readonly code: string;
  /** The reference's text, without position. */
  readonly message: string;
  readonly chain: readonly Position[];
  /** How to mend it ("did you mean ..."). */
  readonly hint?: string;
}

/** `script:line:col: message`, then one `script:line:col:` line per outer frame. */
export function formatDiagnostic(d: Diagnostic): string {
  const [first, ...outer] = d.chain;
  if (first === undefined) return d.message;
  return [`${at(first)}: ${d.message}`, ...outer.map((p) => `${at(p)}:`)].join('\n');
}

function at(p: Position): string {
  return `${p.file}:${p.line}:${p.col}`;
}

/** A script that does not compile. The first diagnostic is the one the reference reports. */
export class ScriptError extends OfframpError {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super('script', diagnostics.map(formatDiagnostic).join('\n'));
    this.diagnostics = diagnostics;
  }
}

/** A run that ended early: of this record only, never of the batch. */
export class ScriptRunError extends OfframpError {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super('script-run', formatDiagnostic(diagnostic));
    this.diagnostic = diagnostic;
  }
}
