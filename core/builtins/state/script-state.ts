// What a loaded script keeps between records, made when it is loaded and stopped when it is replaced.

import type { Services } from '../../lang/runtime/services.js';
import type { AggregateDeps } from './aggregate-store.js';
import { AggregateStore } from './aggregate-store.js';
import { MemoryCache } from './memory-cache.js';
import { PointWindowSet } from './point-windows.js';

export type StateServices = Pick<Services, 'cache' | 'aggregates' | 'windows'>;

export interface ScriptState extends StateServices {
  /** Emits what aggregations still hold and ends their timers; may be called twice. */
  stop(): void;
}

export function createScriptState(deps: AggregateDeps): ScriptState {
  const aggregates = new AggregateStore(deps);
  return {
    cache: new MemoryCache(() => Number(deps.nowNs() / 1_000_000n)),
    aggregates,
    windows: new PointWindowSet(),
    stop: () => aggregates.stop(),
  };
}

/** For scripts that run without state: on points made by create_point. */
export const NO_STATE: StateServices = { cache: undefined, aggregates: undefined, windows: undefined };
