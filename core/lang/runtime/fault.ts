// Where a run error would stand: a constant of the emitted code, made once per place, so that a run that goes well pays
// nothing for its error positions.

import { ScriptRunError } from '../source/diagnostic.js';
import type { Position } from '../source/source.js';

export class Fault {
  /** The place, then the frames of enclosing calls that the reference appends (add_key). */
  readonly chain: readonly Position[];
  /** The operator as messages print it, '' where there is none. */
  readonly op: string;

  constructor(chain: readonly Position[], op = '') {
    this.chain = chain;
    this.op = op;
  }

  error(message: string, code = 'run', hint?: string): ScriptRunError {
    return new ScriptRunError({ code, message, chain: this.chain, ...(hint === undefined ? {} : { hint }) });
  }

  /** Ends the run of this record. */
  fail(message: string, code?: string, hint?: string): never {
    throw this.error(message, code, hint);
  }
}

/** The error as it leaves a script: with the frame of the call that ran it. Anything else passes unchanged. */
export function throughCall(error: unknown, frames: readonly Position[]): unknown {
  if (!(error instanceof ScriptRunError)) return error;
  const { chain } = error.diagnostic;
  return new ScriptRunError({ ...error.diagnostic, chain: [...chain, ...frames] });
}
