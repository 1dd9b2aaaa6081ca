// Go time layouts: text in which the parts of the reference moment (Mon Jan 2 15:04:05 2006 -0700 MST) stand for the
// parts of a time and everything else for itself. Compiled once into a list of elements, then used to parse or format.
// Source: Go 1.19 time/format.go

/** What an element stands for. The comments show its spelling. */
export const Std = {
  /** End of the layout: only the literal text before it counts. */
  End: 0,
  LongMonth: 1, // January
  Month: 2, // Jan
  NumMonth: 3, // 1
  ZeroMonth: 4, // 01
  LongWeekday: 5, // Monday
  Weekday: 6, // Mon
  Day: 7, // 2
  UnderDay: 8, // _2
  ZeroDay: 9, // 02
  UnderYearDay: 10, // __2
  ZeroYearDay: 11, // 002
  Hour: 12, // 15
  Hour12: 13, // 3
  ZeroHour12: 14, // 03
  Minute: 15, // 4
  ZeroMinute: 16, // 04
  Second: 17, // 5
  ZeroSecond: 18, // 05
  LongYear: 19, // 2006
  Year: 20, // 06
  UpperPm: 21, // PM
  LowerPm: 22, // pm
  ZoneName: 23, // MST
  Offset: 24, // -0700, and the other spellings by OffsetForm
  Fraction0: 25, // .000 or ,000
  Fraction9: 26, // .999 or ,999
} as const;
export type Std = (typeof Std)[keyof typeof Std];

/** How a numeric offset is spelt. */
export interface OffsetForm {
  /** `Z` is accepted and printed for UTC. */
  readonly isIso: boolean;
  readonly hasColons: boolean;
  readonly hasMinutes: boolean;
  readonly hasSeconds: boolean;
}

export interface LayoutElement {
  /** Literal text before the element. */
  readonly prefix: string;
  readonly std: Std;
  /** The element as the layout spells it. */
  readonly text: string;
  /** Fractions: number of digits. */
  readonly digits: number;
  /** Offsets only. */
  readonly offset: OffsetForm | undefined;
  /** The next element is a fraction of a second. */
  readonly isBeforeFraction: boolean;
}

export interface Layout {
  readonly text: string;
  readonly elements: readonly LayoutElement[];
}

interface Found {
  readonly at: number;
  readonly std: Std;
  readonly length: number;
  readonly offset?: OffsetForm;
}

/** Compiles a layout given as a byte string. */
export function compileLayout(text: string): Layout {
  const found: Found[] = [];
  for (let from = 0; ;) {
    const next = nextElement(text, from);
    found.push(next);
    if (next.std === Std.End) break;
    from = next.at + next.length;
  }
  let from = 0;
  const elements = found.map(({ at, std, length, offset }, index): LayoutElement => {
    const prefix = text.slice(from, at);
    from = at + length;
    return {
      prefix,
      std,
      text: text.slice(at, from),
      digits: length - 1,
      offset,
      isBeforeFraction: isFraction(found[index + 1]?.std),
    };
  });
  return { text, elements };
}

function isFraction(std: Std | undefined): boolean {
  return std === Std.Fraction0 || std === Std.Fraction9;
}

function nextElement(text: string, from: number): Found {
  for (let at = from; at < text.length; at++) {
    if (IS_START[text.charCodeAt(at)] !== 1) continue;
    const found = elementAt(text, at);
    if (found !== undefined) return found;
  }
  return { at: text.length, std: Std.End, length: 0 };
}

const AFTER_ZERO: readonly Std[] = [
  Std.ZeroMonth,
  Std.ZeroDay,
  Std.ZeroHour12,
  Std.ZeroMinute,
  Std.ZeroSecond,
  Std.Year,
];

/** Spellings by first character, longest first where one starts another. */
const WORDS: Readonly<Record<string, readonly (readonly [string, Std])[]>> = {
  '1': [
    ['15', Std.Hour],
    ['1', Std.NumMonth],
  ],
  '2': [
    ['2006', Std.LongYear],
    ['2', Std.Day],
  ],
  '3': [['3', Std.Hour12]],
  '4': [['4', Std.Minute]],
  '5': [['5', Std.Second]],
  P: [['PM', Std.UpperPm]],
  p: [['pm', Std.LowerPm]],
};

