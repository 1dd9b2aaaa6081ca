// The walk over the date: one small function per state, which looks at one character. It may end the date (`isOver`) or
// the whole walk (`stop`).

import { characterAt, characterLength, isDigit, isLetter } from './characters.js';
import type { Scan, Stop } from './scan.js';
import { UNKNOWN } from './scan.js';

export type DateState =
  | 'start'
  | 'digits' // 2
  | 'year-' // 2006-
  | 'year-name' // 2006-Ja
  | 'year-month-' // 2006-01-
  | 'year-month-day' // 2006-01-02 and a blank or T
  | 'number-' // 02-
  | 'number-name' // 02-Ja
  | 'number-name-' // 02-Jan-
  | 'dot' // 01.
  | 'dot-dot' // 01.02.
  | 'slash' // 01/
  | 'colon' // 01:
  | 'chinese' // 2006年
  | 'chinese-space'
  | 'day ' // 2 and a blank
  | 'day month ' // 02 Jan and a blank
  | 'day long-month ' // 02 January and a blank
  | 'word' // Ja
  | 'word ' // Jan and a blank
  | 'word digit' // Jan 2
  | 'word day year?' // Jan 2 and a blank
  | 'word day,' // Jan 2,
  | 'word day, ' // Jan 2, and a blank
  | 'word day, year' // Jan 2, 2006 and a separator
  | 'month ' // January and a blank, little more
  | 'month suffix' // January 2n
  | 'month more' // January and a blank, much more
  | 'month day ' // January 2, and a blank
  | 'word word' // Mon Jan
  | 'word.' // Jan.
  | 'weekday,' // Monday,
  | 'mon,'; // Mon,

const CHINESE_YEAR = 0x5e74;
const MINUS_SIGN = 0x2212;

const FULL_MONTHS: ReadonlySet<string> = new Set([
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july'],
  ...['august', 'september', 'october', 'november', 'december'],
]);
const LONGEST_MONTH = 9;

export class DatePart {
  state: DateState = 'start';
  /** A time may follow where the walk stopped. */
  hasTime = false;
  private isOver = false;
  private stop: Stop | undefined;
  private readonly scan: Scan;

  constructor(scan: Scan) {
    this.scan = scan;
  }

  /** Walks until the date is over or the text ends. */
  walk(): Stop | undefined {
    const scan = this.scan;
    for (; scan.i < scan.text.length; scan.i++) {
      const length = characterLength(scan.text, scan.i);
      const code = characterAt(scan.text, scan.i, length);
      scan.i += length - 1;
      this.step(code, length === 1 ? scan.text[scan.i]! : '');
      if (this.stop !== undefined) return this.stop;
      if (this.isOver) break;
    }
    scan.settleDate();
    return undefined;
  }

  private step(code: number, c: string): void {
    switch (this.state) {
      case 'start':
        this.start(code);
        break;
      case 'digits':
        this.digits(code, c);
        break;
      case 'year-':
        this.afterYearDash(code, c);
        break;
      case 'year-name':
        this.yearName(c);
        break;
      case 'year-month-':
        this.afterMonthDash(c);
        break;
      case 'number-':
        this.afterNumberDash(code);
        break;
      case 'number-name':
        this.numberName(c);
        break;
      case 'number-name-':
        this.afterNameDash(c);
        break;
      case 'dot':
        this.dot(c);
        break;
      case 'slash':
        this.separated(c, '/');
        break;
      case 'colon':
        this.separated(c, ':');
        break;
      case 'chinese':
        if (c === ' ') this.state = 'chinese-space';
        break;
      case 'day ':
        this.afterDaySpace(c);
        break;
      case 'day month ':
        this.yearBefore(c);
        break;
      case 'dot-dot':
      case 'day long-month ':
        break; // whatever follows
      default:
        this.stepWord(code, c);
    }
  }

  private stepWord(code: number, c: string): void {
    switch (this.state) {
      case 'word':
        this.word(c);
        break;
      case 'word ':
        this.afterWordSpace(code);
        break;
      case 'word digit':
        this.wordDigit(code, c);
        break;
      case 'word day year?':
        this.yearOrTime(c);
        break;
      case 'word day,':
        this.afterDayComma(c);
        break;
      case 'word day, ':
        this.yearAfterComma(c);
        break;
      case 'month ':
        this.afterMonth(c);
        break;
      case 'month suffix':
        this.suffix(c);
        break;
      case 'month more':
        this.afterMonthMore(code, c);
        break;
      case 'month day ':
        this.yearBefore(c);
        break;
      case 'word.':
        this.afterPeriod(code, c);
        break;
      case 'weekday,':
        this.afterWeekday(c);
        break;
      case 'mon,':
        this.afterMon(c);
        break;
      default:
        this.isOver = true;
    }
  }

  private start(code: number): void {
    if (isDigit(code)) this.state = 'digits';
    else if (isLetter(code)) this.state = 'word';
    else this.stop = UNKNOWN;
  }

