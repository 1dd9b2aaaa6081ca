// Reads dates of unknown format, as default_time does: known layouts first, then a guess from the shape of the text.
// Log lines of one source have one shape, so what was found for a text is kept with its shape (digits may differ, every
// other character must agree) and tried first for the next; a repeated text is answered from memory. Whatever a kept
// shape cannot read goes the long way, which also finds the words of the error.

import { goQuote } from '../lang/source/quote.js';
import type { Int } from '../point/value.js';
import { fromByteString, toByteString } from './byte-string.js';
import { civilFromDays, DAY_SECONDS } from './civil.js';
import { epochNs, guessDate } from './dateparse/dateparse.js';
import type { DateLayout } from './dateparse/dateparse.js';
import { FixedFields } from './fixed-fields.js';
import { instantNs, secondsOfNs } from './instant.js';
import { KNOWN_LAYOUTS } from './known-layouts.js';
import { LayoutReader } from './layout-parse.js';
import type { Layout } from './layout.js';
import { LayoutCache } from './layout.js';
import type { Zone } from './zone.js';
import { UTC } from './zone.js';

/** In a template: any digit. */
const ANY_DIGIT = 0;

interface Shape {
  /** Per character its code, or ANY_DIGIT. */
  readonly template: Uint8Array;
  readonly layout: Layout;
  readonly from: number;
  readonly end: number;
  readonly zone: Zone;
  /** The quick way to read it; layouts with rare parts have none. */
  readonly fields: FixedFields | undefined;
  /** Of a known layout only results after the epoch count. */
  readonly isKnown: boolean;
}

const MAX_SHAPES = 8;
const MAX_SHAPE_LENGTH = 128;

export class DateReader {
  private readonly zone: Zone;
  private readonly local: Zone;
  private readonly reader = new LayoutReader();
  private readonly layouts = new LayoutCache();
  /** The shape used last stands first. */
  private readonly shapes: Shape[] = [];
  private lastText: string | undefined;
  private lastNs: Int = 0;
  private problem = '';

  /**
   * @param zone   for texts that name none
   * @param local  the process zone, whose calendar gives the year to texts without one
   */
  constructor(zone: Zone, local: Zone) {
    this.zone = zone;
    this.local = local;
  }

  /**
   * The instant a text names, in ns since the epoch.
   * @param nowNs  clock; tells the year of texts without one
   * @returns undefined on failure, then `error` has the reference's words
   */
  read(text: string, nowNs: () => bigint): Int | undefined {
    if (text === this.lastText) return this.lastNs;
    return this.readByShape(text) ?? this.readAny(text, nowNs);
  }

  error(): string {
    return this.problem;
  }

  private remember(text: string, ns: Int): Int {
    this.lastText = text;
    this.lastNs = ns;
    return ns;
  }

  private readByShape(text: string): Int | undefined {
    const shapes = this.shapes;
    for (let i = 0; i < shapes.length; i++) {
      const shape = shapes[i]!;
      if (!fits(text, shape.template)) continue;
      const ns = this.instantOf(shape, text);
      if (ns === undefined || (shape.isKnown && ns <= 0)) return undefined;
      if (i > 0) {
        shapes.splice(i, 1);
        shapes.unshift(shape);
      }
      return this.remember(text, ns);
    }
    return undefined;
  }

  private instantOf({ fields, layout, from, end, zone }: Shape, text: string): Int | undefined {
    if (fields !== undefined) return fields.read(text, zone) ? instantNs(fields.seconds, fields.ns) : undefined;
    const reader = this.reader;
    return reader.parse(layout, text, from, end, zone) ? instantNs(reader.seconds, reader.ns) : undefined;
  }

