// The walk over the time of day and what may follow it: fraction, offset, zone name, year, remarks. As in date-part.ts
// a state looks at one byte; here the walk looks at bytes, not characters.

import { isDigit, isLetter } from './characters.js';
import type { Scan, Stop } from './scan.js';

type TimeState =
  | 'clock' // 15:04:05
  | 'Z'
  | 'offset' // 15:04:05-07
  | 'offset:'
  | ' ' // 15:04:05 and a blank
  | ' A' // could be AM or a zone name
  | ' AM'
  | ' name' // MST
  | ' name ' // MST and a blank
  | ' name-offset' // MST-07
  | ' name-offset '
  | ' name-offset year'
  | ' name-offset remark'
  | ' year'
  | ' offset' // -07
  | ' offset ' // -0700 and a blank
  | ' offset:'
  | ' offset: name'
  | '.' // fraction
  | '.offset'
  | '.offset:'
  | '.offset: '
  | '. ' // fraction and a blank
  | '.name'
  | '. offset'
  | '. offset name'
  | '. offset:'
  | '. offset: name';

export class TimePart {
  private state: TimeState = 'clock';
  private isOver = false;
  private stop: Stop | undefined;
  private readonly scan: Scan;

  constructor(scan: Scan) {
    this.scan = scan;
  }

  walk(): Stop | undefined {
    const scan = this.scan;
    if (scan.i < scan.text.length) scan.i++; // past what ended the date
    while (scan.i < scan.text.length && scan.text[scan.i] === ' ') scan.i++;
    for (; scan.i < scan.text.length; scan.i++) {
      this.step(scan.text[scan.i]!, scan.text.charCodeAt(scan.i));
      if (this.stop !== undefined) return this.stop;
      if (this.isOver) break;
    }
    this.finish();
    scan.settleTime();
    return undefined;
  }

  private step(c: string, code: number): void {
    switch (this.state) {
      case 'clock':
        this.clock(c);
        break;
      case 'offset':
        if (c === ':') this.state = 'offset:';
        break;
      case ' ':
        this.afterBlank(c, code);
        break;
      case ' A':
        this.afterA(c);
        break;
      case ' name':
        this.zoneName(c);
        break;
      case ' name-offset':
        this.nameOffset(c);
        break;
      case ' name-offset ':
        this.afterNameOffset(code);
        break;
      case ' name-offset year':
        if (isDigit(code)) this.growYear();
        break;
      case ' offset':
        this.blankOffset(c);
        break;
      case ' offset ':
        this.afterBlankOffset(c, code);
        break;
      case ' offset:':
        if (!isLetter(code)) break;
        this.state = ' offset: name';
        this.isOver = true;
        break;
      default:
        this.stepFraction(c, code);
    }
  }

  private stepFraction(c: string, code: number): void {
    const scan = this.scan;
    switch (this.state) {
      case '.':
        this.fraction(c, code);
        break;
      case '.offset':
        if (c === ':') this.state = '.offset:';
        break;
      case '.offset:':
        if (c === ' ') {
          scan.set(scan.offsetAt, '-07:00');
          this.state = '.offset: ';
          scan.zone.at = scan.i + 1;
        }
        break;
      case '. ':
        this.afterFraction(c, code);
        break;
      case '. offset':
        this.fractionOffset(c, code);
        break;
      case '. offset name':
        if (c === '=') this.goRemark();
        break;
      case '. offset:':
        if (c === ' ') {
          scan.set(scan.offsetAt, '-07:00');
        } else if (isLetter(code)) {
          scan.zone.at = scan.i;
          this.state = '. offset: name';
        }
        break;
      default:
        break; // whatever follows
    }
  }

  private clock(c: string): void {
    const scan = this.scan;
    if (scan.hour.at === 0) scan.hour.at = scan.i;
    switch (c) {
      case ':':
        this.colon();
        break;
      case '.':
        this.state = '.';
        scan.second.length = scan.i - scan.second.at;
        scan.fraction.at = scan.i + 1;
        break;
      case ',': // a fraction too; walked again as if it were a point
        this.stop = {
          kind: 'again',
          text: `${scan.text.slice(0, scan.i)}.${scan.text.slice(scan.i + 1)}`,
          isSameShape: true,
        };
        break;
      case '-':
      case '+':
        this.state = 'offset';
        this.endClock();
        scan.offsetAt = scan.i;
        break;
      case 'Z':
        this.state = 'Z';
        this.endClock();
        scan.isUtc = true;
        break;
      case ' ':
        scan.settleTime();
        this.state = ' ';
        break;
      case 'a':
      case 'A':
        this.at(c);
        break;
      case 'p':
      case 'P':
        this.half(c, 'p', 'pm');
        break;
    }
  }

  private colon(): void {
    const { hour, minute, second, i } = this.scan;
    if (minute.at === 0) {
      minute.at = i + 1;
      hour.length = i - hour.at;
    } else if (second.at === 0) {
      second.at = i + 1;
      minute.length = i - minute.at;
    }
  }

  private endClock(): void {
    const { minute, second, i } = this.scan;
    if (second.at === 0) minute.length = i - minute.at;
    else second.length = i - second.at;
  }

  /** `at 5:00pm`, or am. */
  private at(c: string): void {
    const scan = this.scan;
    if (!scan.isNext('tT')) {
      // compat: lower-case `am` is no layout token, so it never turns 12 into 0.
      this.half(c, 'a', 'am');
      return;
    }
    scan.i++;
    if (!scan.isNext(' ')) return;
    scan.i++;
    scan.hour.at = 0;
  }

