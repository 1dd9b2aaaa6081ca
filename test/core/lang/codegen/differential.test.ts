// Generated code against a plain interpreter of the same tree: same point, same trace of calls, same error.

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Signature, SignatureTable } from '../../../../core/lang/check/signature.js';
import { Budget, DEFAULT_BUDGET } from '../../../../core/lang/runtime/budget.js';
import { RunContext } from '../../../../core/lang/runtime/context.js';
import { formatDiagnostic, ScriptRunError } from '../../../../core/lang/source/diagnostic.js';
import { KV, Point } from '../../../../core/point/point.js';
import { Float } from '../../../../core/point/value.js';
import { plainServices } from '../../../../core/scripts/plain-services.js';
import { compileSet, type CompiledScript } from '../../../../core/scripts/script-set.js';
import { FUZZ_RUNS, FUZZ_TIMEOUT_MS, fuzz, scriptArbitrary } from '../../../helpers/script-arbitrary.js';
import { TOY_CALLS, TOYS } from '../../../helpers/toy-builtins.js';
import { TooManySteps, TreeWalker } from '../../../helpers/tree-walker.js';

const SERVICES = plainServices({ nowNs: () => 0n, random: () => 0 });

function makeContext(): RunContext {
  const kvs = [
    new KV('host', 'web', true),
    new KV('message', 'some text', false),
    new KV('n', 3, false),
    new KV('b', new Float(1.5), false),
  ];
  return new RunContext(SERVICES, 'logging', new Point('p', kvs, 1n), new Budget(DEFAULT_BUDGET));
}

/** What a run left behind, as text. */
function trace(run: (ctx: RunContext) => void): string {
  const ctx = makeContext();
  let ending = 'ok';
  try {
    run(ctx);
  } catch (error) {
    if (!(error instanceof ScriptRunError)) throw error;
    ending = formatDiagnostic(error.diagnostic);
  }
  const keys = ctx.point.kvs.map((kv) => `${kv.key}=${JSON.stringify(kv.value, (_, v: unknown) => plain(v))}`);
  return [ending, ...keys].join('\n');
}

function plain(v: unknown): unknown {
  return typeof v === 'bigint' ? `${v}n` : typeof v === 'number' && !Number.isFinite(v) ? String(v) : v;
}

function compile(source: string, table: SignatureTable): CompiledScript | undefined {
  return compileSet(new Map([['t.p', source]]), table).scripts.get('t.p');
}

/** The same builtins, all of them answering later. */
const SLOW_TOYS: SignatureTable = new Map(
  [...TOYS].map(([name, signature]) => {
    const run: Signature['run'] = async (...args) => signature.run(...args);
    return [name, { ...signature, waits: true, run }];
  }),
);

async function traceLater(script: CompiledScript): Promise<string> {
  let failure: Error | undefined;
  const ctx = makeContext();
  await script.run(ctx)?.catch((error: unknown) => {
    failure = error instanceof Error ? error : new Error('not an error');
  });
  return trace((other) => {
    other.point = ctx.point;
    if (failure !== undefined) throw failure;
  });
}

test(
  'generated code does what the interpreter does',
  () => {
    let compared = 0;
    fuzz(scriptArbitrary({ calls: TOY_CALLS }), (source) => {
      const script = compile(source, TOYS);
      if (script === undefined) return;
      let expected: string;
      try {
        expected = trace((ctx) => {
          new TreeWalker(script.checked, ctx).run();
        });
      } catch (error) {
        if (error instanceof TooManySteps) return;
        throw error;
      }
      compared++;
      expect(trace((ctx) => void script.run(ctx))).toBe(expected);
    });
    expect(compared).toBeGreaterThan(50);
  },
  FUZZ_TIMEOUT_MS,
);

test(
  'a script that waits at every call does what it does without waiting',
  async () => {
    const scripts = scriptArbitrary({ calls: TOY_CALLS });
    await fc.assert(
      fc.asyncProperty(scripts, async (source) => {
        const script = compile(source, TOYS);
        const slow = compile(source, SLOW_TOYS);
        if (script === undefined || slow?.waits !== true) return;
        expect(await traceLater(slow)).toBe(trace((ctx) => void script.run(ctx)));
      }),
      { numRuns: FUZZ_RUNS },
    );
  },
  FUZZ_TIMEOUT_MS,
);
