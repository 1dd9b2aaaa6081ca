// Times written by a strftime format (`%Y-%m-%d`), compiled once into pieces. Between `%` and letter may stand flags
// (`-` no padding, `_` blanks, `0` zeros, `^` upper case, `#` other case), a width and, before `z`, colons. What is no
// directive is written as it stands.
// Behaviour: itchyny/timefmt-go 0.1.5

import { isoWeek } from './civil.js';
import type { LocalTime } from './local-time.js';
import { MONTHS, WEEKDAYS } from './local-time.js';

type Padding = 'default' | 'none' | 'blank' | 'zero';

interface Directive {
  readonly letter: string;
  readonly width: number;
  readonly padding: Padding;
  readonly isUpper: boolean;
  readonly isSwapped: boolean;
  /** Before `z`: 0 to 3. */
  readonly colons: number;
}

export type TimeFormat = readonly (string | Directive)[];

const SHORTHANDS: Readonly<Record<string, string>> = {
  c: 'a b e H:M:S Y',
  '+': 'a b e H:M:S Z Y',
  F: 'Y-m-d',
  D: 'm/d/y',
  x: 'm/d/y',
  v: 'e-b-Y',
  T: 'H:M:S',
  X: 'H:M:S',
  r: 'I:M:S p',
  R: 'H:M',
};

const LETTERS = 'YyCgGmBbhAawuVUWedjkHlIpPMSsfZztn%';

const FLAG_PADDING: Readonly<Record<string, Padding>> = { '-': 'none', _: 'blank', '0': 'zero' };
const MAX_WIDTH = 1024;

export function compileStrftime(format: string): TimeFormat {
  const pieces: (string | Directive)[] = [];
  for (let at = 0; at < format.length;) {
    const percent = format.indexOf('%', at);
    if (percent < 0) {
      pieces.push(format.slice(at));
      break;
    }
    if (percent > at) pieces.push(format.slice(at, percent));
    at = compileDirective(format, percent, pieces);
  }
  return pieces;
}

/** Reads the directive at `percent` and says where it ends. */
function compileDirective(format: string, percent: number, pieces: (string | Directive)[]): number {
  let padding: Padding = 'default';
  let width = 0;
  let isUpper = false;
  let isSwapped = false;
  let at = percent + 1;
  for (; at < format.length; at++) {
    const c = format[at]!;
    const flag = FLAG_PADDING[c];
    if (flag !== undefined) {
      padding = flag;
    } else if (c === '^') {
      isUpper = true;
    } else if (c === '#') {
      isSwapped = true;
    } else if (c >= '1' && c <= '9') {
      const digits = /^\d+/.exec(format.slice(at))![0];
      width = Math.min(Number(digits), MAX_WIDTH);
      if (padding === 'none') padding = 'blank';
      at += digits.length - 1;
    } else {
      break;
    }
  }
  const directive = { letter: format[at] ?? '', width, padding, isUpper, isSwapped, colons: 0 };
  if (directive.letter === ':') return compileColons(format, percent, at, directive, pieces);
  const shorthand = SHORTHANDS[directive.letter];
  if (shorthand !== undefined) pieces.push(...expand(shorthand, isUpper));
  else if (directive.letter !== '' && LETTERS.includes(directive.letter)) pieces.push(directive);
  else pieces.push(unknownText(format.slice(percent, at), directive));
  return at + 1;
}

/** compat: the width of an unknown directive counts its letter; at the end of the format there is none. */
function unknownText(flags: string, { letter, width, padding }: Directive): string {
  return letter === '' ? padText(flags, width, padding) : padText(flags, width - 1, padding) + letter;
}

function compileColons(
  format: string,
  percent: number,
  from: number,
  directive: Directive,
  pieces: (string | Directive)[],
): number {
  let at = from;
  while (format[at] === ':') at++;
  const colons = at - from;
  const isZone = format[at] === 'z';
  if (isZone && colons <= 3) {
    pieces.push({ ...directive, letter: 'z', colons });
    return at + 1;
  }
  const end = isZone ? at + 1 : at;
  pieces.push(padText(format.slice(percent, end), directive.width, directive.padding));
  return end;
}

/** The pieces of a shorthand; of its flags only upper case reaches them. */
function expand(shorthand: string, isUpper: boolean): (string | Directive)[] {
  return Array.from(shorthand, (letter) =>
    LETTERS.includes(letter) ? { letter, width: 0, padding: 'default', isUpper, isSwapped: false, colons: 0 } : letter,
  );
}

export function formatStrftime(format: TimeFormat, time: LocalTime): string {
  let text = '';
  for (const piece of format) text += typeof piece === 'string' ? piece : write(piece, time);
  return text;
}