  private digits(code: number, c: string): void {
    const scan = this.scan;
    if (c === ',') {
      this.stop = UNKNOWN;
      return;
    }
    if (c === '-' || code === MINUS_SIGN) {
      this.state = scan.i === 4 ? 'year-' : 'number-';
      if (scan.i === 4) this.takeYear();
    } else if (c === '/' || c === ':') {
      this.state = c === '/' ? 'slash' : 'colon';
      if (scan.i === 4) this.takeYear();
      else this.takeMonth();
    } else if (c === '.') {
      this.state = 'dot';
      if (scan.i === 4) this.takeYear();
      else this.takeMonth();
    } else if (c === ' ') {
      this.state = 'day ';
      scan.day.at = 0;
      scan.day.length = scan.i;
    } else if (code === CHINESE_YEAR) {
      this.state = 'chinese';
    } else {
      return;
    }
    scan.firstLength = scan.i;
  }

  private takeYear(): void {
    const scan = this.scan;
    scan.year.length = scan.i;
    scan.setYear();
    scan.month.at = scan.i + 1;
  }

  private takeMonth(): void {
    const scan = this.scan;
    scan.month.length = scan.i;
    scan.setMonth();
    scan.day.at = scan.i + 1;
  }

  /** The first number is the day after all. */
  private takeDay(): void {
    this.scan.day.at = 0;
    this.scan.day.length = this.scan.firstLength;
    this.scan.setDay();
  }

  private again(text: string): void {
    this.stop = { kind: 'again', text, isSameShape: false };
  }

  private endWithTime(): void {
    this.hasTime = true;
    this.isOver = true;
  }

  private afterYearDash(code: number, c: string): void {
    const scan = this.scan;
    if (c === '-') {
      scan.endMonth();
      scan.day.at = scan.i + 1;
      this.state = 'year-month-';
    } else if (isLetter(code)) {
      this.state = 'year-name';
    }
  }

  private yearName(c: string): void {
    if (c !== '-') return;
    this.scan.endMonthName();
    this.scan.day.at = this.scan.i + 1;
  }

  private afterMonthDash(c: string): void {
    if (c !== ' ' && c !== 'T') return;
    this.scan.endDay();
    this.state = 'year-month-day';
    this.endWithTime();
  }

  private afterNumberDash(code: number): void {
    if (!isLetter(code)) this.stop = UNKNOWN;
    this.state = 'number-name';
    this.scan.month.at = this.scan.i;
  }

  private numberName(c: string): void {
    if (c !== '-') return;
    this.scan.endMonthName();
    this.scan.year.at = this.scan.i + 1;
    this.state = 'number-name-';
  }

  private afterNameDash(c: string): void {
    if (c !== ' ') return;
    this.takeDayAndYear(this.scan.i);
    this.endWithTime();
  }

  /** 02-Jan-06 or 02-Jan-2006, the year ending at `end`; years of other lengths stay as they are. */
  takeDayAndYear(end: number): void {
    const scan = this.scan;
    const length = end - (scan.month.at + scan.month.length + 1);
    if (length !== 4 && length !== 2) return;
    scan.year.length = length;
    scan.setYear();
    this.takeDay();
  }

  /** 2006/01/02 or 01/02/2006, and the same with colons. */
  private separated(c: string, separator: string): void {
    const scan = this.scan;
    if (c === ' ') {
      if (scan.year.length === 0) scan.endYear();
      else if (scan.day.length === 0) scan.endDay();
      this.endWithTime();
    }
    if (c !== separator) return;
    if (scan.year.length > 0) {
      if (scan.month.length === 0) {
        scan.endMonth();
        scan.day.at = scan.i + 1;
      }
    } else if (scan.day.length === 0) {
      scan.endDay();
      scan.year.at = scan.i + 1;
    }
    return undefined;
  }

  private dot(c: string): void {
    const scan = this.scan;
    if (c !== '.') return;
    if (scan.month.at === 0) {
      scan.endDay();
      scan.year.at = scan.i + 1;
    } else {
      scan.endMonth();
      scan.day.at = scan.i + 1;
    }
    this.state = 'dot-dot';
  }

  private afterDaySpace(c: string): void {
    const scan = this.scan;
    if (c !== ' ') return;
    scan.year.at = scan.i + 1;
    this.takeDay();
    this.hasTime = true;
    if (scan.i > scan.day.length + ' Sep'.length) {
      this.state = 'day long-month ';
      return;
    }
    scan.month.at = scan.day.length + 1;
    scan.endMonthName();
    this.state = 'day month ';
  }

  private yearBefore(c: string): void {
    if (c !== ' ' && c !== ',') return;
    this.scan.endYear();
    if (c === ',') this.scan.i++;
    this.endWithTime();
  }

  private word(c: string): void {
    const scan = this.scan;
    if (c === ' ') {
      if (scan.i <= 3) this.state = 'word ';
      else this.longWord();
    } else if (c === ',') {
      this.wordComma();
    } else if (c === '.') {
      this.state = 'word.';
      if (scan.i === 3) {
        scan.month.length = scan.i;
        scan.set(0, 'Jan');
      } else if (scan.i === 4) {
        this.again(scan.text.slice(0, 3) + scan.text.slice(4)); // sept.
      } else {
        this.stop = UNKNOWN;
      }
    }
  }

