// Says a repeated thing once per interval, with how often it was left unsaid: a dead receiver must not fill a disk.

import type { LogFields, Logger } from './logger.js';

interface Entry {
  saidAtMs: number;
  unsaid: number;
}

const MAX_KEYS = 1000;

export class Seldom {
  private readonly log: Logger;
  private readonly intervalMs: number;
  private readonly nowMs: () => number;
  private readonly entries = new Map<string, Entry>();

  constructor(log: Logger, intervalMs = 10_000, nowMs: () => number = Date.now) {
    this.log = log;
    this.intervalMs = intervalMs;
    this.nowMs = nowMs;
  }

  warn(key: string, message: string, fields: LogFields = {}): void {
    const now = this.nowMs();
    const entry = this.entries.get(key);
    if (entry !== undefined && now - entry.saidAtMs < this.intervalMs) {
      entry.unsaid++;
      return;
    }
    this.log.warn(message, entry !== undefined && entry.unsaid > 0 ? { ...fields, repeated: entry.unsaid } : fields);
    if (this.entries.size >= MAX_KEYS) this.entries.clear();
    this.entries.set(key, { saidAtMs: now, unsaid: 0 });
  }
}
