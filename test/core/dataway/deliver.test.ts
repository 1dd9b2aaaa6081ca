import { describe, expect, test } from '@jest/globals';
import { Deliverer, type DeliverOptions, type Delivery } from '../../../core/dataway/deliver.js';
import { PROTOBUF, type DatawayPackage } from '../../../core/dataway/package.js';
import type { Attempt, PushOutcome } from '../../../core/dataway/push.js';
import type { Verdict } from '../../../core/dataway/answer.js';

const pkg: DatawayPackage = {
  id: 'dk_1',
  category: 'logging',
  contentType: PROTOBUF,
  points: 1,
  body: new Uint8Array(),
  gzip: false,
  rawSizeBytes: 0,
};

interface Call {
  readonly endpoint: string;
  readonly isRetry: boolean;
}

/** A push client whose URLs answer in turn as listed; the last answer stays. */
function fakePush(answers: Readonly<Record<string, readonly (Verdict | number)[]>>): {
  calls: Call[];
  endpointNames: readonly string[];
  push: (pkg: DatawayPackage, attempt?: Attempt) => Promise<PushOutcome[]>;
} {
  const calls: Call[] = [];
  const turns = new Map<string, number>();
  const endpointNames = Object.keys(answers);
  const push = (_: DatawayPackage, attempt: Attempt = {}): Promise<PushOutcome[]> => {
    const names = endpointNames.filter((name) => attempt.delivered?.has(name) !== true);
    return Promise.resolve(
      names.map((endpoint) => {
        const list = answers[endpoint]!;
        const turn = turns.get(endpoint) ?? 0;
        turns.set(endpoint, turn + 1);
        calls.push({ endpoint, isRetry: attempt.isRetry === true });
        const answer = list[Math.min(turn, list.length - 1)]!;
        const [verdict, retryAfterMs] = typeof answer === 'number' ? (['retry', answer] as const) : [answer, undefined];
        return { endpoint, verdict, status: 0, reason: verdict, detail: '', loud: false, retryAfterMs };
      }),
    );
  };
  return { calls, endpointNames, push };
}

const quick = { baseMs: 2, maxMs: 4, maxRetryAfterMs: 50 };

function deliver(push: ReturnType<typeof fakePush>, options: DeliverOptions = {}): Promise<Delivery> {
  return new Deliverer(push, quick, () => 0.5).deliver(pkg, options);
}

const ends = ({ delivered, refused, pending }: Delivery): unknown => ({
  delivered: [...delivered],
  refused: refused.map(({ endpoint }) => endpoint),
  pending: pending.map(({ endpoint }) => endpoint),
});

test('accepted at once is one attempt', async () => {
  const push = fakePush({ a: ['accepted'] });
  expect(ends(await deliver(push))).toEqual({ delivered: ['a'], refused: [], pending: [] });
  expect(push.calls).toEqual([{ endpoint: 'a', isRetry: false }]);
});

test('each URL comes to its own end, and is not asked again after it', async () => {
  const push = fakePush({ a: ['retry', 'retry', 'accepted'], b: ['accepted'], c: ['retry', 'refused'] });
  expect(ends(await deliver(push))).toEqual({ delivered: ['a', 'b'], refused: ['c'], pending: [] });
  const perUrl = (name: string): boolean[] => push.calls.filter((c) => c.endpoint === name).map((c) => c.isRetry);
  expect(perUrl('a')).toEqual([false, true, true]);
  expect(perUrl('b')).toEqual([false]);
  expect(perUrl('c')).toEqual([false, true]);
});

test('URLs that have it already are spared', async () => {
  const push = fakePush({ a: ['accepted'], b: ['accepted'] });
  expect(ends(await deliver(push, { delivered: new Set(['a']), isRetry: true }))).toEqual({
    delivered: ['a', 'b'],
    refused: [],
    pending: [],
  });
  expect(push.calls).toEqual([{ endpoint: 'b', isRetry: true }]);
});

describe('patience', () => {
  test('ends with maxAttempts', async () => {
    const push = fakePush({ a: ['retry'], b: ['accepted'] });
    const seen: string[] = [];
    const onOutcome = ({ endpoint, verdict }: PushOutcome): void => void seen.push(`${endpoint} ${verdict}`);
    expect(ends(await deliver(push, { maxAttempts: 2, onOutcome }))).toEqual({
      delivered: ['b'],
      refused: [],
      pending: ['a'],
    });
    expect(seen.sort()).toEqual(['a retry', 'a retry', 'b accepted']);
  });

  test('ends with the signal, also in the middle of a wait', async () => {
    const push = fakePush({ a: [1_000_000] });
    const slow = new Deliverer(push, { ...quick, maxRetryAfterMs: 1_000_000 }, () => 0.5);
    const delivery = await slow.deliver(pkg, { signal: AbortSignal.timeout(20) });
    expect(ends(delivery)).toEqual({ delivered: [], refused: [], pending: ['a'] });
    expect(push.calls).toHaveLength(1);
  });

  test('what the server asked for is waited', async () => {
    const push = fakePush({ a: [40, 'accepted'] });
    const before = performance.now();
    await deliver(push);
    expect(performance.now() - before).toBeGreaterThanOrEqual(39);
  });
});
