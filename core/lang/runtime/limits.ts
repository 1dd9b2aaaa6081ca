// Bounds on what one script may build. Steps and time (budget.ts) bound how long it runs; these bound how much it holds.

import { OfframpError } from '../../errors.js';
import type { Fault } from './fault.js';

/** UTF-16 units of one text. */
export const MAX_TEXT = 16 * 1024 * 1024;
/** Elements of one list, entries of one map. */
export const MAX_ITEMS = 1_000_000;

/** UTF-16 units of one text that is written to the point: more than any record has, less than a script can grow one to. */
export const MAX_WRITTEN_TEXT = 64 * 1024 * 1024;
/** Points that one run may make. */
export const MAX_CREATED = 10_000;

/** A bound was exceeded where no place in a script is known; ends the run of the record like a run error. */
export class TooLargeError extends OfframpError {
  constructor(message: string) {
    super('too-large', message);
  }
}

export function tooLong(at: Fault): never {
  at.fail(`text longer than ${MAX_TEXT} characters`, 'too-large');
}

export function tooMany(at: Fault): never {
  at.fail(`list or map with more than ${MAX_ITEMS} elements`, 'too-large');
}
