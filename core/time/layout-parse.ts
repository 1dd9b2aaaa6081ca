// Parses a byte string by a Go layout into an instant. One reader is made per user and used again, so that a parse
// allocates nothing: the outcome is left in its fields, and the words for a failure are made only when asked for.
// Source: Go 1.19 time/format.go (parse)

import { quoteBytes } from './byte-string.js';
import { daysFromCivil, daysInMonth, isLeap } from './civil.js';
import type { Layout, LayoutElement, OffsetForm } from './layout.js';
import { Std } from './layout.js';
import type { Zone } from './zone.js';

const SHORT_MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const;
const LONG_MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june'],
  ...['july', 'august', 'september', 'october', 'november', 'december'],
] as const;
const SHORT_WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const LONG_WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

const NO_OFFSET = -1; // compat: so an offset of one second west is no offset in the reference either

export class LayoutReader {
  /** After success: the instant. */
  seconds = 0;
  ns = 0;
  /** When set: takes where each element began and ended. */
  marks: number[] | undefined;

  private layout: Layout | undefined;
  private text = '';
  private from = 0;
  private pos = 0;
  private end = 0;
  /** Words for the failure, or '' when `failedElement` did not fit at `pos`. */
  private message = '';
  private failedElement = '';
  /** Values out of range pass. */
  private isLenient = false;

  private year = 0;
  private month = -1;
  private day = -1;
  private yearDay = -1;
  private hour = 0;
  private minute = 0;
  private second = 0;
  private half: 'am' | 'pm' | undefined;
  private isUtc = false;
  private offset = NO_OFFSET;
  private abbreviation = '';

  /**
   * Parses text[from, end) whole.
   * @param zone  for texts without an offset, and for the meaning of abbreviations
   * @returns false on failure, then `error` has the words
   */
  parse(layout: Layout, text: string, from: number, end: number, zone: Zone): boolean {
    this.reset(layout, text, from, end);
    const elements = layout.elements;
    for (let i = 0; i < elements.length; i++) {
      const element = elements[i]!;
      if (!this.skip(element.prefix)) return this.fail(element.prefix);
      if (element.std === Std.End) break;
      const from = this.pos;
      if (this.read(element)) {
        if (this.marks !== undefined) this.marks.push(from, this.pos);
        continue;
      }
      return this.message === '' ? this.fail(element.text) : false;
    }
    if (this.pos < end) return this.failWith(`: extra text: ${quoteBytes(text.slice(this.pos, end))}`);
    return this.finish(zone);
  }

  /** True when other digits in the same places could make the layout fit, even if these are out of range. */
  couldFit(layout: Layout, text: string, zone: Zone): boolean {
    this.isLenient = true;
    const fits = this.parse(layout, text, 0, text.length, zone);
    this.isLenient = false;
    return fits;
  }

  /** The reference's words for the last failure. */
  error(): string {
    const value = quoteBytes(this.text.slice(this.from, this.end));
    if (this.message !== '') return `parsing time ${value}${this.message}`;
    const rest = quoteBytes(this.text.slice(this.pos, this.end));
    const layout = quoteBytes(this.layout?.text ?? '');
    return `parsing time ${value} as ${layout}: cannot parse ${rest} as ${quoteBytes(this.failedElement)}`;
  }

  private reset(layout: Layout, text: string, from: number, end: number): void {
    this.layout = layout;
    this.text = text;
    this.from = from;
    this.pos = from;
    this.end = end;
    this.message = '';
    this.year = 0;
    this.month = -1;
    this.day = -1;
    this.yearDay = -1;
    this.hour = 0;
    this.minute = 0;
    this.second = 0;
    this.ns = 0;
    this.half = undefined;
    this.isUtc = false;
    this.offset = NO_OFFSET;
    this.abbreviation = '';
  }

  private fail(element: string): false {
    this.failedElement = element;
    return false;
  }

  private failWith(message: string): false {
    this.message = message;
    return false;
  }

  private outOfRange(what: string): boolean {
    return this.isLenient || this.failWith(`: ${what} out of range`);
  }

