// The walk over the date: one small function per state. A state looks at one character and says to go on (undefined),
// that the date is over ('end'), or how the whole walk ends (a Stop).

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
      const outcome = this.step(code, length === 1 ? scan.text[scan.i]! : '');
      if (outcome === undefined) continue;
      if (outcome === 'end') break;
      return outcome;
    }
    scan.settleDate();
    return undefined;
  }

  private step(code: number, c: string): Stop | 'end' | undefined {
    switch (this.state) {
      case 'start':
        return this.start(code);
      case 'digits':
        return this.digits(code, c);
      case 'year-':
        return this.afterYearDash(code, c);
      case 'year-name':
        return this.yearName(c);
      case 'year-month-':
        return this.afterMonthDash(c);
      case 'number-':
        return this.afterNumberDash(code);
      case 'number-name':
        return this.numberName(c);
      case 'number-name-':
        return this.afterNameDash(c);
      case 'dot':
        return this.dot(c);
      case 'slash':
        return this.separated(c, '/');
      case 'colon':
        return this.separated(c, ':');
      case 'chinese':
        if (c === ' ') this.state = 'chinese-space';
        return undefined;
      case 'day ':
        return this.afterDaySpace(c);
      case 'day month ':
        return this.yearBefore(c);
      case 'dot-dot':
      case 'day long-month ':
        return undefined; // whatever follows
      default:
        return this.stepWord(code, c);
    }
  }

  private stepWord(code: number, c: string): Stop | 'end' | undefined {
    switch (this.state) {
      case 'word':
        return this.word(c);
      case 'word ':
        return this.afterWordSpace(code);
      case 'word digit':
        return this.wordDigit(code, c);
      case 'word day year?':
        return this.yearOrTime(c);
      case 'word day,':
        return this.afterDayComma(c);
      case 'word day, ':
        return this.yearAfterComma(c);
      case 'month ':
        return this.afterMonth(c);
      case 'month suffix':
        return this.suffix(c);
      case 'month more':
        return this.afterMonthMore(code, c);
      case 'month day ':
        return this.yearBefore(c);
      case 'word.':
        return this.afterPeriod(code, c);
      case 'weekday,':
        return this.afterWeekday(c);
      case 'mon,':
        return this.afterMon(c);
      default:
        return 'end';
    }
  }

  private start(code: number): Stop | undefined {
    if (isDigit(code)) this.state = 'digits';
    else if (isLetter(code)) this.state = 'word';
    else return UNKNOWN;
    return undefined;
  }

  private digits(code: number, c: string): Stop | undefined {
    const scan = this.scan;
    if (c === ',') return UNKNOWN;
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
      return undefined;
    }
    scan.firstLength = scan.i;
    return undefined;
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

  private endWithTime(): 'end' {
    this.hasTime = true;
    return 'end';
  }

  private afterYearDash(code: number, c: string): undefined {
    const scan = this.scan;
    if (c === '-') {
      scan.endMonth();
      scan.day.at = scan.i + 1;
      this.state = 'year-month-';
    } else if (isLetter(code)) {
      this.state = 'year-name';
    }
  }

  private yearName(c: string): undefined {
    if (c !== '-') return;
    this.scan.endMonthName();
    this.scan.day.at = this.scan.i + 1;
  }

  private afterMonthDash(c: string): 'end' | undefined {
    if (c !== ' ' && c !== 'T') return undefined;
    this.scan.endDay();
    this.state = 'year-month-day';
    return this.endWithTime();
  }

  private afterNumberDash(code: number): Stop | undefined {
    if (!isLetter(code)) return UNKNOWN;
    this.state = 'number-name';
    this.scan.month.at = this.scan.i;
    return undefined;
  }

  private numberName(c: string): undefined {
    if (c !== '-') return;
    this.scan.endMonthName();
    this.scan.year.at = this.scan.i + 1;
    this.state = 'number-name-';
  }

  private afterNameDash(c: string): 'end' | undefined {
    if (c !== ' ') return undefined;
    this.takeDayAndYear(this.scan.i);
    return this.endWithTime();
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
  private separated(c: string, separator: string): 'end' | undefined {
    const scan = this.scan;
    if (c === ' ') {
      if (scan.year.length === 0) scan.endYear();
      else if (scan.day.length === 0) scan.endDay();
      return this.endWithTime();
    }
    if (c !== separator) return undefined;
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

  private dot(c: string): undefined {
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

  private afterDaySpace(c: string): undefined {
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

  private yearBefore(c: string): 'end' | undefined {
    if (c !== ' ' && c !== ',') return undefined;
    this.scan.endYear();
    if (c === ',') this.scan.i++;
    return this.endWithTime();
  }

  private word(c: string): Stop | undefined {
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
        return { kind: 'again', text: scan.text.slice(0, 3) + scan.text.slice(4), isSameShape: false }; // sept.
      } else {
        return UNKNOWN;
      }
    }
    return undefined;
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

  private afterWordSpace(code: number): undefined {
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

  private wordDigit(code: number, c: string): undefined {
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

  private yearOrTime(c: string): 'end' | undefined {
    const scan = this.scan;
    if (c === ':') {
      scan.i -= 3; // it was an hour
      this.state = 'word digit';
      scan.year.at = 0;
      return 'end';
    }
    if (c !== ' ') return undefined;
    scan.endYear();
    return 'end';
  }

  private afterDayComma(c: string): undefined {
    if (c !== ' ') return;
    this.scan.year.at = this.scan.i + 1;
    this.state = 'word day, ';
  }

  private yearAfterComma(c: string): 'end' | undefined {
    if (c === "'") this.scan.year.at = this.scan.i + 1;
    if (c !== ' ' && c !== ',') return undefined;
    this.state = 'word day, year';
    this.scan.endYear();
    return this.endWithTime();
  }

  private afterMonth(c: string): undefined {
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
  private suffix(c: string): Stop | undefined {
    const scan = this.scan;
    const second = SUFFIXES[c];
    if (second === undefined || !scan.isNext(second) || scan.text.length <= scan.i + 2) return undefined;
    return { kind: 'again', text: scan.text.slice(0, scan.i) + scan.text.slice(scan.i + 2), isSameShape: false };
  }

  private afterMonthMore(code: number, c: string): undefined {
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

  private afterPeriod(code: number, c: string): Stop | undefined {
    if (c === ' ') return undefined;
    if (!isDigit(code)) return UNKNOWN;
    this.state = 'word digit';
    this.scan.day.at = this.scan.i;
    return undefined;
  }

  private afterWeekday(c: string): 'end' | undefined {
    const scan = this.scan;
    if (scan.day.at === 0) scan.day.at = scan.i;
    if (c !== ' ' && c !== '-') return undefined;
    if (scan.month.at === 0) {
      scan.month.at = scan.i + 1;
      scan.endDay();
    } else if (scan.year.at === 0) {
      scan.year.at = scan.i + 1;
      scan.endMonthName();
    } else {
      return this.endWithTime();
    }
    return undefined;
  }

  private afterMon(c: string): 'end' | undefined {
    const scan = this.scan;
    if (c !== ' ' && c !== '-') return undefined;
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
      return this.endWithTime();
    }
    return undefined;
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
