// What guessing the format of a date keeps in mind while it walks a byte string: where each part was seen, and a copy
// of the text in which recognised parts are overwritten by Go layout tokens. What is not recognised stays in that copy
// and is read as part of the layout later, which explains several odd readings that scripts rely on.
// Behaviour: araddon/dateparse 8aadafed4dc4

import { Buffer } from 'node:buffer';

/** Where a part of the date stands in the text; `at` 0 means "not seen" for most parts. */
export interface Part {
  at: number;
  length: number;
}

function part(): Part {
  return { at: 0, length: 0 };
}

/** How a walk ends before the end of the text. */
export type Stop =
  | { readonly kind: 'unknown' }
  /** The text is to be walked again in a mended form; `isSameShape`: only a comma became a point. */
  | { readonly kind: 'again'; readonly text: string; readonly isSameShape: boolean };

export const UNKNOWN: Stop = { kind: 'unknown' };

export class Scan {
  readonly text: string;
  /** The text becoming a layout; `formatEnd` is where it was cut. */
  readonly format: Buffer;
  /** Bytes of `format` that were overwritten. */
  readonly isToken: Uint8Array;
  formatEnd: number;
  /** The walk's position: the last byte of the character looked at. */
  i = 0;

  readonly year = part();
  readonly month = part();
  readonly day = part();
  readonly hour = part();
  readonly minute = part();
  readonly second = part();
  readonly fraction = part();
  readonly zone = part();
  offsetAt = 0;
  /** Length of the first number. */
  firstLength = 0;
  /** Text before this is left out of the parse. */
  skip = 0;
  /** Text from here on is left out of the parse. */
  extra = 0;
  /** Name of a month the text starts with, written out. */
  fullMonth = '';
  /** A `Z` was seen: the text is UTC. */
  isUtc = false;

  constructor(text: string) {
    this.text = text;
    this.format = Buffer.from(text, 'latin1');
    this.isToken = new Uint8Array(text.length);
    this.formatEnd = text.length;
  }

  /** Overwrites the format; a token that would not fit is left out. */
  set(at: number, token: string): void {
    if (at < 0 || this.formatEnd < at + token.length) return;
    this.format.write(token, at, 'latin1');
    this.isToken.fill(1, at, at + token.length);
  }

  setYear(): void {
    if (this.year.length === 2) this.set(this.year.at, '06');
    else if (this.year.length === 4) this.set(this.year.at, '2006');
  }

  setMonth(): void {
    if (this.month.length === 2) this.set(this.month.at, '01');
    else if (this.month.length === 1) this.set(this.month.at, '1');
  }

  setDay(): void {
    if (this.day.length === 2) this.set(this.day.at, '02');
    else if (this.day.length === 1) this.set(this.day.at, '2');
  }

  /** The part ends here; its token is written. */
  endYear(): void {
    this.year.length = this.i - this.year.at;
    this.setYear();
  }

  endMonth(): void {
    this.month.length = this.i - this.month.at;
    this.setMonth();
  }

  endDay(): void {
    this.day.length = this.i - this.day.at;
    this.setDay();
  }

  endMonthName(): void {
    this.month.length = this.i - this.month.at;
    this.set(this.month.at, 'Jan');
  }

  /** Gives parts of the date that were begun and not ended the rest up to here. */
  settleDate(): void {
    const { year, month, day } = this;
    if (year.at > 0) {
      if (year.length === 0) year.length = this.i - year.at;
      this.setYear();
    }
    if (month.at > 0 && month.length === 0) this.endMonth();
    if (day.at > 0 && day.length === 0) this.endDay();
  }

  /** The same for the time; may be called several times. */
  settleTime(): void {
    const { hour, minute, second, fraction } = this;
    if (hour.at > 0) {
      if (hour.length === 2) this.set(hour.at, '15');
      else if (hour.length === 1) this.set(hour.at, '3');
    }
    if (minute.at > 0) {
      if (minute.length === 0) minute.length = this.i - minute.at;
      this.set(minute.at, minute.length === 2 ? '04' : '4');
    }
    if (second.at > 0) {
      if (second.length === 0) second.length = this.i - second.at;
      this.set(second.at, second.length === 2 ? '05' : '5');
    }
    if (fraction.at > 0 && fraction.length > 0) this.set(fraction.at, '0'.repeat(fraction.length));
  }

  /** Cuts text and format at `extra`. */
  cut(): void {
    if (this.extra > 0 && this.formatEnd > this.extra) this.formatEnd = this.extra;
  }

  /** True when the byte after the position is one of `bytes`. */
  isNext(bytes: string): boolean {
    const next = this.i + 1;
    return next < this.formatEnd && bytes.includes(this.text[next]!);
  }
}
