// Reads a row's JSON without losing what numbers look like: 1 and 1.0 are an int and a float, and ints may have 19
// digits. Numbers that a JS int does not carry exactly come back as ExactNumber.

export class ExactNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  get isFloat(): boolean {
    return /[.eE]/.test(this.text);
  }
}

export type Json = null | boolean | number | string | ExactNumber | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const MARK = '$exact number';

export function parseJson(text: string): Json {
  const marked = text.replace(TOKEN, (token) => {
    if (token.startsWith('"') || (Number.isSafeInteger(Number(token)) && /^-?\d+$/.test(token) && token !== '-0')) {
      return token;
    }
    return `{"${MARK}":"${token}"}`;
  });
  return JSON.parse(marked, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !(MARK in value)) return value;
    return new ExactNumber(String((value as Record<string, unknown>)[MARK]));
  }) as Json; // JSON.parse yields nothing but these
}

export function isObject(v: Json | undefined): v is JsonObject {
  return typeof v === 'object' && v !== null && !Array.isArray(v) && !(v instanceof ExactNumber);
}

export function isList(v: Json | undefined): v is readonly Json[] {
  return Array.isArray(v);
}

/** A scalar as plain text, anything else as JSON. */
export function textOf(v: Json | undefined): string {
  if (typeof v === 'string') return v;
  if (v instanceof ExactNumber) return v.text;
  return v === undefined ? '' : JSON.stringify(v);
}

/** The double a number stands for; also "NaN", "+Inf" and "-Inf". */
export function toNumber(v: Json | undefined): number {
  return typeof v === 'number' ? v : Number(textOf(v).replace(/^([+-]?)Inf(inity)?$/i, '$1Infinity'));
}
