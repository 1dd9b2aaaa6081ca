import { describe, expect, test } from '@jest/globals';
import { forwardScenarios, isPlain } from '../../../helpers/captures.js';
import { seededRandom } from '../../../helpers/random.js';
import { replayScenario } from '../../../conformance/captures/replay-scenario.js';

const RUNS = 3;

describe.each(['fluent-bit', 'fluent-logger-js'] as const)('captured %s traffic', (shipper) => {
  const scenarios = forwardScenarios(shipper);

  test('is all there', () => {
    expect(scenarios.filter(isPlain)).toHaveLength(shipper === 'fluent-bit' ? 46 : 10);
    expect(scenarios).toHaveLength(shipper === 'fluent-bit' ? 58 : 12);
  });

  // TLS and unix sockets were captured inside the transport, so their bytes are plain here
  test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', async (_, scenario) => {
    for (let seed = 1; seed <= RUNS; seed++) expect(await replayScenario(scenario, seededRandom(seed))).toEqual([]);
  });
});
