// A bound call at run time. Emitted code hands it to the builtin; it knows its places and the script it may run.

import type { CallSite } from '../check/signature.js';
import { ScriptRunError } from '../source/diagnostic.js';
import type { Position } from '../source/source.js';
import type { RunContext } from './context.js';
import { Fault, type Place, positionOf } from './fault.js';

/** A script that another one can run. */
export interface Runnable {
  readonly run: (ctx: RunContext) => undefined | Promise<undefined>;
}

export class Site implements CallSite {
  readonly plan: unknown;
  private readonly place: Place;
  private readonly frames: readonly Place[];
  /** Offsets of the arguments by slot. */
  private readonly argOffsets: readonly (number | undefined)[];
  private readonly target: Runnable | undefined;
  private readonly fault: Fault;

  constructor(
    plan: unknown,
    place: Place,
    frames: readonly Place[],
    argOffsets: readonly (number | undefined)[],
    target: Runnable | undefined,
  ) {
    this.plan = plan;
    this.place = place;
    this.frames = frames;
    this.argOffsets = argOffsets;
    this.target = target;
    this.fault = new Fault(place.source, place.offset, frames);
  }

  get script(): string {
    return this.place.source.name;
  }

  get position(): Position {
    return positionOf(this.place);
  }

  error(message: string, arg?: number): ScriptRunError {
    const offset = arg === undefined ? undefined : this.argOffsets[arg];
    if (offset === undefined) return this.fault.error(message);
    return new Fault(this.place.source, offset, this.frames).error(message);
  }

  callScript(ctx: RunContext): undefined | Promise<undefined> {
    const target = this.target;
    if (target === undefined) return undefined;
    const budget = ctx.budget;
    budget.enter(this.fault);
    let result: undefined | Promise<undefined>;
    try {
      result = target.run(ctx);
    } catch (error) {
      throw this.through(error);
    }
    if (result !== undefined) return this.settle(result, ctx);
    budget.leave();
    return undefined;
  }

  private async settle(result: Promise<undefined>, ctx: RunContext): Promise<undefined> {
    try {
      await result;
    } catch (error) {
      throw this.through(error);
    }
    ctx.budget.leave();
    return undefined;
  }

  /** The error as it leaves the called script: with the frame of this call. Anything but a run error passes unchanged. */
  private through(error: unknown): unknown {
    if (!(error instanceof ScriptRunError)) return error;
    const { diagnostic } = error;
    const chain = [...diagnostic.chain, this.position, ...this.frames.map(positionOf)];
    return new ScriptRunError({ ...diagnostic, chain });
  }
}
