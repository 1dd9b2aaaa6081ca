// Go's fmt.Sprintf for the values a script has. The format is compiled once, while the call is checked: which argument
// each verb takes depends only on the format and the number of arguments. How a value prints is in go-print.ts.

import { MAX_TEXT, TooLargeError } from '../lang/runtime/limits.js';
import type { Value } from '../lang/runtime/value.js';
import { isByteUnit } from '../point/text.js';
import type { Flags } from './go-print.js';
import { NO_FLAGS, printSurplus, printValue } from './go-print.js';

interface Directive {
  readonly verb: string;
  readonly flags: Flags;
  /** Argument that gives the width or precision; -1 when there is none left, undefined without `*`. */
  readonly widthFrom: number | undefined;
  readonly precisionFrom: number | undefined;
  readonly arg: number;
}

type MutableFlags = { -readonly [K in keyof Flags]: Flags[K] };

export interface GoFormat {
  readonly pieces: readonly (string | Directive)[];
  /** First argument that no verb took; undefined when all were taken or indexes were used. */
  readonly surplusFrom: number | undefined;
}

/** Text of the arguments under a compiled format. @throws TooLargeError */
export function formatGo({ pieces, surplusFrom }: GoFormat, args: readonly Value[]): string {
  let text = '';
  for (const piece of pieces) {
    text += typeof piece === 'string' ? piece : print(piece, args);
    if (text.length > MAX_TEXT) throw new TooLargeError(`text longer than ${MAX_TEXT} characters`);
  }
  return surplusFrom === undefined ? text : text + printSurplus(args.slice(surplusFrom));
}

function print({ verb, flags, widthFrom, precisionFrom, arg }: Directive, args: readonly Value[]): string {
  if (widthFrom === undefined && precisionFrom === undefined) return printValue(args[arg]!, verb, flags);
  let problems = '';
  const final: MutableFlags = { ...flags };
  if (widthFrom !== undefined) {
    final.width = sizeOf(args[widthFrom]);
    if (final.width === undefined) problems += '%!(BADWIDTH)';
    else if (final.width < 0) {
      final.width = -final.width;
      final.minus = true;
      final.zero = false;
    }
  }
  if (precisionFrom !== undefined) {
    const size = sizeOf(args[precisionFrom]);
    final.precision = size === undefined || size < 0 ? undefined : size;
    if (final.precision === undefined) problems += '%!(BADPREC)';
  }
  return problems + (arg < 0 ? verb : printValue(args[arg]!, verb, final));
}

/** Larger numbers are no width or precision. */
const MAX_SIZE = 1_000_000;

function sizeOf(value: Value | undefined): number | undefined {
  return typeof value === 'number' && Math.abs(value) <= MAX_SIZE ? value : undefined;
}

/** Compiles a format for a number of arguments. */
export function compileGoFormat(format: string, argCount: number): GoFormat {
  return new Compiler(format, argCount).compile();
}

class Compiler {
  private readonly format: string;
  private readonly argCount: number;
  private readonly pieces: (string | Directive)[] = [];
  private at = 0;
  private arg = 0;
  private usesIndexes = false;
  private isGoodIndex = true;
  private isAfterIndex = false;

  constructor(format: string, argCount: number) {
    this.format = format;
    this.argCount = argCount;
  }

  compile(): GoFormat {
    for (;;) {
      const percent = this.format.indexOf('%', this.at);
      this.literal(this.format.slice(this.at, percent < 0 ? undefined : percent));
      if (percent < 0) break;
      this.at = percent + 1;
      if (!this.directive()) break;
    }
    const hasSurplus = !this.usesIndexes && this.arg < this.argCount;
    return { pieces: this.pieces, surplusFrom: hasSurplus ? this.arg : undefined };
  }

  private forgetIndex(): void {
    this.isGoodIndex = true;
    this.isAfterIndex = false;
  }

  private literal(text: string): void {
    if (text !== '') this.pieces.push(text);
  }

