import { describe, expect, test } from '@jest/globals';
import { Balancer } from '../../../plugin/offload/balancer.js';

function setup(count: number, inFlight = 100) {
  let now = 0;
  const addresses = Array.from({ length: count }, (_, i) => `http://r${i}`);
  const balancer = new Balancer(
    addresses,
    { inFlight, firstPauseMs: 100, maxPauseMs: 1000 },
    () => now,
    () => 1,
  );
  return { balancer, advance: (ms: number) => void (now += ms) };
}
const NONE: ReadonlySet<number> = new Set();

describe('the balancer', () => {
  test('takes turns exactly', () => {
    const { balancer } = setup(3);
    const order = Array.from({ length: 9 }, () => balancer.choose(NONE)!.index);
    expect(order).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
  });

  test('leaves out a failed receiver until its pause is over, then probes it with one batch', () => {
    const { balancer, advance } = setup(2);
    const first = balancer.choose(NONE)!;
    balancer.failed(first, undefined);
    expect([balancer.choose(NONE)!.index, balancer.choose(NONE)!.index]).toEqual([1, 1]);
    advance(100);
    const probe = balancer.choose(NONE)!;
    expect(probe.index).toBe(0);
    probe.inFlight = 1;
    expect(balancer.choose(NONE)!.index).toBe(1);
    expect(balancer.choose(NONE)!.index).toBe(1);
  });

  test('the pause doubles with every failure in a row, up to its limit, and a success ends it', () => {
    const { balancer } = setup(1);
    const only = balancer.receivers[0]!;
    const pauses = [1, 2, 3, 4, 5].map(() => {
      balancer.failed(only, undefined);
      const pause = balancer.msUntilNext();
      only.pausedUntilMs = 0;
      return pause;
    });
    expect(pauses).toEqual([100, 200, 400, 800, 1000]);
    balancer.succeeded(only);
    balancer.failed(only, undefined);
    expect(balancer.msUntilNext()).toBe(100);
  });

  test('waits as long as the receiver asked for', () => {
    const { balancer } = setup(1);
    balancer.failed(balancer.receivers[0]!, 700);
    expect(balancer.msUntilNext()).toBe(700);
  });

  test('does not give a receiver more than it may have in flight', () => {
    const { balancer } = setup(2, 1);
    balancer.choose(NONE)!.inFlight = 1;
    balancer.choose(NONE)!.inFlight = 1;
    expect(balancer.choose(NONE)).toBeUndefined();
  });
});
