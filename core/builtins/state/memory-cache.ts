// The cache of one loaded script: cache_set and cache_get. Entries end at their time; beyond the bounds the entry that
// was set longest ago goes first. The reference's timer wheel (sets that show late, entries that never end) is not
// copied.

import type { ScriptCache } from '../../lang/runtime/services.js';
import type { Value } from '../../lang/runtime/value.js';

export interface CacheLimits {
  readonly maxEntries: number;
  /** Rough size of keys and values together. */
  readonly maxBytes: number;
}

export const DEFAULT_CACHE_LIMITS: CacheLimits = { maxEntries: 100_000, maxBytes: 32 * 1024 * 1024 };

interface Entry {
  readonly value: Value;
  readonly endsAtMs: number;
  readonly bytes: number;
}

export class MemoryCache implements ScriptCache {
  private readonly nowMs: () => number;
  private readonly limits: CacheLimits;
  private readonly entries = new Map<string, Entry>();
  private bytes = 0;

  constructor(nowMs: () => number, limits: CacheLimits = DEFAULT_CACHE_LIMITS) {
    this.nowMs = nowMs;
    this.limits = limits;
  }

  get(key: string): Value | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.endsAtMs > this.nowMs()) return entry.value;
    this.remove(key, entry);
    return undefined;
  }

  set(key: string, value: Value, ttlSeconds: number): void {
    if (!(ttlSeconds > 0)) return;
    const old = this.entries.get(key);
    if (old !== undefined) this.remove(key, old);
    const bytes = roughBytes(key) + roughBytes(value);
    if (bytes > this.limits.maxBytes) return;
    this.entries.set(key, { value, endsAtMs: this.nowMs() + ttlSeconds * 1000, bytes });
    this.bytes += bytes;
    this.evict();
  }

  private evict(): void {
    for (const [key, entry] of this.entries) {
      if (this.entries.size <= this.limits.maxEntries && this.bytes <= this.limits.maxBytes) return;
      this.remove(key, entry);
    }
  }

  private remove(key: string, entry: Entry): void {
    this.entries.delete(key);
    this.bytes -= entry.bytes;
  }
}

const OVERHEAD_BYTES = 64;
const MAX_DEPTH = 32;

function roughBytes(value: Value, depth = 0): number {
  if (typeof value === 'string') return OVERHEAD_BYTES + 2 * value.length;
  if (depth >= MAX_DEPTH) return OVERHEAD_BYTES;
  let bytes = OVERHEAD_BYTES;
  if (Array.isArray(value)) for (const item of value) bytes += roughBytes(item, depth + 1);
  else if (value instanceof Map) {
    for (const [key, item] of value) bytes += roughBytes(key) + roughBytes(item, depth + 1);
  }
  return bytes;
}
