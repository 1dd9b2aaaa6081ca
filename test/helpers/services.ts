// Services for a run that needs nothing of the world.

import { NO_STATE } from '../../core/builtins/state/script-state.js';
import type { Services } from '../../core/lang/runtime/services.js';

export function testServices(changes: Partial<Services> = {}): Services {
  return {
    nowNs: () => 1_700_000_000_000_000_000n,
    random: () => 0.5,
    zone: 'UTC',
    warn: () => undefined,
    ipdb: undefined,
    referTables: undefined,
    http: { mayCall: () => false, request: () => Promise.resolve(undefined) },
    ...NO_STATE,
    ...changes,
  };
}
