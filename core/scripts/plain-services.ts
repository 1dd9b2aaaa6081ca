// Services of an installation that has nothing: no databases, no tables, no network, no state between records. Tools,
// tests and benches start from these and replace what they need.

import type { Services } from '../lang/runtime/services.js';

export function plainServices(replaced: Partial<Services> = {}): Services {
  return {
    nowNs: () => BigInt(Date.now()) * 1_000_000n,
    random: Math.random,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    warn: () => undefined,
    ipdb: undefined,
    referTables: undefined,
    cache: undefined,
    aggregates: undefined,
    windows: undefined,
    http: { mayCall: () => false, request: () => Promise.resolve(undefined) },
    ...replaced,
  };
}
