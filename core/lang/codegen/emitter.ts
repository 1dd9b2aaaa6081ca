// Collects the statements of a function under way, its names and its constants. Names are made here only, from a letter
// and a number; nothing a script says becomes a name.
//
// Expressions come as text that is computed where it stands. When a later part of the same expression needs statements
// of its own, the earlier parts are put into names first, so that everything runs in the order the script has it.

import { OPERATORS, type OperatorName } from '../runtime/operators.js';
import type { Code } from './code.js';

/** Texts nested deeper than this are put into a name; the JavaScript parser recurses. */
const MAX_DEPTH = 30;

export class Emitter {
  readonly constants: unknown[] = [];
  private lines: string[] = [];
  private names = 0;
  private readonly operators = new Set<OperatorName>();

  line(text: string): void {
    this.lines.push(text);
  }

  /** Runs `step` and hands back the lines it made instead of emitting them. */
  capture<T>(step: () => T): { readonly lines: readonly string[]; readonly value: T } {
    const outer = this.lines;
    this.lines = [];
    try {
      const value = step();
      return { lines: this.lines, value };
    } finally {
      this.lines = outer;
    }
  }

  append(lines: readonly string[]): void {
    for (const line of lines) this.lines.push(line);
  }

  /** A name not used before; `v` for script variables, `t` for intermediate values, `L` for labels. */
  fresh(prefix: 'v' | 't' | 'L'): string {
    return `${prefix}${this.names++}`;
  }

  /** The name of an object handed in with the code. */
  constant(value: unknown): string {
    return `k${this.constants.push(value) - 1}`;
  }

  /** The name of a runtime function. */
  operator(name: OperatorName): string {
    this.operators.add(name);
    return `$${name}`;
  }

  /** Puts a value into a name, unless it is one that nothing can change. */
  hold(code: Code): Code {
    return code.constant ? code : this.intoName(code);
  }

  /** Makes a value that may be written more than once. */
  simple(code: Code): Code {
    return code.simple ? code : this.intoName(code);
  }

  /** Keeps texts from nesting without end. */
  flat(code: Code): Code {
    return code.depth > MAX_DEPTH ? this.intoName(code) : code;
  }

  private intoName(code: Code): Code {
    const name = this.fresh('t');
    this.line(`const ${name} = ${code.text};`);
    return { text: name, known: code.known, simple: true, constant: true, depth: 0 };
  }

  /** Code for parts that run one after the other and are then used together. */
  sequence(steps: readonly (() => Code)[]): Code[] {
    const parts = steps.map((step) => this.capture(() => this.flat(step())));
    let last = parts.length - 1;
    while (last >= 0 && parts[last]!.lines.length === 0) last--;
    return parts.map(({ lines, value }, i) => {
      this.append(lines);
      return i < last ? this.hold(value) : value;
    });
  }

  /** The whole function as the body of a factory that takes the constants (K) and the operators (R). */
  finish(isAsync: boolean): string {
    const head = ['"use strict";'];
    const operators = Object.keys(OPERATORS).filter((name) => this.operators.has(name as OperatorName));
    for (const name of operators) head.push(`const $${name} = R.${name};`);
    this.constants.forEach((_, i) => head.push(`const k${i} = K[${i}];`));
    return [...head, `return ${isAsync ? 'async ' : ''}function (c) {`, ...this.lines, '};'].join('\n');
  }
}
