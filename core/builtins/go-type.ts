// Type names as Go prints them inside the reference's messages.

import type { Value } from '../lang/runtime/value.js';
import { kindOf } from '../lang/runtime/value.js';

const NAMES = {
  nil: '%!s(<nil>)',
  void: '%!s(<nil>)',
  bool: 'bool',
  int: 'int64',
  float: 'float64',
  str: 'string',
  list: '[]interface {}',
  map: 'map[string]interface {}',
} as const;

export function goTypeOf(value: Value): string {
  return NAMES[kindOf(value)];
}
