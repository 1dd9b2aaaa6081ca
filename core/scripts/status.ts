// The status of logging records after a script (language.md 15.1): normalised, written back, and looked up in the list
// of statuses to ignore.

import { toLower } from '../lang/runtime/case.js';
import type { RunContext } from '../lang/runtime/context.js';

export interface StatusOptions {
  /** Leave the status as it is; the ignore list then sees the raw one. */
  readonly disableAddStatus?: boolean;
  /** Records with one of these statuses are dropped; entries are lower-cased before they are compared. */
  readonly ignoreStatus?: readonly string[];
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['f', 'emerg'],
  ['emerg', 'emerg'],
  ['a', 'alert'],
  ['alert', 'alert'],
  ['c', 'critical'],
  ['critical', 'critical'],
  ['e', 'error'],
  ['error', 'error'],
  ['w', 'warning'],
  ['warn', 'warning'],
  ['warning', 'warning'],
  ['n', 'notice'],
  ['notice', 'notice'],
  ['i', 'info'],
  ['info', 'info'],
  ['', 'info'],
  ['d', 'debug'],
  ['debug', 'debug'],
  ['trace', 'debug'],
  ['verbose', 'debug'],
  ['o', 'OK'],
  ['s', 'OK'],
  ['ok', 'OK'],
]);

const DEFAULT_STATUS = 'info';

/** The name a status text stands for; an unknown one is lower-cased. */
export function normalizeStatus(text: string): string {
  const lower = toLower(text);
  return NAMES.get(lower) ?? lower;
}

/** Does what follows a successful run of a logging script; may mark the record as dropped. */
export function processStatus(ctx: RunContext, options: StatusOptions): void {
  const value = ctx.get('status');
  let status = typeof value === 'string' ? value : DEFAULT_STATUS;
  if (options.disableAddStatus !== true) {
    status = normalizeStatus(status);
    ctx.set('status', status);
  }
  // compat: `ok` never matches the normalised `OK`, nor any entry a raw status in upper case.
  const ignored = options.ignoreStatus;
  if (ignored !== undefined && ignored.some((entry) => toLower(entry) === status)) ctx.dropped = true;
}
