// Reads dates whose shape is known: every part stands at a place found once, so that only digits are left to look at.
// Parts written with letters are part of the shape and therefore constants.

import { daysFromCivil, daysInMonth } from './civil.js';
import type { Layout, LayoutElement } from './layout.js';
import { Std } from './layout.js';
import type { Zone } from './zone.js';

/** Digits of a part: none when `length` is 0, then `value` holds. */
interface Field {
  readonly at: number;
  readonly length: number;
  readonly value: number;
}

interface Fields {
  year: Field;
  isShortYear: boolean;
  month: Field;
  day: Field;
  hour: Field;
  maxHour: number;
  minute: Field;
  second: Field;
  fraction: Field;
  offsetHour: Field;
  offsetMinute: Field;
  offsetSign: -1 | 0 | 1;
}

const FIELD_NAMES = ['year', 'month', 'day', 'hour', 'minute', 'second', 'fraction', 'offsetHour'] as const;

const MAX_FRACTION = 9;

export class FixedFields {
  /** After `read`: the instant. */
  seconds = 0;
  ns = 0;
  private readonly fields: Fields;
  private readonly fractionUnit: number;

  private constructor(fields: Fields) {
    this.fields = fields;
    this.fractionUnit = 10 ** (9 - fields.fraction.length);
  }

  /**
   * The places of the parts of a text that was read by a layout.
   * @param marks  where each element of the layout began and ended in the text
   * @returns undefined for layouts with parts that are rare
   */
  static of(layout: Layout, text: string, marks: readonly number[]): FixedFields | undefined {
    const none = constant(0);
    const fields: Fields = {
      ...{ year: none, isShortYear: false, month: constant(1), day: constant(1), hour: none, maxHour: 23 },
      ...{ minute: none, second: none, fraction: none, offsetHour: none, offsetMinute: none, offsetSign: 0 },
    };
    const seen = new Set<string>();
    for (const [i, element] of layout.elements.entries()) {
      const before = { ...fields };
      if (!place(element, text, marks[2 * i]!, marks[2 * i + 1]!, fields)) return undefined;
      for (const name of FIELD_NAMES) {
        if (fields[name] === before[name]) continue;
        if (seen.has(name)) return undefined; // a part that stands twice is checked twice
        seen.add(name);
      }
    }
    return new FixedFields(fields);
  }

  /** Reads a text of the shape; false when a value is out of range. */
  read(text: string, zone: Zone): boolean {
    const f = this.fields;
    const month = digits(text, f.month);
    const hour = digits(text, f.hour);
    const minute = digits(text, f.minute);
    const second = digits(text, f.second);
    if (month < 1 || month > 12 || hour > f.maxHour || minute > 59 || second > 59) return false;
    let year = digits(text, f.year);
    if (f.isShortYear) year += year >= 69 ? 1900 : 2000;
    const day = digits(text, f.day);
    if (day < 1 || day > daysInMonth(month, year)) return false;
    const local = daysFromCivil(year, month, day) * 86400 + (hour * 60 + minute) * 60 + second;
    const offset = digits(text, f.offsetHour) * 3600 + digits(text, f.offsetMinute) * 60;
    this.seconds = f.offsetSign === 0 ? zone.toUtc(local) : local - f.offsetSign * offset;
    this.ns = digits(text, f.fraction) * this.fractionUnit;
    return true;
  }
}

function constant(value: number): Field {
  return { at: 0, length: 0, value };
}

function digits(text: string, { at, length, value }: Field): number {
  let n = value;
  for (let i = at; i < at + length; i++) n = n * 10 + text.charCodeAt(i) - 0x30;
  return n;
}

/** Puts the part an element read from text[from, to) into `fields`; false when it is none that is known here. */
function place(element: LayoutElement, text: string, from: number, to: number, fields: Fields): boolean {
  switch (element.std) {
    case Std.End:
      return true;
    case Std.LongYear:
    case Std.Year:
      fields.isShortYear = element.std === Std.Year;
      return (fields.year = numeric(text, from, to)) !== NO_FIELD;
    case Std.Month:
      fields.month = constant(monthOf(text.slice(from, to)));
      return true;
    case Std.NumMonth:
    case Std.ZeroMonth:
      return (fields.month = numeric(text, from, to)) !== NO_FIELD;
    case Std.Weekday:
      return true;
    case Std.Day:
    case Std.ZeroDay:
      return (fields.day = numeric(text, from, to)) !== NO_FIELD;
    case Std.Hour:
      return (fields.hour = numeric(text, from, to)) !== NO_FIELD;
    case Std.ZeroMinute:
    case Std.Minute:
      return (fields.minute = numeric(text, from, to)) !== NO_FIELD;
    case Std.ZeroSecond:
    case Std.Second:
      return placeSecond(text, from, to, fields);
    case Std.Fraction0:
      return placeFraction(text, from, to, fields);
    case Std.Offset:
      return placeOffset(element, text, from, fields);
    default:
      return false;
  }
}

const NO_FIELD: Field = { at: -1, length: 0, value: 0 };

function numeric(text: string, from: number, to: number): Field {
  return /^\d+$/.test(text.slice(from, to)) ? { at: from, length: to - from, value: 0 } : NO_FIELD;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function monthOf(name: string): number {
  return MONTHS.indexOf(name.toLowerCase()) + 1;
}

/** A second may have taken a fraction with it. */
function placeSecond(text: string, from: number, to: number, fields: Fields): boolean {
  const separator = text.slice(from, to).search(/[.,]/);
  if (separator < 0) return (fields.second = numeric(text, from, to)) !== NO_FIELD;
  fields.second = numeric(text, from, from + separator);
  return fields.second !== NO_FIELD && placeFraction(text, from + separator, to, fields);
}

function placeFraction(text: string, from: number, to: number, fields: Fields): boolean {
  fields.fraction = numeric(text, from + 1, Math.min(to, from + 1 + MAX_FRACTION));
  return fields.fraction !== NO_FIELD;
}

function placeOffset({ offset }: LayoutElement, text: string, from: number, fields: Fields): boolean {
  const sign = text[from];
  if (offset === undefined || offset.hasSeconds || (sign !== '+' && sign !== '-')) return false;
  fields.offsetSign = sign === '-' ? -1 : 1;
  fields.offsetHour = numeric(text, from + 1, from + 3);
  const minuteAt = from + (offset.hasColons ? 4 : 3);
  if (offset.hasMinutes) fields.offsetMinute = numeric(text, minuteAt, minuteAt + 2);
  return fields.offsetHour !== NO_FIELD && fields.offsetMinute !== NO_FIELD;
}
