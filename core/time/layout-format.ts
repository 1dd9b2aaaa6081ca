// Writes a time by a Go layout, and the layouts that have names.
// Source: Go 1.19 time/format.go (Format)

import type { Layout, LayoutElement, OffsetForm } from './layout.js';
import { compileLayout, Std } from './layout.js';
import type { LocalTime } from './local-time.js';
import { MONTHS, WEEKDAYS } from './local-time.js';

export function formatLayout(layout: Layout, time: LocalTime): string {
  let text = '';
  for (const element of layout.elements) text += element.prefix + formatElement(element, time);
  return text;
}

function formatElement({ std, text, digits, offset }: LayoutElement, time: LocalTime): string {
  switch (std) {
    case Std.End:
      return '';
    case Std.LongYear:
      return padded(time.year, 4);
    case Std.Year:
      return padded(Math.abs(time.year % 100), 2);
    case Std.LongMonth:
      return MONTHS[time.month - 1]!;
    case Std.Month:
      return MONTHS[time.month - 1]!.slice(0, 3);
    case Std.NumMonth:
      return String(time.month);
    case Std.ZeroMonth:
      return padded(time.month, 2);
    case Std.LongWeekday:
      return WEEKDAYS[time.weekday]!;
    case Std.Weekday:
      return WEEKDAYS[time.weekday]!.slice(0, 3);
    case Std.Day:
      return String(time.day);
    case Std.UnderDay:
      return String(time.day).padStart(2);
    case Std.ZeroDay:
      return padded(time.day, 2);
    case Std.UnderYearDay:
      return String(time.yearDay).padStart(3);
    case Std.ZeroYearDay:
      return padded(time.yearDay, 3);
    case Std.Hour:
      return padded(time.hour, 2);
    case Std.Hour12:
      return String(time.hour % 12 || 12);
    case Std.ZeroHour12:
      return padded(time.hour % 12 || 12, 2);
    case Std.Minute:
      return String(time.minute);
    case Std.ZeroMinute:
      return padded(time.minute, 2);
    case Std.Second:
      return String(time.second);
    case Std.ZeroSecond:
      return padded(time.second, 2);
    case Std.UpperPm:
      return time.hour >= 12 ? 'PM' : 'AM';
    case Std.LowerPm:
      return time.hour >= 12 ? 'pm' : 'am';
    case Std.ZoneName:
      return time.abbreviation;
    case Std.Offset:
      return formatOffset(offset!, time.offset);
    case Std.Fraction0:
      return text[0]! + fractionDigits(time.ns, digits);
    case Std.Fraction9: {
      const fraction = fractionDigits(time.ns, digits).replace(/0+$/, '');
      return fraction === '' ? '' : text[0]! + fraction;
    }
  }
}

function padded(value: number, width: number): string {
  const digits = String(Math.abs(value)).padStart(width, '0');
  return value < 0 ? `-${digits}` : digits;
}

function fractionDigits(ns: number, digits: number): string {
  return String(ns).padStart(9, '0').slice(0, digits).padEnd(digits, '0');
}

function formatOffset(form: OffsetForm, offset: number): string {
  if (form.isIso && offset === 0) return 'Z';
  const minutes = Math.trunc(Math.abs(offset) / 60);
  const colon = form.hasColons ? ':' : '';
  let text = (Math.trunc(offset / 60) < 0 ? '-' : '+') + padded(Math.trunc(minutes / 60), 2);
  if (form.hasMinutes) text += colon + padded(minutes % 60, 2);
  if (form.hasSeconds) text += colon + padded(Math.abs(offset) % 60, 2);
  return text;
}

/** Layouts by the names scripts use for them. */
export const NAMED_LAYOUTS: ReadonlyMap<string, Layout> = new Map(
  [
    ['ANSIC', 'Mon Jan _2 15:04:05 2006'],
    ['UnixDate', 'Mon Jan _2 15:04:05 MST 2006'],
    ['RubyDate', 'Mon Jan 02 15:04:05 -0700 2006'],
    ['RFC822', '02 Jan 06 15:04 MST'],
    ['RFC822Z', '02 Jan 06 15:04 -0700'],
    ['RFC850', 'Monday, 02-Jan-06 15:04:05 MST'],
    ['RFC1123', 'Mon, 02 Jan 2006 15:04:05 MST'],
    ['RFC1123Z', 'Mon, 02 Jan 2006 15:04:05 -0700'],
    ['RFC3339', '2006-01-02T15:04:05Z07:00'],
    ['RFC3339Nano', '2006-01-02T15:04:05.999999999Z07:00'],
    ['Kitchen', '3:04PM'],
    ['Stamp', 'Jan _2 15:04:05'],
    ['StampMilli', 'Jan _2 15:04:05.000'],
    ['StampMicro', 'Jan _2 15:04:05.000000'],
    ['StampNano', 'Jan _2 15:04:05.000000000'],
  ].map(([name = '', layout = '']) => [name, compileLayout(layout)] as const),
);
