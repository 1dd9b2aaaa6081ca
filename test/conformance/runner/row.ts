// The form of a row (test/conformance/README.md). Rows come from outside, so every part is looked at before it is used.

import { isObject, type Json, type JsonObject } from './json.js';

export interface Row {
  readonly id: string;
  readonly tz: string;
  readonly volatile: readonly string[];
  readonly unordered: readonly string[];
  readonly input: JsonObject;
  readonly expect: JsonObject;
}

export function toRow(json: Json): Row {
  if (!isObject(json)) throw new Error('a row is an object');
  const { id, tz, input, expect } = json;
  if (typeof id !== 'string' || !isObject(input) || !isObject(expect)) {
    throw new Error('a row has id, input and expect');
  }
  return {
    id,
    tz: typeof tz === 'string' ? tz : 'UTC',
    volatile: texts(json.volatile),
    unordered: texts(json.unordered),
    input,
    expect,
  };
}

export function texts(v: Json | undefined): string[] {
  return Array.isArray(v) ? v.filter((item): item is string => typeof item === 'string') : [];
}

/** The scripts of a row and the one to run. */
export function scriptsOf(input: JsonObject): { readonly sources: Map<string, string>; readonly entry: string } {
  const sources = new Map<string, string>();
  if (isObject(input.scripts)) {
    for (const [name, text] of Object.entries(input.scripts)) if (typeof text === 'string') sources.set(name, text);
  }
  const entry = typeof input.entry === 'string' ? input.entry : [...sources.keys()][0];
  if (entry === undefined) throw new Error('a row has scripts');
  return { sources, entry };
}

/** The points of a row; `many` when the expectation has one result for each. */
export function pointsOf(input: JsonObject): { readonly points: readonly JsonObject[]; readonly many: boolean } {
  if (Array.isArray(input.points)) return { points: input.points.filter(isObject), many: true };
  return { points: isObject(input.point) ? [input.point] : [{}], many: false };
}
