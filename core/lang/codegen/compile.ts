// From a checked script to a function: writes the JavaScript text (decision D1) and lets V8 compile it. The text refers
// to its run context, the constants and the runtime functions only; test/core/lang/codegen/safety.test.ts keeps it so.

import type { CheckedScript } from '../check/checked.js';
import type { RunContext } from '../runtime/context.js';
import { OPERATORS } from '../runtime/operators.js';
import { type Callee, type FindCallee, Generator } from './generator.js';
import { statements } from './statements.js';

export interface EmittedScript extends Callee {
  /** The JavaScript text, for tests and curious people. */
  readonly text: string;
}

type Run = (ctx: RunContext) => undefined | Promise<undefined>;
type Factory = (constants: readonly unknown[], operators: typeof OPERATORS) => Run;

/**
 * @param findCallee  scripts that this one uses; they are compiled first
 * @throws RangeError when the script is nested too deeply for the stack
 */
export function emit(checked: CheckedScript, findCallee: FindCallee): EmittedScript {
  const waits = mayWait(checked, findCallee);
  const { text, constants } = write(checked, findCallee, waits);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- D1
  const factory = new Function('K', 'R', text) as Factory;
  return { run: factory(Object.freeze(constants), OPERATORS), waits, text };
}

/** The text of the factory alone, and the constants that go with it. */
export function write(
  checked: CheckedScript,
  findCallee: FindCallee,
  waits: boolean,
): { text: string; constants: unknown[] } {
  const g = new Generator(checked, findCallee);
  const { lines, names } = g.inScope(() => statements(g, checked.program.stmts));
  const { emitter } = g;
  emitter.line('const b = c.budget;');
  emitter.line(g.charge(g.calls, 0));
  if (g.hasExit) emitter.line('let x = false;');
  if (names.length > 0) emitter.line(`let ${names.join(', ')};`);
  emitter.append(lines);
  return { text: emitter.finish(waits), constants: emitter.constants };
}

function mayWait(checked: CheckedScript, findCallee: FindCallee): boolean {
  for (const { signature, usesScript } of checked.calls.values()) {
    if (signature.waits === true) return true;
    if (usesScript !== undefined && findCallee(usesScript)?.waits === true) return true;
  }
  return false;
}
