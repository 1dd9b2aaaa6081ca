// Points for people: one line per key, with the type that a script sees.

import type { Point } from '../../core/point/point.js';
import { floatText } from '../../core/point/float-text.js';
import { AnyPayload, type FieldValue, Float, PointArray, Uint } from '../../core/point/value.js';

export function pointLines(point: Point): string[] {
  const width = Math.min(30, Math.max(4, ...point.kvs.map((kv) => kv.key.length)));
  const row = (key: string, kind: string, value: string) => `  ${key.padEnd(width)}  ${kind.padEnd(5)}  ${value}`;
  return [
    row('name', '', JSON.stringify(point.name)),
    row('time', '', `${point.time} (${isoTime(point.time)})`),
    ...point.kvs.map((kv) => row(kv.key, kv.isTag ? 'tag' : kindOf(kv.value), valueText(kv.value))),
  ];
}

function isoTime(timeNs: bigint): string {
  const ms = Number(timeNs / 1_000_000n);
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : 'out of range';
}

function kindOf(v: FieldValue): string {
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
      if (v instanceof Uint) return 'uint';
      if (v instanceof PointArray) return 'array';
      return v instanceof AnyPayload ? 'any' : 'bytes';
  }
}

function valueText(v: FieldValue): string {
  if (v === null) return '';
  if (typeof v === 'string') return JSON.stringify(v);
  if (typeof v !== 'object') return String(v);
  if (v instanceof Float) return floatText(v.v);
  if (v instanceof Uint) return String(v.v);
  if (v instanceof PointArray) return `[${v.items.map(valueText).join(', ')}]`;
  return v instanceof AnyPayload ? v.typeUrl : `${v.length} bytes`;
}
