// Where a run error would stand: a constant of the emitted code, made once per place, so that a run that goes well pays
// nothing for its error positions. Lines and columns are worked out when an error happens.

import { ScriptRunError } from '../source/diagnostic.js';
import type { Position, Source } from '../source/source.js';

/** A place in a script, not yet turned into line and column. */
export interface Place {
  readonly source: Source;
  readonly offset: number;
}

export function positionOf(place: Place): Position {
  return place.source.position(place.offset);
}

export class Fault {
  private readonly source: Source;
  private readonly offset: number;
  /** Frames of enclosing calls that the reference appends (add_key), innermost first. */
  private readonly frames: readonly Place[];
  /** The operator as messages print it, '' where there is none. */
  readonly op: string;

  constructor(source: Source, offset: number, frames: readonly Place[], op = '') {
    this.source = source;
    this.offset = offset;
    this.frames = frames;
    this.op = op;
  }

  error(message: string, code = 'run', hint?: string): ScriptRunError {
    const chain = [this.source.position(this.offset), ...this.frames.map(positionOf)];
    return new ScriptRunError({ code, message, chain, ...(hint === undefined ? {} : { hint }) });
  }

  /** Ends the run of this record. */
  fail(message: string, code?: string, hint?: string): never {
    throw this.error(message, code, hint);
  }
}