/** Per byte: 1 when elements can start with it. */
const IS_START = new Uint8Array(256);
for (const start of 'JM0_-Z.,12345Pp') IS_START[start.charCodeAt(0)] = 1;

function elementAt(text: string, at: number): Found | undefined {
  switch (text[at]) {
    case 'J':
      return nameAt(text, at, 'January', Std.LongMonth, 'Jan', Std.Month);
    case 'M':
      if (text.startsWith('MST', at)) return { at, std: Std.ZoneName, length: 3 };
      return nameAt(text, at, 'Monday', Std.LongWeekday, 'Mon', Std.Weekday);
    case '0':
      return zeroAt(text, at);
    case '_':
      return underscoreAt(text, at);
    case '-':
    case 'Z':
      return offsetAt(text, at);
    case '.':
    case ',':
      return fractionAt(text, at);
    default:
      for (const [word, std] of WORDS[text[at]!] ?? []) {
        if (text.startsWith(word, at)) return { at, std, length: word.length };
      }
      return undefined;
  }
}

function nameAt(text: string, at: number, long: string, longStd: Std, short: string, std: Std): Found | undefined {
  if (text.startsWith(long, at)) return { at, std: longStd, length: long.length };
  if (!text.startsWith(short, at)) return undefined;
  const next = text.charCodeAt(at + 3);
  const isWord = next >= 0x61 && next <= 0x7a; // `Month` is no `Mon`
  return isWord ? undefined : { at, std, length: short.length };
}

function zeroAt(text: string, at: number): Found | undefined {
  const next = text.charCodeAt(at + 1) - 0x31;
  if (next >= 0 && next < AFTER_ZERO.length) return { at, std: AFTER_ZERO[next]!, length: 2 };
  return text.startsWith('002', at) ? { at, std: Std.ZeroYearDay, length: 3 } : undefined;
}

function underscoreAt(text: string, at: number): Found | undefined {
  if (text.startsWith('_2006', at)) return { at: at + 1, std: Std.LongYear, length: 4 };
  if (text.startsWith('_2', at)) return { at, std: Std.UnderDay, length: 2 };
  return text.startsWith('__2', at) ? { at, std: Std.UnderYearDay, length: 3 } : undefined;
}

const OFFSETS: readonly (readonly [string, Omit<OffsetForm, 'isIso'>])[] = [
  ['070000', { hasColons: false, hasMinutes: true, hasSeconds: true }],
  ['07:00:00', { hasColons: true, hasMinutes: true, hasSeconds: true }],
  ['0700', { hasColons: false, hasMinutes: true, hasSeconds: false }],
  ['07:00', { hasColons: true, hasMinutes: true, hasSeconds: false }],
  ['07', { hasColons: false, hasMinutes: false, hasSeconds: false }],
];

function offsetAt(text: string, at: number): Found | undefined {
  for (const [word, form] of OFFSETS) {
    if (!text.startsWith(word, at + 1)) continue;
    return { at, std: Std.Offset, length: word.length + 1, offset: { ...form, isIso: text[at] === 'Z' } };
  }
  return undefined;
}

function fractionAt(text: string, at: number): Found | undefined {
  const digit = text[at + 1];
  if (digit !== '0' && digit !== '9') return undefined;
  let end = at + 1;
  while (text[end] === digit) end++;
  const next = text.charCodeAt(end);
  if (next >= 0x30 && next <= 0x39) return undefined; // a fraction is all of its digits
  return { at, std: digit === '0' ? Std.Fraction0 : Std.Fraction9, length: end - at };
}

const MAX_LAYOUTS = 256;
const MAX_CACHED_LENGTH = 128;

/** Compiled layouts by their text, so that the formats a stream uses are compiled once. Bounded. */
export class LayoutCache {
  private readonly layouts = new Map<string, Layout>();

  get(text: string): Layout {
    let layout = this.layouts.get(text);
    if (layout !== undefined) return layout;
    layout = compileLayout(text);
    if (text.length <= MAX_CACHED_LENGTH) {
      if (this.layouts.size >= MAX_LAYOUTS) this.layouts.clear();
      this.layouts.set(text, layout);
    }
    return layout;
  }
}