  private half(c: string, lower: string, lowerToken: string): void {
    const scan = this.scan;
    const isLower = c === lower;
    if (!scan.isNext(isLower ? 'm' : 'M')) return;
    scan.settleTime();
    scan.set(scan.i, isLower ? lowerToken : 'PM');
  }

  private afterBlank(c: string, code: number): void {
    const scan = this.scan;
    if (c === 'A' || c === 'P') {
      scan.zone.at = scan.i;
      this.state = ' A';
    } else if (c === '+' || c === '-') {
      scan.offsetAt = scan.i;
      this.state = ' offset';
    } else if (isLetter(code)) {
      scan.zone.at = scan.i;
      this.state = ' name';
    } else if (isDigit(code)) {
      this.state = ' year';
      scan.year.at = scan.i;
    }
  }

  private afterA(c: string): void {
    const scan = this.scan;
    if (c !== 'M') {
      this.state = ' name';
      return;
    }
    this.state = ' AM';
    scan.set(scan.i - 1, 'PM');
    if (scan.hour.length === 2) scan.set(scan.hour.at, '03');
    else if (scan.hour.length === 1) scan.set(scan.hour.at, '3');
  }

  private zoneName(c: string): void {
    const scan = this.scan;
    if (c !== '+' && c !== '-' && c !== ' ') return;
    const length = scan.i - scan.zone.at;
    if (length === 4) scan.set(scan.zone.at, ' MST');
    else if (length === 3) scan.set(scan.zone.at, 'MST');
    if (c === ' ') {
      this.state = ' name ';
      scan.year.at = scan.i + 1;
    } else {
      this.state = ' name-offset';
      scan.offsetAt = scan.i;
    }
  }

  private nameOffset(c: string): void {
    const scan = this.scan;
    if (c !== ' ') return;
    scan.set(scan.offsetAt, '-0700');
    if (scan.year.at === 0) scan.year.at = scan.i + 1;
    this.state = ' name-offset ';
  }

  private afterNameOffset(code: number): void {
    if (isDigit(code)) {
      this.state = ' name-offset year';
    } else {
      this.scan.extra = this.scan.i - 1;
      this.state = ' name-offset remark';
    }
  }

  /** One more digit of a year at the end. */
  private growYear(): void {
    const { year, i } = this.scan;
    year.length = i - year.at + 1;
    if (year.length === 4) this.scan.setYear();
  }

  private blankOffset(c: string): void {
    const scan = this.scan;
    if (c === ':') {
      this.state = ' offset:';
    } else if (c === ' ') {
      scan.set(scan.offsetAt, '-0700');
      scan.year.at = scan.i + 1;
      this.state = ' offset ';
    }
  }

  private afterBlankOffset(c: string, code: number): void {
    const scan = this.scan;
    if (c === '=') {
      this.goRemark();
    } else if (c === '+' || c === '-') {
      scan.extra = scan.i - 1; // Go prints some offsets twice: +0300 +03
      this.state = ' offset';
      scan.cut();
    } else if (isDigit(code)) {
      this.growYear();
    } else if (isLetter(code) && scan.zone.at === 0) {
      scan.zone.at = scan.i;
    }
  }

  /** The `m=+0.25` with which Go prints a monotonic clock. */
  private goRemark(): void {
    const scan = this.scan;
    if (scan.text[scan.i - 1] !== 'm') return;
    scan.extra = scan.i - 2;
    scan.cut();
  }

  private fraction(c: string, code: number): void {
    const scan = this.scan;
    const isSign = c === '+' || c === '-';
    if (c !== ' ' && !isSign && !isLetter(code)) return;
    scan.fraction.length = scan.i - scan.fraction.at;
    if (isSign) scan.offsetAt = scan.i;
    this.state = c === ' ' ? '. ' : isSign ? '.offset' : '.name';
  }

  private afterFraction(c: string, code: number): void {
    const scan = this.scan;
    if (scan.offsetAt === 0) scan.offsetAt = scan.i;
    if (c === '+' || c === '-') {
      scan.fraction.length = scan.i - scan.fraction.at - 1;
      this.state = '. offset';
    } else if (isLetter(code)) {
      this.state = '. offset name';
      this.isOver = true;
    }
  }

  private fractionOffset(c: string, code: number): void {
    const scan = this.scan;
    if (c === ':') {
      this.state = '. offset:';
    } else if (c === ' ') {
      scan.set(scan.offsetAt, '-0700');
    } else if (c === '+' || c === '-') {
      scan.extra = scan.i - 1;
      scan.cut();
    } else if (isLetter(code)) {
      this.state = '. offset name';
    }
  }

  /** What the state at the end of the text still has to write. */
  private finish(): void {
    const scan = this.scan;
    switch (this.state) {
      case ' name ':
      case ' year':
        scan.endYear();
        break;
      case ' name-offset remark':
        scan.cut();
        break;
      case ' name-offset':
        scan.set(scan.offsetAt, scan.i - scan.offsetAt < 4 ? '-07' : '-0700');
        break;
      case '.':
        scan.fraction.length = scan.i - scan.fraction.at;
        break;
      case 'offset':
      case ' offset':
      case '.offset':
      case '. offset':
        scan.set(scan.offsetAt, '-0700');
        break;
      case 'offset:':
      case ' offset:':
      case '.offset:':
        scan.set(scan.offsetAt, '-07:00');
        break;
      case '. offset: name':
        this.endZone();
        break;
      default:
        break;
    }
  }

  private endZone(): void {
    const { zone, i } = this.scan;
    zone.length = i - zone.at;
    if (zone.length === 3) this.scan.set(zone.at, 'MST');
    else if (zone.length === 4) this.scan.set(zone.at, 'MST ');
  }
}
