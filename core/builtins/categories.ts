// The categories that scripts can send points to, by long and short name.

import type { Category } from '../point/category.js';
import { FAILED } from '../lang/check/signature.js';
import type { Value } from '../lang/runtime/value.js';

const CATEGORIES: ReadonlyMap<string, Category> = new Map<string, Category>([
  ['logging', 'logging'],
  ['L', 'logging'],
  ['metric', 'metric'],
  ['M', 'metric'],
  ['tracing', 'tracing'],
  ['T', 'tracing'],
  ['rum', 'rum'],
  ['R', 'rum'],
  ['network', 'network'],
  ['N', 'network'],
  ['object', 'object'],
  ['O', 'object'],
  ['custom_object', 'custom_object'],
  ['CO', 'custom_object'],
  ['security', 'security'],
  ['S', 'security'],
  ['dialtesting', 'dialtesting'],
  ['DT', 'dialtesting'],
]);

export const CATEGORY_DOC =
  'Category of the points: logging L, metric M, tracing T, rum R, network N, object O, custom_object CO, security S, ' +
  'dialtesting DT. Another name makes the call do nothing.';

/**
 * The category an argument names; metric when it is absent or nil.
 * @returns undefined when the call is to do nothing, 'wrong-type' when the argument is no text
 */
export function categoryArgument(value: Value | typeof FAILED | undefined): Category | 'wrong-type' | undefined {
  if (value === FAILED) return undefined;
  if (value === undefined || isNothing(value)) return 'metric';
  return typeof value === 'string' ? CATEGORIES.get(value) : 'wrong-type';
}

/** Nil and void alike. */
export function isNothing(value: Value): boolean {
  return value === null || (typeof value === 'object' && 'isVoid' in value);
}
