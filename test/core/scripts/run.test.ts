import { describe, expect, test } from '@jest/globals';
import { BUILTIN_TABLE } from '../../../core/builtins/all.js';
import type { SignatureTable } from '../../../core/lang/check/signature.js';
import { DEFAULT_BUDGET } from '../../../core/lang/runtime/budget.js';
import { formatDiagnostic } from '../../../core/lang/source/diagnostic.js';
import { KV, Point } from '../../../core/point/point.js';
import { plainServices } from '../../../core/scripts/plain-services.js';
import { runScript, type RunOptions, type RunOutcome } from '../../../core/scripts/run.js';
import { compileSet } from '../../../core/scripts/script-set.js';
import { TOYS } from '../../helpers/toy-builtins.js';

const BOTH: SignatureTable = new Map([...BUILTIN_TABLE, ...TOYS]);

interface Ran {
  readonly outcome: RunOutcome;
  readonly point: Point;
  readonly error: string | undefined;
}

async function run(sources: string | Record<string, string>, options: RunOptions = {}): Promise<Ran> {
  const set = new Map(Object.entries(typeof sources === 'string' ? { 't.p': sources } : sources));
  const { scripts, errors } = compileSet(set, BOTH);
  const script = scripts.get('t.p');
  if (script === undefined) throw new Error(formatDiagnostic(errors.get('t.p')![0]!));
  const point = new Point('p', [new KV('message', 'm', false)], 5n);
  const running = runScript(script, point, 'logging', plainServices(), options);
  expect(running instanceof Promise).toBe(script.waits);
  const outcome = await running;
  return { outcome, point, error: outcome.error && formatDiagnostic(outcome.error.diagnostic) };
}

const small = (limits: Partial<typeof DEFAULT_BUDGET>) => ({ budget: { ...DEFAULT_BUDGET, ...limits } });

describe('after a run', () => {
  test('a logging record has its status normalised, and may be dropped by it', async () => {
    expect((await run('set(status, "W")')).point.get('status')).toBe('warning');
    expect((await run('set(status, "W")', { ignoreStatus: ['WARNING'] })).outcome.dropped).toBe(true);
    expect((await run('\n', { disableAddStatus: true })).point.get('status')).toBeUndefined();
  });

  test('the key time becomes the time of the point', async () => {
    const { point } = await run('set(time, 1600000000000000001)');
    expect([point.time, point.get('time')]).toEqual([1600000000000000001n, undefined]);
  });

  test('a run error wins over drop(): the record goes on as it is', async () => {
    const { outcome, point, error } = await run('set(a, 1)\ndrop()\nx = nil + 1\nset(b, 1)');
    expect(error).toBe('t.p:3:9: unsupported lhs data type: nil');
    expect([outcome.dropped, outcome.markedDropped]).toEqual([false, true]);
    expect(point.kvs.map((kv) => kv.key)).toEqual(['message', 'a']);
  });
});

describe('the budget', () => {
  test('ends an endless loop as an error of that record, with its place', async () => {
    const { outcome, error } = await run('n = 0\nfor ;; {\n  n += 1\n}\nset(n)', small({ maxSteps: 10_000 }));
    expect(error).toMatch(/^t\.p:2:1: step budget exceeded/);
    expect(outcome.error?.diagnostic.code).toBe('budget');
  });

  test('ends a loop by the clock', async () => {
    const { error } = await run('for ;; { x = 1 }', small({ maxMs: 20, maxSteps: Infinity }));
    expect(error).toMatch(/time budget exceeded/);
  });

  test('is shared by the scripts a script uses', async () => {
    const sources = { 't.p': 'for i = 0; i < 100; i += 1 { use("b.p") }', 'b.p': 'for j = 0; j < 100; j += 1 { }' };
    expect((await run(sources, small({ maxSteps: 5000 }))).error).toMatch(/step budget exceeded/);
    expect((await run(sources)).error).toBeUndefined();
  });

  test('is not swallowed where other errors of an argument are', async () => {
    const sources = { 't.p': 'set(a, quiet(use("b.p")))\nset(b, 1)', 'b.p': 'for ;; { }' };
    expect((await run(sources, small({ maxSteps: 5000 }))).error).toMatch(/^b\.p:1:1: step budget/);
  });

  test('can end a run quietly, as the exit signal of the reference does', async () => {
    const { outcome, point } = await run('set(a, 1)\nfor ;; { }\nset(b, 1)', small({ maxMs: 10, exceeded: 'exit' }));
    expect([outcome.timedOut, outcome.error]).toEqual([true, undefined]);
    expect(point.kvs.map((kv) => kv.key)).toEqual(['message', 'a', 'status']);
  });

  test('bounds how long a text can grow', async () => {
    const { error } = await run('s = "0123456789abcdef"\nfor ;; {\n  s += s\n}');
    expect(error).toMatch(/^t\.p:3:5: text longer than/);
  });

  test('bounds what shared containers unfold to', async () => {
    const { error } = await run('x = [1]\nfor i = 0; i < 60; i += 1 {\n  x = [x, x]\n}\nset(x)');
    expect(error).toMatch(/JSON text of more than/);
    expect(
      (await run('x = [1]\ny = [1]\nfor i = 0; i < 60; i += 1 {\n  x = [x, x]\n  y = [y, y]\n}\nset(a, x == y)')).error,
    ).toMatch(/values to compare/);
  });

  test('a list that holds itself is no JSON, and equal to itself', async () => {
    const { point } = await run('x = [1]\nx[0] = x\nset(x)\nset(same, x == x)');
    expect([point.get('x'), point.get('same')]).toEqual([null, true]);
  });
});

describe('a script that waits', () => {
  test('gives a promise and keeps the order of what it does', async () => {
    const { point } = await run('a = [mark(1), later(mark(2)), mark(3)]\nset(a)\nset(trace)');
    expect(point.get('a')).toBe('[1,2,3]');
    expect(point.get('trace')).toBe('6,21,31,');
  });

  test('passes its errors and its exits on through use()', async () => {
    const { error, point } = await run({
      't.p': 'use("b.p")\nset(a, use("c.p"))',
      'b.p': 'x = later(1)\nset(b, x)\nstop()\nset(c, 1)',
      'c.p': 'later(1) + nil',
    });
    expect(error).toBe('c.p:1:10: unsupported rhs data type: nil\nt.p:2:8:\nt.p:2:1:');
    expect([point.get('b'), point.get('c')]).toEqual([1, undefined]);
  });

  test('has its errors swallowed where others are', async () => {
    expect((await run('set(a, quiet(later(nil) + 1, 2))')).point.get('a')).toBe('failed');
  });
});

describe('a fault of ours', () => {
  test('is an error of the record', async () => {
    const { point, outcome } = await run(
      'set(a, 1)\nx = [1]\nfor i = 0; i < 100000; i += 1 {\n  x = [x]\n}\ny = x == [x]',
    );
    expect(point.get('a')).toBe(1);
    expect(outcome.error?.diagnostic.code ?? 'none').toMatch(/internal|none/);
  });
});
