// A piece of emitted JavaScript that yields a script value.

import type { Int } from '../../point/value.js';

/**
 * What is known about the value before it exists. `some`: neither nil nor void; `any`: nothing.
 * `number` is an int that is a JS number.
 */
export type Known = 'number' | 'int' | 'float' | 'str' | 'bool' | 'nil' | 'void' | 'list' | 'map' | 'some' | 'any';

export interface Code {
  /** A JavaScript expression; safe to put between parentheses, commas and operators. */
  readonly text: string;
  readonly known: Known;
  /** A name or literal: may be written twice. */
  readonly simple: boolean;
  /** A literal or a constant: nothing that runs later changes it. */
  readonly constant: boolean;
  /** Nesting of the text; long ones are put into a name of their own. */
  readonly depth: number;
}

/** An expression that is computed where it stands. */
export function computed(text: string, known: Known, ...parts: readonly Code[]): Code {
  let depth = 0;
  for (const part of parts) depth = Math.max(depth, part.depth);
  return { text, known, simple: false, constant: false, depth: depth + 1 };
}

/** A literal or constant. */
export function constant(text: string, known: Known): Code {
  return { text, known, simple: true, constant: true, depth: 0 };
}

/** A variable that later statements may change. */
export function variable(text: string, known: Known = 'any'): Code {
  return { text, known, simple: true, constant: false, depth: 0 };
}

export const NIL = constant('null', 'nil');
/** For arguments that are not given. */
export const ABSENT = constant('void 0', 'any');

/** A string literal in printable ASCII: no text of a script can end it, or the line, early. */
export function textLiteral(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function intLiteral(value: Int): string {
  const digits = typeof value === 'bigint' ? `${value}n` : String(value);
  return value < 0 ? `(${digits})` : digits;
}
