// Text to syntax tree. Never throws: what is wrong comes back as diagnostics, the reference's first.

import type { Diagnostic } from '../source/diagnostic.js';
import type { Source } from '../source/source.js';
import type { Program } from './ast.js';
import { Cursor, SyntaxFailure } from './cursor.js';
import { parseStatements } from './statements.js';

export interface ParseResult {
  /** Undefined when there is any diagnostic. */
  readonly program: Program | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export function parse(source: Source): ParseResult {
  const cursor = new Cursor(source);
  try {
    // compat: a script without any token is refused; one line feed makes it a valid empty script
    if (cursor.at('eof')) cursor.fail('an empty script needs at least one line feed');
    const program = { stmts: parseStatements(cursor, 'eof') };
    return { program: cursor.diagnostics.length === 0 ? program : undefined, diagnostics: cursor.diagnostics };
  } catch (error) {
    // A stack smaller than the nesting limit assumes ends the same way.
    if (error instanceof RangeError) cursor.reportNesting();
    else if (!(error instanceof SyntaxFailure)) throw error;
    return { program: undefined, diagnostics: cursor.diagnostics };
  }
}