  /** The long way, as the reference goes it for every text. */
  private readAny(text: string, nowNs: () => bigint): Int | undefined {
    const epoch = epochNs(text);
    if (epoch !== undefined) return this.remember(text, epoch);
    const bytes = toByteString(text);
    for (const { layout, lacksYear } of KNOWN_LAYOUTS) {
      const candidate = lacksYear ? this.withYear(bytes, nowNs) : bytes;
      if (candidate === undefined) continue;
      if (!this.reader.parse(layout, candidate, 0, candidate.length, this.zone)) continue;
      const ns = instantNs(this.reader.seconds, this.reader.ns);
      if (ns <= 0) break; // compat: an instant before the epoch is guessed anew
      if (lacksYear) return ns; // not to be remembered beyond the year
      this.learnKnown(bytes, layout);
      return this.remember(text, ns);
    }
    return this.guess(text, bytes);
  }

  /** A known layout could fit texts of this shape. */
  private couldBeKnown(bytes: string): boolean {
    return KNOWN_LAYOUTS.some(({ layout, lacksYear }) =>
      this.reader.couldFit(layout, lacksYear ? `${bytes} 2006` : bytes, this.zone),
    );
  }

  private withYear(bytes: string, nowNs: () => bigint): string | undefined {
    if (bytes.charCodeAt(2) !== 0x20) return undefined; // saves the clock: `02 Jan`
    const now = secondsOfNs(nowNs());
    const { year } = civilFromDays(Math.floor((now + this.local.offsetAt(now)) / DAY_SECONDS));
    return `${bytes} ${year}`;
  }

  private guess(text: string, bytes: string): Int | undefined {
    const guess = guessDate(bytes);
    switch (guess.kind) {
      case 'epoch':
        return this.remember(text, guess.ns);
      case 'unknown':
        this.problem = `Could not find format for ${goQuote(fromByteString(guess.text))}`;
        return undefined;
      case 'short':
        this.problem = `unrecognized format, too short ${fromByteString(guess.text)}`;
        return undefined;
      default:
        break;
    }
    const layout = this.layouts.get(guess.layout);
    const zone = guess.isUtc ? UTC : this.zone;
    if (!this.reader.parse(layout, guess.text, guess.from, guess.end, zone)) {
      this.problem = this.reader.error();
      return undefined;
    }
    const ns = instantNs(this.reader.seconds, this.reader.ns);
    this.learnGuess(bytes, guess, layout, zone);
    return this.remember(text, ns);
  }

  private learnKnown(bytes: string, layout: Layout): void {
    this.learn(bytes, templateOf(bytes, undefined, 0), layout, 0, bytes.length, this.zone, true);
  }

  private learnGuess(bytes: string, guess: DateLayout, layout: Layout, zone: Zone): void {
    const origin = guess.origin;
    if (origin === undefined || this.couldBeKnown(bytes)) return;
    const template = templateOf(bytes, guess.literalDigits, origin);
    this.learn(bytes, template, layout, origin + guess.from, origin + guess.end, zone, false);
  }

  private learn(
    bytes: string,
    template: Uint8Array,
    layout: Layout,
    from: number,
    end: number,
    zone: Zone,
    isKnown: boolean,
  ): void {
    if (template.length > MAX_SHAPE_LENGTH || template.some((code) => code > 0x7f)) return;
    const marks: number[] = [];
    this.reader.marks = marks;
    const isRead = this.reader.parse(layout, bytes, from, end, zone);
    this.reader.marks = undefined;
    const fields = isRead ? FixedFields.of(layout, bytes, marks) : undefined;
    if (this.shapes.length >= MAX_SHAPES) this.shapes.pop();
    this.shapes.unshift({ template, layout, from, end, zone, fields, isKnown });
  }
}

function templateOf(bytes: string, literalDigits: Uint8Array | undefined, origin: number): Uint8Array {
  const template = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) {
    const code = bytes.charCodeAt(i);
    const isDigit = code >= 0x30 && code <= 0x39;
    template[i] = isDigit && literalDigits?.[i - origin] !== 1 ? ANY_DIGIT : code;
  }
  return template;
}

function fits(text: string, template: Uint8Array): boolean {
  if (text.length !== template.length) return false;
  for (let i = 0; i < template.length; i++) {
    const code = text.charCodeAt(i);
    const wanted = template[i]!;
    if (wanted === ANY_DIGIT ? code < 0x30 || code > 0x39 : code !== wanted) return false;
  }
  return true;
}
