// npm run conformance -- captures: the forward captures as rows of the conformance run.

import { forwardScenarios, isPlain, type Scenario } from '../../helpers/captures.js';
import { seededRandom } from '../../helpers/random.js';
import type { FileResult } from '../runner/run-file.js';
import { replayScenario } from './replay-scenario.js';

const SEED = 1;

/** Replays every forward capture, and prints how many pass by group. */
export async function runCaptures(): Promise<FileResult> {
  const fluentBit = forwardScenarios('fluent-bit');
  const groups: [string, Scenario[]][] = [
    ['fluent-bit forward', fluentBit.filter(isPlain)],
    ['fluent-bit forward with shared key, TLS or unix socket', fluentBit.filter((scenario) => !isPlain(scenario))],
    ['fluent-logger', forwardScenarios('fluent-logger-js')],
  ];
  let passed = 0;
  const failures: { id: string; lines: string[] }[] = [];
  for (const [title, scenarios] of groups) {
    const before = passed;
    for (const scenario of scenarios) {
      const lines = await replayScenario(scenario, seededRandom(SEED));
      if (lines.length === 0) passed++;
      else failures.push({ id: `captures/${scenario.shipper}/${scenario.name}`, lines });
    }
    console.log(`captures, ${title}: ${passed - before} of ${scenarios.length}`);
  }
  return { passed, failures, skipped: 0 };
}