function write(d: Directive, time: LocalTime): string {
  switch (d.letter) {
    case 'B':
      return word(MONTHS[time.month - 1]!, d);
    case 'b':
    case 'h':
      return word(MONTHS[time.month - 1]!.slice(0, 3), d);
    case 'A':
      return word(WEEKDAYS[time.weekday]!, d);
    case 'a':
      return word(WEEKDAYS[time.weekday]!.slice(0, 3), d);
    case 'p':
      return word(time.hour < 12 ? 'AM' : 'PM', d);
    case 'P':
      return word(time.hour < 12 ? 'am' : 'pm', d);
    case 'Z':
      return word(time.abbreviation, d);
    case 'z':
      return offsetText(d, time.offset);
    case 't':
      return padText('\t', d.width, d.padding);
    case 'n':
      return padText('\n', d.width, d.padding);
    case '%':
      return padText('%', d.width, d.padding);
    case 'w':
      return weekday(time.weekday, d);
    case 'u':
      return weekday(time.weekday || 7, d);
    default:
      return number(d, time);
  }
}

function number(d: Directive, time: LocalTime): string {
  switch (d.letter) {
    case 'Y':
      return digits(time.year, d, 4);
    case 'y':
      return digits(time.year % 100, d, 2);
    case 'C':
      return digits(Math.trunc(time.year / 100), d, 2);
    case 'G':
      return digits(isoWeek(time.days).year, d, 4);
    case 'g':
      return digits(isoWeek(time.days).year % 100, d, 2);
    case 'V':
      return digits(isoWeek(time.days).week, d, 2);
    case 'U':
      return digits(Math.trunc((time.yearDay + 6 - time.weekday) / 7), d, 2);
    case 'W':
      return digits(Math.trunc((time.yearDay + (time.weekday > 0 ? 7 - time.weekday : 0)) / 7), d, 2);
    case 'm':
      return digits(time.month, d, 2);
    case 'd':
      return digits(time.day, d, 2);
    case 'e':
      return digits(time.day, d, 2, 'blank');
    case 'j':
      return digits(time.yearDay, d, 3);
    case 'H':
      return digits(time.hour, d, 2);
    case 'k':
      return digits(time.hour, d, 2, 'blank');
    case 'I':
      return digits(time.hour % 12 || 12, d, 2);
    case 'l': // compat: midnight is 0 here, noon is 12
      return digits(time.hour > 12 ? time.hour - 12 : time.hour, d, 2, 'blank');
    case 'M':
      return digits(time.minute, d, 2);
    case 'S':
      return digits(time.second, d, 2);
    case 's':
      return digits(time.unixSeconds, d, 0, 'blank');
    default: // f
      return digits(Math.trunc(time.ns / 1000), d, 6);
  }
}

/** Letters whose usual width is a default only; for the others it is the least width. */
const LOOSE_WIDTHS: ReadonlySet<string> = new Set(['Y', 'G', 'f', 's']);

function digits(value: number, d: Directive, usualWidth: number, usualPadding: Padding = 'zero'): string {
  if (d.padding === 'none') return String(value);
  const width = LOOSE_WIDTHS.has(d.letter) ? d.width || usualWidth : Math.max(d.width, usualWidth);
  return String(value).padStart(width, (d.padding === 'default' ? usualPadding : d.padding) === 'zero' ? '0' : ' ');
}

function weekday(value: number, { width, padding }: Directive): string {
  // compat: "no padding" written behind a width pads with NUL.
  return String(value).padStart(width, padding === 'none' ? '\0' : padding === 'blank' ? ' ' : '0');
}

function padText(text: string, width: number, padding: Padding): string {
  return padding === 'none' ? text : text.padStart(width, padding === 'zero' ? '0' : ' ');
}

function word(text: string, { width, padding, isUpper, isSwapped }: Directive): string {
  const padding_ = text.length < width && padding !== 'none' ? padText('', width - text.length, padding) : '';
  if (isSwapped && text.charCodeAt(text.length - 1) < 0x61) return padding_ + mapCodes(text, (code) => code | 0x20);
  // compat: bits are cleared whatever the character, so `%^Z` garbles `+03`.
  return padding_ + (isUpper || isSwapped ? mapCodes(text, (code) => code & 0x5f) : text);
}

function mapCodes(text: string, map: (code: number) => number): string {
  return Array.from(text, (c) => String.fromCharCode(map(c.charCodeAt(0)))).join('');
}

function offsetText({ width, padding, colons }: Directive, offset: number): string {
  const total = Math.abs(offset);
  const sign = offset < 0 ? '-' : '+';
  const colon = colons > 0 ? ':' : '';
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = String(Math.trunc(total / 3600));
  let rest = '';
  if (colons <= 2 || total % 3600 !== 0) rest = colon + two(Math.trunc(total / 60) % 60);
  if (colons === 2 || (colons === 3 && total % 60 !== 0)) rest += colon + two(total % 60);
  switch (padding) {
    case 'none':
      return sign + hours + rest;
    case 'blank':
      return ((hours.length < 2 ? ' ' : '') + sign + hours + rest).padStart(width);
    default:
      return sign + (two(Number(hours)) + rest).padStart(width - 1, '0');
  }
}
