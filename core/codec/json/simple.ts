// The simple form of a point in JSON: {"measurement", "tags": {}, "fields": {}, "time"}. All its numbers are doubles.
// Field order is that of the text, tags after fields, a tag in the place of a field with its key.
// Source: cliutils point/json.go; the error texts are those of Go's encoding/json

import { DecodeError } from '../../errors.js';
import { Point } from '../../point/point.js';
import type { FieldValue, Scalar } from '../../point/value.js';
import { Float, PointArray } from '../../point/value.js';
import type { JsonObject, JsonValue } from './parse.js';
import { JsonNumber } from './parse.js';

const MAX_INT = 2n ** 63n - 1n;
const INTEGER = /^-?[0-9]{1,20}$/;

/** @throws DecodeError when a part is of the wrong kind */
export function simplePoint(element: JsonValue): Point {
  if (!(element instanceof Map)) return refuse(kindOf(element), 'value of type point.JSONPoint');
  const point = new Point('', [], 0n);
  let tags: JsonObject | undefined;
  for (const [key, value] of element) {
    if (value === null) continue;
    switch (key.toLowerCase()) {
      case 'measurement':
        point.name = typeof value === 'string' ? value : refuse(kindOf(value), member('measurement', 'string'));
        break;
      case 'tags':
        tags = value instanceof Map ? value : refuse(kindOf(value), member('tags', 'map[string]string'));
        checkTags(tags);
        break;
      case 'fields':
        addFields(point, value);
        break;
      case 'time':
        point.time = timeOf(value);
        break;
    }
  }
  for (const [key, value] of tags ?? []) point.setTag(key, typeof value === 'string' ? value : '');
  return point;
}

function checkTags(tags: JsonObject): void {
  for (const value of tags.values()) {
    if (typeof value !== 'string' && value !== null) refuse(kindOf(value), member('tags', 'string'));
  }
}

function addFields(point: Point, fields: JsonValue): void {
  if (!(fields instanceof Map)) return refuse(kindOf(fields), member('fields', 'map[string]interface {}'));
  for (const [key, value] of fields) point.setField(key, fieldValue(value));
}

/** Objects and lists that are not of one kind have no value. */
function fieldValue(value: JsonValue): FieldValue {
  if (!Array.isArray(value)) return value instanceof Map ? null : scalar(value);
  const items = value.map((item) => (Array.isArray(item) || item instanceof Map ? null : scalar(item)));
  if (items.every((item) => item instanceof Float)) return new PointArray('f', items);
  if (items.every((item) => typeof item === 'string')) return new PointArray('s', items);
  return items.every((item) => typeof item === 'boolean') ? new PointArray('b', items) : null;
}

function scalar(value: string | boolean | null | JsonNumber): Scalar | null {
  if (!(value instanceof JsonNumber)) return value;
  const number = Number(value.text);
  return Number.isFinite(number) ? new Float(number) : refuse(`number ${value.text}`, member('fields', 'float64'));
}

function timeOf(value: JsonValue): bigint {
  if (!(value instanceof JsonNumber)) return refuse(kindOf(value), member('time', 'int64'));
  const time = INTEGER.test(value.text) ? BigInt(value.text) : undefined;
  if (time === undefined || time > MAX_INT || time < -MAX_INT - 1n) {
    return refuse(`number ${value.text.slice(0, 64)}`, member('time', 'int64'));
  }
  return time;
}

function member(name: string, type: string): string {
  return `struct field JSONPoint.${name} of type ${type}`;
}

export function kindOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (value instanceof JsonNumber) return 'number';
  if (value instanceof Map) return 'object';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'string' ? 'string' : 'bool';
}

export function refuse(what: string, into: string): never {
  throw new DecodeError('json', `json: cannot unmarshal ${what} into Go ${into}`, -1, {
    hint: 'a point is {"measurement":str,"tags":{str:str},"fields":{},"time":int}, or a point.PBPoint in proto3 JSON',
  });
}