  /** Passes literal text; a run of blanks stands for any run of blanks. */
  private skip(prefix: string): boolean {
    const text = this.text;
    for (let i = 0; i < prefix.length; i++) {
      const wanted = prefix.charCodeAt(i);
      if (wanted !== 0x20) {
        if (this.pos >= this.end || text.charCodeAt(this.pos) !== wanted) return false;
        this.pos++;
        continue;
      }
      if (this.pos < this.end && text.charCodeAt(this.pos) !== 0x20) return false;
      while (i + 1 < prefix.length && prefix.charCodeAt(i + 1) === 0x20) i++;
      while (this.pos < this.end && text.charCodeAt(this.pos) === 0x20) this.pos++;
    }
    return true;
  }

  private read(element: LayoutElement): boolean {
    switch (element.std) {
      case Std.ZeroDay:
        return (this.day = this.number(true)) >= 0;
      case Std.Month:
        return (this.month = this.name(SHORT_MONTHS)) > 0;
      case Std.LongYear:
        return this.readLongYear();
      case Std.ZeroMonth:
        return this.readMonth(true);
      case Std.Hour:
        return this.readHour(false, 23);
      case Std.ZeroMinute:
        return this.readMinute(true);
      case Std.ZeroSecond:
        return this.readSecond(true, element);
      case Std.Offset:
        return this.readOffset(element.offset!);
      case Std.Fraction0:
        return this.readFixedFraction(element.digits);
      default:
        return this.readRare(element);
    }
  }

  private readRare(element: LayoutElement): boolean {
    switch (element.std) {
      case Std.Year:
        return this.readShortYear();
      case Std.LongMonth:
        return (this.month = this.name(LONG_MONTHS)) > 0;
      case Std.NumMonth:
        return this.readMonth(false);
      case Std.Weekday: // checked as a word, not against the date
        return this.name(SHORT_WEEKDAYS) > 0;
      case Std.LongWeekday:
        return this.name(LONG_WEEKDAYS) > 0;
      case Std.UnderDay:
        this.skipBlanks(1);
        return (this.day = this.number(false)) >= 0;
      case Std.Day:
        return (this.day = this.number(false)) >= 0;
      case Std.UnderYearDay:
        this.skipBlanks(2);
        return this.readYearDay(false);
      case Std.ZeroYearDay:
        return this.readYearDay(true);
      case Std.Hour12:
        return this.readHour(false, 12);
      case Std.ZeroHour12:
        return this.readHour(true, 12);
      case Std.Minute:
        return this.readMinute(false);
      case Std.Second:
        return this.readSecond(false, element);
      case Std.UpperPm:
        return this.readHalf('AM', 'PM');
      case Std.LowerPm:
        return this.readHalf('am', 'pm');
      case Std.ZoneName:
        return this.readZoneName();
      default:
        return this.readFreeFraction();
    }
  }

  private digit(at: number): number {
    if (at >= this.end) return -1;
    const digit = this.text.charCodeAt(at) - 0x30;
    return digit >= 0 && digit <= 9 ? digit : -1;
  }

  /** One or two digits (two when fixed); -1 when there are none. */
  private number(isFixed: boolean): number {
    const first = this.digit(this.pos);
    if (first < 0) return -1;
    const second = this.digit(this.pos + 1);
    if (second < 0) {
      if (isFixed) return -1;
      this.pos++;
      return first;
    }
    this.pos += 2;
    return first * 10 + second;
  }

  /** A whole number with an optional sign in text[at, to); NaN when it is none. A sign alone is 0, as in the reference. */
  private signed(at: number, to: number): number {
    const sign = at < to ? this.text.charCodeAt(at) : 0;
    const hasSign = sign === 0x2b || sign === 0x2d;
    let value = 0;
    for (let i = hasSign ? at + 1 : at; i < to; i++) {
      const digit = this.digit(i);
      if (digit < 0) return NaN;
      value = value * 10 + digit;
    }
    return sign === 0x2d ? -value : value;
  }

  /** Which of the names stands here, in any case, counted from 1; 0 when none. */
  private name(names: readonly string[]): number {
    for (let i = 0; i < names.length; i++) {
      if (this.isName(names[i]!)) {
        this.pos += names[i]!.length;
        return i + 1;
      }
    }
    return 0;
  }

  private isName(name: string): boolean {
    if (this.end - this.pos < name.length) return false;
    for (let i = 0; i < name.length; i++) {
      if ((this.text.charCodeAt(this.pos + i) | 0x20) !== name.charCodeAt(i)) return false;
    }
    return true;
  }