  /** One verb with what stands before it; false when the format ended without a verb. */
  private directive(): boolean {
    this.forgetIndex();
    const flags: MutableFlags = { ...NO_FLAGS };
    this.readFlags(flags);
    this.readIndex();
    const widthFrom = this.readWidth(flags);
    const precisionFrom = this.readPrecision(flags);
    if (!this.isAfterIndex) this.readIndex();
    const code = this.format.codePointAt(this.at);
    if (code === undefined) {
      this.fixed('%!(NOVERB)', widthFrom, precisionFrom);
      return false;
    }
    const verb = isByteUnit(code) ? '\ufffd' : String.fromCodePoint(code);
    this.at += verb.length;
    if (verb === '%') this.fixed('%', widthFrom, precisionFrom);
    else if (!this.isGoodIndex) this.fixed(`%!${verb}(BADINDEX)`, widthFrom, precisionFrom);
    else if (this.arg >= this.argCount) this.fixed(`%!${verb}(MISSING)`, widthFrom, precisionFrom);
    else {
      if (verb === 'v') asGoSyntax(flags);
      this.pieces.push({ verb, flags, widthFrom, precisionFrom, arg: this.arg++ });
    }
    return true;
  }

  /** A text that takes no argument of its own; a `*` before it may still have its problem to tell. */
  private fixed(text: string, widthFrom: number | undefined, precisionFrom: number | undefined): void {
    if (widthFrom === undefined && precisionFrom === undefined) this.literal(text);
    else this.pieces.push({ verb: text, flags: NO_FLAGS, widthFrom, precisionFrom, arg: -1 });
  }

  private readFlags(flags: MutableFlags): void {
    for (; ; this.at++) {
      switch (this.format[this.at]) {
        case '#':
          flags.sharp = true;
          break;
        case '0':
          flags.zero = !flags.minus; // zeros only to the left
          break;
        case '+':
          flags.plus = true;
          break;
        case '-':
          flags.minus = true;
          flags.zero = false;
          break;
        case ' ':
          flags.space = true;
          break;
        default:
          return;
      }
    }
  }

  /** An explicit argument index, `[3]`. */
  private readIndex(): void {
    this.isAfterIndex = false;
    if (this.format[this.at] !== '[') return;
    this.usesIndexes = true;
    const close = this.format.indexOf(']', this.at);
    if (close < 0 || this.format.length - this.at < 3) {
      this.isGoodIndex = false;
      this.at++;
      return;
    }
    const digits = this.format.slice(this.at + 1, close);
    const index = /^[0-9]+$/.test(digits) && Number(digits) <= MAX_SIZE ? Number(digits) - 1 : undefined;
    this.at = close + 1;
    this.isAfterIndex = index !== undefined;
    if (index !== undefined && index >= 0 && index < this.argCount) this.arg = index;
    else this.isGoodIndex = false;
  }

  private readWidth(flags: MutableFlags): number | undefined {
    if (this.format[this.at] === '*') {
      this.at++;
      this.isAfterIndex = false;
      return this.takeArg();
    }
    flags.width = this.readNumber();
    if (this.isAfterIndex && flags.width !== undefined) this.isGoodIndex = false; // %[3]2d
    return undefined;
  }

  private readPrecision(flags: MutableFlags): number | undefined {
    if (this.format[this.at] !== '.') return undefined;
    this.at++;
    if (this.isAfterIndex) this.isGoodIndex = false; // %[3].2d
    this.readIndex();
    if (this.format[this.at] === '*') {
      this.at++;
      this.isAfterIndex = false;
      return this.takeArg();
    }
    flags.precision = this.readNumber() ?? 0;
    return undefined;
  }

  private takeArg(): number {
    return this.arg < this.argCount ? this.arg++ : -1;
  }

  private readNumber(): number | undefined {
    const digits = /[0-9]*/y;
    digits.lastIndex = this.at;
    const text = digits.exec(this.format)![0];
    if (text === '') return undefined;
    const number = Number(text);
    // compat: a number too large swallows the rest of the format
    this.at = number > MAX_SIZE ? this.format.length : this.at + text.length;
    return number > MAX_SIZE ? undefined : number;
  }
}

/** With %v the flags # and + mean other things: a value as it is written in Go, and nothing a script's value has. */
function asGoSyntax(flags: MutableFlags): void {
  flags.goSyntax = flags.sharp;
  flags.sharp = false;
  flags.plus = false;
}
