// Guesses the format of a date from its shape: finds a Go layout for the text, and the part of the text to read by it.
// Nothing here depends on the values of digits, only on where they stand, so what is found for one text holds for all
// texts of the same shape (`literalDigits` names the exceptions). Default options of the reference: month before day.
// Behaviour: araddon/dateparse 8aadafed4dc4

import { Buffer } from 'node:buffer';
import type { Int } from '../../point/value.js';
import { toInt } from '../../point/value.js';
import { DatePart } from './date-part.js';
import { Scan } from './scan.js';
import { TimePart } from './time-part.js';

export interface DateLayout {
  readonly kind: 'layout';
  readonly layout: string;
  /** Text to read, [from, end) of it. */
  readonly text: string;
  readonly from: number;
  readonly end: number;
  /** The text is UTC, whatever the zone. */
  readonly isUtc: boolean;
  /** The text read is a piece of the one given, starting at `origin` there; undefined when it was mended. */
  readonly origin: number | undefined;
  /** Per byte of the text: 1 where a digit became part of the layout, so another digit gives another layout. */
  readonly literalDigits: Uint8Array;
}

export type DateGuess =
  | DateLayout
  | { readonly kind: 'epoch'; readonly ns: Int }
  /** `text` is the rest of the given text that no format fits. */
  | { readonly kind: 'unknown'; readonly text: string }
  | { readonly kind: 'short'; readonly text: string };

/** More mends than any real date needs; a bound for texts like `April 8thththth...`. */
const MAX_WALKS = 8;

const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)$/i;

/** Finds the layout of a byte string. */
export function guessDate(given: string): DateGuess {
  let text = given;
  let origin: number | undefined = 0;
  for (let walks = 0; walks < MAX_WALKS; walks++) {
    const start = weekdaysEnd(text);
    if (start > 0) text = text.slice(start);
    if (origin !== undefined) origin += start;
    const scan = new Scan(text);
    const date = new DatePart(scan);
    const stop = date.walk() ?? (date.hasTime ? new TimePart(scan).walk() : undefined);
    if (stop === undefined) return conclude(scan, date, origin);
    if (stop.kind === 'unknown') break;
    if (!stop.isSameShape) origin = undefined;
    text = stop.text;
  }
  return { kind: 'unknown', text };
}

/** End of the abbreviated weekdays the text starts with: they say nothing. */
function weekdaysEnd(text: string): number {
  let at = 0;
  while (text.charCodeAt(at + 3) === 0x20 && WEEKDAY.test(text.slice(at, at + 3))) at += 4;
  return at;
}

function conclude(scan: Scan, date: DatePart, origin: number | undefined): DateGuess {
  const text = scan.text;
  switch (date.state) {
    case 'digits':
      return digitsOnly(scan, origin);
    case 'year-name':
      scan.endDay();
      break;
    case 'number-name-':
      date.takeDayAndYear(text.length);
      break;
    case 'dot':
      scan.endMonth();
      break;
    case 'month ':
    case 'word day, ':
      scan.endYear();
      break;
    case 'day long-month ':
      return whole(scan, origin, scan.day.length === 2 ? '02 January 2006' : '2 January 2006');
    case 'chinese':
      return whole(scan, origin, CHINESE_DATE);
    case 'chinese-space':
      return whole(scan, origin, `${CHINESE_DATE} 15:04:05`);
    case 'start':
    case 'number-':
    case 'number-name':
    case 'day ':
    case 'word':
    case 'word ':
    case 'word day,':
    case 'month suffix':
    case 'month more':
    case 'word.':
      return { kind: 'unknown', text };
    default:
      break;
  }
  return fromFormat(scan, origin);
}

/** `2006年01月02日` as a byte string. */
const CHINESE_DATE = Buffer.from('2006年01月02日', 'utf8').toString('latin1');

/** Nanoseconds in one unit of an epoch, by its number of digits. */
const EPOCH_UNITS: ReadonlyMap<number, bigint> = new Map([
  [19, 1n],
  [16, 1_000n],
  [13, 1_000_000n],
  [10, 1_000_000_000n],
]);

const DIGIT_LAYOUTS: ReadonlyMap<number, string> = new Map([
  [14, '20060102150405'],
  [8, '20060102'],
  [4, '2006'],
]);

const MAX_INT64 = 9_223_372_036_854_775_807n;

/** An epoch written in 10, 13, 16 or 19 digits (s, ms, us, ns) in nanoseconds; undefined for any other text. */
export function epochNs(text: string): Int | undefined {
  const unit = EPOCH_UNITS.get(text.length);
  if (unit === undefined || !/^\d+$/.test(text)) return undefined;
  const value = BigInt(text);
  return value > MAX_INT64 ? undefined : toInt(value * unit);
}

function digitsOnly(scan: Scan, origin: number | undefined): DateGuess {
  const text = scan.text;
  const ns = epochNs(text);
  if (ns !== undefined) return { kind: 'epoch', ns };
  const layout = DIGIT_LAYOUTS.get(text.length);
  if (layout !== undefined) return whole(scan, origin, layout);
  return text.length < 4 ? { kind: 'short', text } : { kind: 'unknown', text };
}

/** A layout that replaces the format altogether. */
function whole(scan: Scan, origin: number | undefined, layout: string): DateLayout {
  const literalDigits = new Uint8Array(scan.text.length);
  return {
    kind: 'layout',
    layout,
    text: scan.text,
    from: 0,
    end: scan.text.length,
    isUtc: false,
    origin,
    literalDigits,
  };
}

function fromFormat(scan: Scan, origin: number | undefined): DateLayout {
  const { text, isUtc, formatEnd: end } = scan;
  let layout = scan.format.toString('latin1', 0, end);
  // Of a month's name the text keeps its own length, so the layout is longer or shorter than the text.
  if (scan.fullMonth !== '' && scan.month.at === 0) layout = `January${layout.slice(scan.fullMonth.length)}`;
  const from = scan.skip > 0 && layout.length > scan.skip ? scan.skip : 0;
  const literalDigits = scan.isToken.map((isToken, at) => (isToken === 0 && at < end && isDigitAt(text, at) ? 1 : 0));
  return { kind: 'layout', layout: layout.slice(from), text, from, end, isUtc, origin, literalDigits };
}

function isDigitAt(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0x30 && unit <= 0x39;
}