  private skipBlanks(most: number): void {
    for (let i = 0; i < most && this.pos < this.end && this.text.charCodeAt(this.pos) === 0x20; i++) this.pos++;
  }

  private readLongYear(): boolean {
    if (this.end - this.pos < 4 || this.digit(this.pos) < 0) return false;
    const year = this.signed(this.pos, this.pos + 4);
    this.pos += 4;
    this.year = year;
    return !Number.isNaN(year);
  }

  private readShortYear(): boolean {
    if (this.end - this.pos < 2) return false;
    const year = this.signed(this.pos, this.pos + 2);
    if (Number.isNaN(year)) return false;
    this.pos += 2;
    this.year = year >= 69 ? year + 1900 : year + 2000;
    return true;
  }

  private readMonth(isFixed: boolean): boolean {
    const month = this.number(isFixed);
    if (month < 0) return false;
    this.month = month;
    return month > 0 && month <= 12 ? true : this.outOfRange('month');
  }

  private readYearDay(isFixed: boolean): boolean {
    let value = 0;
    let count = 0;
    for (; count < 3; count++) {
      const digit = this.digit(this.pos + count);
      if (digit < 0) break;
      value = value * 10 + digit;
    }
    if (count === 0 || (isFixed && count < 3)) return false;
    this.pos += count;
    this.yearDay = value;
    return true;
  }

  private readHour(isFixed: boolean, most: number): boolean {
    const hour = this.number(isFixed);
    if (hour < 0) return false;
    this.hour = hour;
    return hour <= most ? true : this.outOfRange('hour');
  }

  private readMinute(isFixed: boolean): boolean {
    const minute = this.number(isFixed);
    if (minute < 0) return false;
    this.minute = minute;
    return minute < 60 ? true : this.outOfRange('minute');
  }

  private readSecond(isFixed: boolean, element: LayoutElement): boolean {
    const second = this.number(isFixed);
    if (second >= 60) return this.outOfRange('second');
    this.second = Math.max(second, 0);
    // A fraction is taken here when the layout does not ask for one next.
    const unit = this.pos + 1 < this.end ? this.text.charCodeAt(this.pos) : 0;
    if ((unit !== 0x2e && unit !== 0x2c) || this.digit(this.pos + 1) < 0) return second >= 0;
    if (element.isBeforeFraction) return second >= 0;
    // compat: Go 1.19 forgets here that no second was found (`07:06:.5` is read as second 0).
    return this.readFraction(this.digitsEnd(this.pos + 1));
  }

  private digitsEnd(at: number): number {
    while (this.digit(at) >= 0) at++;
    return at;
  }

  /** A fraction in text[pos, to), its separator included; digits after the ninth are cut. */
  private readFraction(to: number): boolean {
    const at = this.pos;
    this.pos = to;
    const separator = this.text.charCodeAt(at);
    if (separator !== 0x2e && separator !== 0x2c) return false;
    const last = Math.min(to, at + 10);
    const value = this.signed(at + 1, last);
    if (Number.isNaN(value)) return false;
    if (value < 0) return this.outOfRange('fractional second');
    this.ns = value * 10 ** (10 - (last - at));
    return true;
  }

  private readFixedFraction(digits: number): boolean {
    return this.end - this.pos >= digits + 1 && this.readFraction(this.pos + digits + 1);
  }

  private readFreeFraction(): boolean {
    const unit = this.pos + 1 < this.end ? this.text.charCodeAt(this.pos) : 0;
    if ((unit !== 0x2e && unit !== 0x2c) || this.digit(this.pos + 1) < 0) return true; // left out
    return this.readFraction(Math.min(this.digitsEnd(this.pos + 1), this.pos + 10));
  }

  private readHalf(am: string, pm: string): boolean {
    if (this.end - this.pos < 2) return false;
    const half = this.text.slice(this.pos, this.pos + 2);
    this.pos += 2;
    if (half === pm) this.half = 'pm';
    else if (half === am) this.half = 'am';
    else return false;
    return true;
  }

