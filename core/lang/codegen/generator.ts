// What the parts of the generator share while they write one script: the emitter, the scopes, and what is known about
// the place being written.

import type { BoundCall, CheckedScript } from '../check/checked.js';
import { Fault, type Place } from '../runtime/fault.js';
import type { Runnable } from '../runtime/site.js';
import type { CallExpr } from '../syntax/ast.js';
import { type Code, computed, textLiteral, variable } from './code.js';
import { Emitter } from './emitter.js';
import { resolve, Scope } from './scopes.js';

/** A script of the set as another one calls it. */
export interface Callee extends Runnable {
  /** Running it gives a promise. */
  readonly waits: boolean;
}

export type FindCallee = (name: string) => Callee | undefined;

export class Generator {
  readonly emitter = new Emitter();
  readonly checked: CheckedScript;
  readonly findCallee: FindCallee;
  scope = new Scope(undefined);
  /** Inside a part that may be left out or broken off: what is assigned there is not sure to exist behind it. */
  uncertain = 0;
  /** Loops around the place; code inside is worth writing longer. */
  loops = 0;
  /** A call that ends the script was written and the exit not yet looked at. */
  exitPending = false;
  hasExit = false;
  /** Label that `continue` breaks to, where a loop has something to do before its next turn. */
  continueTo: string | undefined;
  /** Keys of the point that were read into a name and cannot change in the part being written. */
  pinned: ReadonlyMap<string, Code> = new Map();
  /** Calls since the budget was last charged. */
  calls = 0;
  private frames: readonly Place[] = [];

  constructor(checked: CheckedScript, findCallee: FindCallee) {
    this.checked = checked;
    this.findCallee = findCallee;
  }

  bound(call: CallExpr): BoundCall | undefined {
    return this.checked.calls.get(call);
  }

  place(offset: number): Place {
    return { source: this.checked.source, offset };
  }

  /** Frames that run errors get here, innermost first. */
  get outerFrames(): readonly Place[] {
    return this.frames;
  }

  /** Writes `step` so that its run errors carry one more frame. */
  framed<T>(offset: number, step: () => T): T {
    const outer = this.frames;
    this.frames = [this.place(offset), ...outer];
    try {
      return step();
    } finally {
      this.frames = outer;
    }
  }

  /** The constant that run errors of this place are made from. */
  fault(offset: number, op = ''): string {
    return this.emitter.constant(new Fault(this.checked.source, offset, this.frames, op));
  }

  inScope<T>(step: () => T): {
    readonly lines: readonly string[];
    readonly names: readonly string[];
    readonly value: T;
  } {
    const outer = this.scope;
    const scope = new Scope(outer);
    this.scope = scope;
    const { lines, value } = this.emitter.capture(step);
    this.scope = outer;
    return { lines, names: scope.names, value };
  }

  uncertainly<T>(step: () => T): T {
    this.uncertain++;
    const value = step();
    this.uncertain--;
    return value;
  }

  /** What a name holds: variable, then key of the point; `undefined` when it is neither. */
  lookup(name: string): Code {
    return this.named(name, `c.get(${textLiteral(name)})`);
  }

  /** A name as a value: nil when it is nowhere. */
  read(name: string): Code {
    const pinned = this.pinned.get(name);
    if (pinned !== undefined) return pinned;
    return this.named(name, `(c.get(${textLiteral(name)}) ?? null)`);
  }

  private named(name: string, otherwise: string): Code {
    const { slots, certain } = resolve(this.scope, name);
    if (certain && slots.length === 1) return variable(slots[0]!.js);
    let text = certain ? slots.at(-1)!.js : otherwise;
    for (const slot of (certain ? slots.slice(0, -1) : slots).toReversed()) {
      text = `${slot.js} !== void 0 ? ${slot.js} : ${text}`;
    }
    return computed(slots.length === 0 ? text : `(${text})`, 'any');
  }

  /** Sets a variable: the innermost one that exists, else a new one in the present scope. */
  assign(name: string, value: Code): void {
    const { emitter, scope } = this;
    const { slots, certain } = resolve(scope, name);
    if (certain && slots.length === 1) {
      emitter.line(`${slots[0]!.js} = ${value.text};`);
      return;
    }
    if (certain) {
      this.assignFirst(
        slots.map((slot) => slot.js),
        value,
      );
      return;
    }
    const own = scope.slot(name, () => emitter.fresh('v'));
    const outer = slots.filter((slot) => slot !== own);
    if (own.filled === 'no') own.filled = outer.length > 0 || this.uncertain > 0 ? 'maybe' : 'yes';
    else if (outer.length === 0 && this.uncertain === 0) own.filled = 'yes';
    // An own slot that may be filled comes first among those asked and is also the last resort.
    const asked = slots.includes(own) && outer.length > 0 ? slots : outer;
    this.assignFirst([...asked.map((slot) => slot.js), own.js], value);
  }

  /** Assigns to the first filled one; the last needs no question. */
  private assignFirst(names: readonly string[], value: Code): void {
    const { emitter } = this;
    const held = names.length > 1 ? emitter.simple(value) : value;
    const last = `${names.at(-1)!} = ${held.text};`;
    const asked = names.slice(0, -1).map((name) => `if (${name} !== void 0) ${name} = ${held.text}; else `);
    emitter.line(asked.join('') + last);
  }

  /** What the loop turns charge the budget with: one for itself, more for its calls. */
  charge(calls: number, offset: number): string {
    return `if ((b.left -= ${1 + CALL_STEPS * calls}) < 0) b.refill(${this.fault(offset)});`;
  }
}

/** A call is dearer than a turn; this keeps looks at the clock frequent enough when calls are slow. */
const CALL_STEPS = 32;
