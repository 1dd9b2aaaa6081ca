// Everything emitted code may call besides its run context: one frozen table, handed in as an argument.

import { add, divide, modulo, multiply, negate, plus, subtract } from './arithmetic.js';
import { checked, failed, result } from './arguments.js';
import {
  assignable,
  character,
  element,
  indexable,
  inner,
  item,
  iterable,
  pairKey,
  pairValue,
  put,
} from './collections.js';
import { and, equal, greater, greaterOrEqual, isIn, less, lessOrEqual, or } from './compare.js';
import { slice } from './slice.js';
import { isTruthy, VOID } from './value.js';
import type { Value } from './value.js';

/** The name every operator has in emitted code. */
export const OPERATORS = Object.freeze({
  add,
  subtract,
  multiply,
  divide,
  modulo,
  negate,
  plus,
  equal,
  less,
  lessOrEqual,
  greater,
  greaterOrEqual,
  isIn,
  and,
  or,
  isTruthy,
  result,
  checked,
  failed,
  item,
  pairKey,
  pairValue,
  newMap: (): Map<string, Value> => new Map<string, Value>(),
  trunc: Math.trunc,
  indexable,
  element,
  assignable,
  inner,
  put,
  iterable,
  character,
  slice,
  VOID,
});

export type OperatorName = keyof typeof OPERATORS;
