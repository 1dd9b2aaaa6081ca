// Values that scripts compute with (decision D2). Ints and floats are told apart by representation, so the common
// case -- small ints, text, booleans -- is a plain JS value and nothing is wrapped but floats.
//
//   nil null | void VOID | bool boolean | int number or bigint (see core/point/value.ts) | float Float
//   str string (core/point/text.ts) | list Value[] | map Map<string, Value>
//
// `undefined` is never a value: it means "no such variable" or "argument not given".

import type { Int } from '../../point/value.js';
import { Float } from '../../point/value.js';

export { Float, toInt, isInt } from '../../point/value.js';
export type { Int } from '../../point/value.js';

/** Result of a call that returns nothing and of every attribute expression. */
export class Void {
  readonly isVoid = true;
}
export const VOID = new Void();

export type List = Value[];
export type ScriptMap = Map<string, Value>;
export type Value = Int | Float | string | boolean | null | Void | List | ScriptMap;

export type Kind = 'nil' | 'bool' | 'int' | 'float' | 'str' | 'list' | 'map' | 'void';

/** The type name as scripts and messages spell it. */
export function kindOf(v: Value): Kind {
  switch (typeof v) {
    case 'string':
      return 'str';
    case 'number':
    case 'bigint':
      return 'int';
    case 'boolean':
      return 'bool';
    default:
      if (v === null) return 'nil';
      if (v instanceof Float) return 'float';
      if (Array.isArray(v)) return 'list';
      return v instanceof Map ? 'map' : 'void';
  }
}

/** True for conditions: not nil, void, false, 0, "", [], {}; NaN is truthy. */
export function isTruthy(v: Value): boolean {
  switch (typeof v) {
    case 'string':
      return v.length > 0;
    case 'number':
      return v !== 0;
    case 'bigint':
      return true; // zero is always a number
    case 'boolean':
      return v;
    default:
      if (v === null) return false;
      if (v instanceof Float) return v.v !== 0;
      if (Array.isArray(v)) return v.length > 0;
      return v instanceof Map && v.size > 0;
  }
}