  private readOffset(form: OffsetForm): boolean {
    // compat: Go 1.19 takes `Z` for Z0700, Z07:00 and Z07, not for the forms with seconds.
    if (form.isIso && !form.hasSeconds && this.pos < this.end && this.text.charCodeAt(this.pos) === 0x5a) {
      this.pos++;
      this.isUtc = true;
      return true;
    }
    const at = this.pos;
    const gap = form.hasColons ? 1 : 0;
    const minuteAt = at + 3 + gap;
    const secondAt = minuteAt + 2 + gap;
    const to = form.hasSeconds ? secondAt + 2 : form.hasMinutes ? minuteAt + 2 : at + 3;
    if (to > this.end) return false;
    if (form.hasColons && this.text.charCodeAt(minuteAt - 1) !== 0x3a) return false;
    if (form.hasColons && form.hasSeconds && this.text.charCodeAt(secondAt - 1) !== 0x3a) return false;
    this.pos = to;
    const hours = this.signed(at + 1, at + 3);
    const minutes = form.hasMinutes ? this.signed(minuteAt, minuteAt + 2) : 0;
    const seconds = form.hasSeconds ? this.signed(secondAt, secondAt + 2) : 0;
    const offset = (hours * 60 + minutes) * 60 + seconds;
    const sign = this.text.charCodeAt(at);
    this.offset = sign === 0x2d ? -offset : offset;
    return !Number.isNaN(offset) && (sign === 0x2b || sign === 0x2d);
  }

  private readZoneName(): boolean {
    if (this.text.startsWith('UTC', this.pos) && this.end - this.pos >= 3) {
      this.pos += 3;
      this.isUtc = true;
      return true;
    }
    const length = abbreviationLength(this.text.slice(this.pos, this.end));
    if (length === 0) return false;
    this.abbreviation = this.text.slice(this.pos, this.pos + length);
    this.pos += length;
    return true;
  }

  /** Puts the parts together. */
  private finish(zone: Zone): boolean {
    if (this.half === 'pm' && this.hour < 12) this.hour += 12;
    else if (this.half === 'am' && this.hour === 12) this.hour = 0;
    if (this.yearDay >= 0 && !this.isLenient && !this.applyYearDay()) return false;
    const month = this.month < 0 ? 1 : this.month;
    const day = this.day < 0 ? 1 : this.day;
    if (this.isLenient) return true;
    if (day < 1 || day > daysInMonth(month, this.year)) return this.outOfRange('day');
    const time = (this.hour * 60 + this.minute) * 60 + this.second;
    this.seconds = this.toUtc(daysFromCivil(this.year, month, day) * 86400 + time, zone);
    return true;
  }

  private toUtc(local: number, zone: Zone): number {
    if (this.isUtc) return local;
    if (this.offset !== NO_OFFSET) return local - this.offset;
    if (this.abbreviation === '') return zone.toUtc(local);
    // compat: an abbreviation the zone never used counts as UTC, even `GMT+3`.
    return local - (zone.offsetOfAbbreviation(this.abbreviation, local) ?? 0);
  }

  private applyYearDay(): boolean {
    let rest = this.yearDay;
    if (rest < 1 || rest > (isLeap(this.year) ? 366 : 365)) return this.outOfRange('day-of-year');
    let month = 1;
    while (rest > daysInMonth(month, this.year)) rest -= daysInMonth(month++, this.year);
    if (this.month >= 0 && this.month !== month) return this.failWith(': day-of-year does not match month');
    if (this.day >= 0 && this.day !== rest) return this.failWith(': day-of-year does not match day');
    this.month = month;
    this.day = rest;
    return true;
  }
}

const SPECIAL_ABBREVIATIONS: readonly string[] = ['ChST', 'MeST'];

/** Length of the zone abbreviation at the start of a text, 0 when none can be seen there. */
function abbreviationLength(text: string): number {
  if (text.length < 3) return 0;
  if (SPECIAL_ABBREVIATIONS.includes(text.slice(0, 4))) return 4;
  if (text.startsWith('GMT')) return 3 + signedHoursLength(text.slice(3));
  if (text.startsWith('+') || text.startsWith('-')) return signedHoursLength(text);
  const upper = /^[A-Z]{0,6}/.exec(text)![0];
  switch (upper.length) {
    case 3:
      return 3;
    case 4:
      return upper.endsWith('T') || upper === 'WITA' ? 4 : 0;
    case 5:
      return upper.endsWith('T') ? 5 : 0;
    default:
      return 0;
  }
}

/** Length of `+3`, `-11` ... up to 23 hours; 0 when the text does not start so. */
function signedHoursLength(text: string): number {
  const match = /^[+-](\d+)/.exec(text);
  return match !== null && Number(match[1]) <= 23 ? match[0].length : 0;
}
