// What a store knows about its records without touching the disk: number, size, age and note of each, and the sums that
// the bounds are checked against. Space is taken before a write begins, so that writes under way count too.

import { BufferFullError } from '../errors.js';
import type { RecordInfo, StoreLimits } from './store.js';

export class Ledger {
  private readonly limits: StoreLimits;
  private readonly infos = new Map<number, RecordInfo>(); // in order of seq
  private keptBytes = 0;
  private reservedBytes = 0;
  private reservedRecords = 0;

  constructor(limits: StoreLimits) {
    this.limits = limits;
  }

  get records(): number {
    return this.infos.size;
  }

  get bytes(): number {
    return this.keptBytes;
  }

  get oldestMs(): number | undefined {
    for (const { atMs } of this.infos.values()) return atMs;
    return undefined;
  }

  /** Takes space for records that are about to be written. @throws BufferFullError when there is not enough */
  reserve(records: number, bytes: number): void {
    const { maxRecords, maxBytes } = this.limits;
    const allRecords = this.infos.size + this.reservedRecords + records;
    const allBytes = this.keptBytes + this.reservedBytes + bytes;
    if (allRecords > maxRecords || allBytes > maxBytes) {
      const of = `${allBytes} of ${maxBytes} bytes, ${allRecords} of ${maxRecords} records`;
      throw new BufferFullError(`the store is full: it would hold ${of}`, records);
    }
    this.reservedRecords += records;
    this.reservedBytes += bytes;
  }

  /** Gives back what reserve took; `add` what was really written. */
  release(records: number, bytes: number): void {
    this.reservedRecords -= records;
    this.reservedBytes -= bytes;
  }

  /** Adds or replaces an entry. New ones come in order of their numbers. */
  add(info: RecordInfo): void {
    this.keptBytes += info.sizeBytes - (this.infos.get(info.seq)?.sizeBytes ?? 0);
    this.infos.set(info.seq, info);
  }

  get(seq: number): RecordInfo | undefined {
    return this.infos.get(seq);
  }

  delete(seq: number): boolean {
    this.keptBytes -= this.infos.get(seq)?.sizeBytes ?? 0;
    return this.infos.delete(seq);
  }

  clear(): void {
    this.infos.clear();
    this.keptBytes = 0;
  }

  *after(seq: number): Iterable<RecordInfo> {
    for (const info of this.infos.values()) if (info.seq > seq) yield info;
  }
}
