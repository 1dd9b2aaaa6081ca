// One line of line protocol, read exactly as the reference reads it, quirks and error words included. The fast reader
// (fast-line.ts) hands over every line it is not sure about. Text is latin1, so positions are bytes.
//
// The reference scans a line several times with slightly different ideas of what a backslash does: once to find where the
// line ends, once for names and tags (a backslash guards the next separator only), once for the fields as a whole (it
// guards any next byte), once to cut the fields apart. Where they disagree its errors depend on it, so the scans stay apart.
// Source: influxdb1-client models/points.go (DataKit's fork)

import { KV, Point } from '../../point/point.js';
import type { Precision } from '../precision.js';
import { scaleTextTime } from '../precision.js';
import { bytesToText, fieldValue, isBoolean, numberFault } from './values.js';

const MAX_KEY_BYTES = 65_535;
const SEPARATOR_BYTES = 4; // counted between series key and field key
const MAX_TIME = 9223372036854775806n;
const MAX_INT = 2n ** 63n - 1n;
const TIME_RANGE = `time outside range -${MAX_TIME} - ${MAX_TIME}`;

/** More digits are out of range whatever they are (leading zeros included, which no sender writes). */
const MAX_TIME_DIGITS = 40;

/** For names and field keys. */
const NAME_ESCAPES = /\\([," =])/g;
const TAG_ESCAPES = /\\([, =])/g;

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const NEWLINE = 0x0a;

/** Where the line that starts at `from` ends: at a newline that is not in a string, or after a bracket too many. */
export function lineEnd(text: string, from: number): number {
  let inFields = false;
  let inString = false;
  let equals = 0;
  let commas = 0;
  let brackets = 0;
  for (let i = from; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === BACKSLASH && i + 2 < text.length) {
      i++;
    } else if (unit === NEWLINE) {
      if (!inString) return i;
    } else if (unit === SPACE) {
      inFields = true;
    } else if (inFields && unit === QUOTE) {
      if (equals > commas) inString = !inString;
    } else if (inFields && !inString) {
      if (unit === EQUALS) equals++;
      else if (unit === COMMA && brackets === 0) commas++;
      else if (unit === OPEN && ++brackets > 1)
        return i + 1; // compat: a nested array ends the line
      else if (unit === CLOSE && --brackets < 0) return i + 1;
    }
  }
  return text.length;
}

/** Position of the first unit that is no space, tab or NUL. */
export function skipBlank(text: string, from: number): number {
  let i = from;
  while (i < text.length && ' \t\0'.includes(text[i]!)) i++;
  return i;
}

export class ExactLine {
  private readonly line: string;
  /** Why the line is refused; the methods below return false once it is set. */
  reason = '';
  private readonly tags: [key: string, value: string][] = [];
  private readonly fields: [key: string, value: string][] = [];
  private name = '';
  private time = 0n;
  private pos = 0;

  constructor(line: string) {
    this.line = line;
  }

  /** The point of the line; undefined when it is refused, see `reason`. */
  read(precision: Precision, nowNs: bigint): Point | undefined {
    if (!(this.readName() && this.readFields() && this.readTime())) return undefined;
    return new Point(unescape(this.name, NAME_ESCAPES), this.entries(), scaleTextTime(this.time, precision, nowNs));
  }

  private refuse(reason: string): false {
    this.reason = reason;
    return false;
  }

  // ---- name and tags

  private readName(): boolean {
    const { line } = this;
    if (line.startsWith(',') || line === '') return this.refuse('missing measurement');
    let i = 1;
    while (!this.isEnd(i, ', ')) i++;
    if (i >= line.length) return this.refuse('missing fields');
    this.name = line.slice(0, i);
    this.pos = i;
    while (line[this.pos] === ',') if (!this.readTag()) return false;
    if (this.hasDuplicateTags()) return this.refuse('duplicate tags');
    if (this.pos > MAX_KEY_BYTES) return this.refuse(`max key length exceeded: ${this.pos} > ${MAX_KEY_BYTES}`);
    return true;
  }

  /** Reads `,key=value` and leaves `pos` at the comma or space behind it. */
  private readTag(): boolean {
    const { line } = this;
    const start = this.pos + 1;
    if (start >= line.length || ' ,='.includes(line[start]!)) return this.refuse('missing tag key');
    let equals = start + 1;
    while (!this.isEnd(equals, ' ,=')) equals++;
    if (line[equals] !== '=') return this.refuse('missing tag value');
    const from = equals + 1;
    if (from >= line.length || ' ,'.includes(line[from]!)) return this.refuse('missing tag value');
    let end = from + 1;
    while (!this.isEnd(end, ' ,=')) end++;
    if (end >= line.length) return this.refuse('missing fields');
    if (line[end] === '=') return this.refuse('invalid tag format');
    this.tags.push([line.slice(start, equals), line.slice(from, end)]);
    this.pos = end;
    return true;
  }

  /** True at the end of the line and at one of `stops` that has no backslash before it. */
  private isEnd(i: number, stops: string): boolean {
    return i >= this.line.length || (stops.includes(this.line[i]!) && this.line.charCodeAt(i - 1) !== BACKSLASH);
  }

  private hasDuplicateTags(): boolean {
    const { tags } = this;
    tags.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return tags.some(([key], i) => i > 0 && tags[i - 1]![0] === key);
  }

  // ---- fields

  private readFields(): boolean {
    const start = skipBlank(this.line, this.pos);
    const end = this.fieldsEnd(start);
    if (end < 0) return false;
    const keyBytes = this.pos;
    this.pos = end;
    return this.cutFields(this.line.slice(start, end), keyBytes);
  }

  /** Where the field section ends; -1 when it is malformed. */
  private fieldsEnd(start: number): number {
    const { line } = this;
    let inString = false;
    let equals = 0;
    let commas = 0;
    let i = start;
    while (i < line.length) {
      const unit = line.charCodeAt(i);
      if (unit === BACKSLASH && i + 1 < line.length) {
        i += 2;
        continue;
      }
      if (unit === QUOTE && equals > commas) {
        inString = !inString;
        if (!inString && !this.isStringEnd(i + 1)) return -1;
        if (!inString && line[i + 1] === 'b') i++;
      } else if (!inString) {
        if (unit === SPACE) break;
        if (unit === COMMA) commas++;
        if (unit === EQUALS) {
          equals++;
          const next = this.unquotedEnd(i);
          if (next < 0) return -1;
          if (next > i) {
            i = next;
            continue;
          }
        }
      }
      i++;
    }
    if (inString) this.refuse('unbalanced quotes');
    else if (equals === 0 || commas !== equals - 1) this.refuse('invalid field format');
    return this.reason === '' ? i : -1;
  }

  private isStringEnd(i: number): boolean {
    const next = this.line[i];
    if (next === undefined || next === ',' || next === ' ' || next === 'b') return true;
    return this.refuse(next === '"' ? 'unbalanced quotes' : `invalid string, got tail char \`${next}'`);
  }

  /** Checks what stands around the `=` at `i`; returns where an unquoted value ends, `i` before a string, -1 if wrong. */
  private unquotedEnd(i: number): number {
    const { line } = this;
    const before = line.charCodeAt(i - 1);
    if ((before === SPACE || before === COMMA) && line.charCodeAt(i - 2) !== BACKSLASH) {
      return this.refuseAt('missing field key');
    }
    const next = line[i + 1];
    if (next === undefined || next === ',' || next === ' ') return this.refuseAt('missing field value');
    if (next === '"') return i;
    if (next === '[') {
      const close = closingBracket(line, i + 2);
      return close < 0 ? this.refuseAt('missing closing bracket') : close;
    }
    let end = i + 1;
    while (end < line.length && line[end] !== ',' && line[end] !== ' ') end++;
    const value = line.slice(i + 1, end);
    const fault = /[-.\dNn]/.test(next) ? numberFault(value) : isBoolean(value) ? undefined : 'invalid boolean';
    return fault === undefined ? end : this.refuseAt(fault);
  }

  private refuseAt(reason: string): -1 {
    this.reason = reason;
    return -1;
  }

  private cutFields(section: string, keyBytes: number): boolean {
    let at = 0;
    while (at < section.length) {
      const equals = unescapedEquals(section, at);
      const key = section.slice(at, equals);
      if (equals > section.length - 2) return this.refuse(`invalid value: field-key=${bytesToText(key)}`);
      const size = keyBytes + SEPARATOR_BYTES + key.length;
      if (size > MAX_KEY_BYTES) return this.refuse(`max key length exceeded: ${size} > ${MAX_KEY_BYTES}`);
      const end = valueEnd(section, equals + 1);
      this.fields.push([key, section.slice(equals + 1, end)]);
      at = end + 1;
    }
    return true;
  }

  // ---- time

  private readTime(): boolean {
    const { line } = this;
    const start = skipBlank(line, this.pos);
    let end = start;
    while (end < line.length && line[end] !== ' ' && line[end] !== '\n') end++;
    const text = line.slice(start, end);
    if (text === '') return true;
    const digits = text.startsWith('-') ? text.slice(1) : text;
    if (/[^0-9]/.test(digits)) return this.refuse('bad timestamp');
    if (digits === '') return this.refuse('strconv.ParseInt: parsing "-": invalid syntax');
    const time = digits.length > MAX_TIME_DIGITS ? MAX_INT + 1n : BigInt(digits);
    if (time > MAX_INT) return this.refuse(`strconv.ParseInt: parsing "${text}": value out of range`);
    if (time > MAX_TIME) return this.refuse(TIME_RANGE);
    while (line[end] === ' ') end++;
    this.time = text === digits ? time : -time;
    return end === line.length || this.refuse('point is invalid');
  }

  // ---- result

  /** Fields in the order of the line, then tags by key; of equal field keys the last wins, a tag wins over a field. */
  private entries(): KV[] {
    const entries = new Map<string, KV>();
    for (const [rawKey, rawValue] of this.fields) {
      const key = unescape(rawKey, NAME_ESCAPES);
      const value = fieldValue(rawValue);
      if (key !== '' && value !== undefined) entries.set(key, new KV(key, value, false));
    }
    for (const [rawKey, rawValue] of this.tags) {
      const key = unescape(rawKey, TAG_ESCAPES);
      entries.set(key, new KV(key, unescape(rawValue, TAG_ESCAPES), true));
    }
    return [...entries.values()];
  }
}

/** Where the array that starts at `from` closes, -1 when it does not; strings in it may hold anything. */
function closingBracket(line: string, from: number): number {
  let i = from;
  while (i < line.length) {
    if (line[i] === '\\') i += 2;
    if (line[i] === '"') {
      const quote = closingQuote(line, i + 1);
      if (quote < 0) return -1;
      i = quote + 1;
    }
    if (line[i] === ']') return i;
    i++;
  }
  return -1;
}

/** The first quote from `from` with an even number of backslashes before it. */
function closingQuote(line: string, from: number): number {
  for (let quote = line.indexOf('"', from); quote >= 0; quote = line.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (quote - slashes > from && line[quote - slashes - 1] === '\\') slashes++;
    if (slashes % 2 === 0) return quote;
  }
  return -1;
}

function unescapedEquals(section: string, from: number): number {
  let i = from;
  while (i < section.length && !(section[i] === '=' && (i === from || section[i - 1] !== '\\'))) i++;
  return i;
}

/** The comma after a field's value, or the end; commas in strings and arrays do not count. */
function valueEnd(section: string, from: number): number {
  let inString = false;
  let inArray = false;
  for (let i = from; i < section.length; i++) {
    const unit = section[i];
    if (unit === '\\' && (section[i + 1] === '"' || section[i + 1] === '\\')) i++;
    else if (unit === '"') inString = !inString;
    else if (!inString && (unit === '[' || unit === ']')) inArray = unit === '[';
    else if (unit === ',' && !inString && !inArray) return i;
  }
  return section.length;
}

function unescape(raw: string, escapes: RegExp): string {
  return bytesToText(raw.includes('\\') ? raw.replace(escapes, '$1') : raw);
}
