// Bounds on what one script may build. Steps and time (budget.ts) bound how long it runs; these bound how much it holds.

import type { Fault } from './fault.js';

/** UTF-16 units of one text. */
export const MAX_TEXT = 16 * 1024 * 1024;
/** Elements of one list, entries of one map. */
export const MAX_ITEMS = 1_000_000;

export function tooLong(at: Fault): never {
  at.fail(`text longer than ${MAX_TEXT} characters`, 'too-large');
}

export function tooMany(at: Fault): never {
  at.fail(`list or map with more than ${MAX_ITEMS} elements`, 'too-large');
}