  private longWord(): void {
    const scan = this.scan;
    if (scan.i > LONGEST_MONTH) return;
    const month = scan.text.slice(0, scan.i).toLowerCase();
    if (!FULL_MONTHS.has(month)) return;
    scan.fullMonth = month;
    this.state = scan.text.length - scan.i < ' 31, 2018 '.length ? 'month ' : 'month more';
    scan.day.at = scan.i + 1;
  }

  private wordComma(): void {
    const scan = this.scan;
    if (scan.i === 3) {
      this.state = 'mon,';
      scan.set(0, 'Mon');
    } else {
      this.state = 'weekday,';
      scan.skip = scan.i + 2;
      scan.i++;
    }
  }

  private afterWordSpace(code: number): void {
    const scan = this.scan;
    if (isLetter(code)) {
      scan.set(0, 'Mon');
      this.state = 'word word';
      scan.set(scan.i, 'Jan');
    } else if (isDigit(code)) {
      scan.set(0, 'Jan');
      this.state = 'word digit';
      scan.day.at = scan.i;
    }
  }

  private wordDigit(code: number, c: string): void {
    const scan = this.scan;
    if (c === ',') {
      scan.endDay();
      this.state = 'word day,';
    } else if (c === ' ') {
      scan.endDay();
      scan.year.at = scan.i + 1;
      this.state = 'word day year?';
      this.hasTime = true;
    } else if (isLetter(code)) {
      this.state = 'month suffix';
      scan.i--; // look at it again
    }
  }

  private yearOrTime(c: string): void {
    const scan = this.scan;
    if (c === ':') {
      scan.i -= 3; // it was an hour
      this.state = 'word digit';
      scan.year.at = 0;
      this.isOver = true;
      return;
    }
    if (c !== ' ') return;
    scan.endYear();
    this.isOver = true;
  }

  private afterDayComma(c: string): void {
    if (c !== ' ') return;
    this.scan.year.at = this.scan.i + 1;
    this.state = 'word day, ';
  }

  private yearAfterComma(c: string): void {
    if (c === "'") this.scan.year.at = this.scan.i + 1;
    if (c !== ' ' && c !== ',') return;
    this.state = 'word day, year';
    this.scan.endYear();
    this.endWithTime();
  }

  private afterMonth(c: string): void {
    const scan = this.scan;
    if (c === ' ' || c === ',') {
      if (scan.day.length === 0) scan.endDay();
    } else if (c !== '' && 'sSrRtTnN'.includes(c)) {
      scan.i--;
      this.state = 'month suffix';
    } else if (scan.day.length > 0 && scan.year.at === 0) {
      scan.year.at = scan.i;
    }
  }

  /** Takes `th`, `nd`, `st`, `rd` out and starts again. */
  private suffix(c: string): void {
    const scan = this.scan;
    const second = SUFFIXES[c];
    if (second === undefined || !scan.isNext(second) || scan.text.length <= scan.i + 2) return;
    this.again(scan.text.slice(0, scan.i) + scan.text.slice(scan.i + 2));
  }

  private afterMonthMore(code: number, c: string): void {
    const scan = this.scan;
    if (c === ',') {
      if (!scan.isNext(' ')) return;
      scan.endDay();
      scan.year.at = scan.i + 2;
      this.state = 'month day ';
      scan.i++;
    } else if (c === ' ') {
      scan.endDay();
      scan.year.at = scan.i + 1;
      this.state = 'month day ';
    } else if (isLetter(code)) {
      scan.endDay();
      this.state = 'month suffix';
      scan.i--;
    }
  }

  private afterPeriod(code: number, c: string): void {
    if (c === ' ') return;
    if (!isDigit(code)) this.stop = UNKNOWN;
    this.state = 'word digit';
    this.scan.day.at = this.scan.i;
  }

  private afterWeekday(c: string): void {
    const scan = this.scan;
    if (scan.day.at === 0) scan.day.at = scan.i;
    if (c !== ' ' && c !== '-') return;
    if (scan.month.at === 0) {
      scan.month.at = scan.i + 1;
      scan.endDay();
    } else if (scan.year.at === 0) {
      scan.year.at = scan.i + 1;
      scan.endMonthName();
    } else {
      this.endWithTime();
    }
  }

  private afterMon(c: string): void {
    const scan = this.scan;
    if (c !== ' ' && c !== '-') return;
    if (scan.day.at === 0) {
      scan.day.at = scan.i + 1;
    } else if (scan.month.at === 0) {
      scan.endDay();
      scan.month.at = scan.i + 1;
    } else if (scan.year.at === 0) {
      scan.endMonthName();
      scan.year.at = scan.i + 1;
    } else {
      scan.endYear();
      this.endWithTime();
    }
  }
}

/** First letter of an ordinal's suffix -> possible second ones. */
const SUFFIXES: Readonly<Record<string, string>> = {
  t: 'hH',
  T: 'hH',
  n: 'dD',
  N: 'dD',
  s: 'tT',
  S: 'tT',
  r: 'dD',
  R: 'dD',
};
