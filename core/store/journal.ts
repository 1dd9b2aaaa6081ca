// The receiver's journal: finished DataWay packages, written in one transaction with the id of the batch they come from.
// Once that is on disk the batch may be answered 200, and the same batch coming again is answered 200 without a second
// run. A package leaves when every URL has it; which URLs have it already is noted, so that a retry spares them.

import type { NewRecord, Store, StoredRecord, StoreStats } from './store.js';

export interface JournalPackage extends StoredRecord {
  /** Names of the URLs that have accepted it. */
  readonly delivered: ReadonlySet<string>;
}

export class Journal {
  private readonly store: Store;

  /** @param store  started and stopped by whoever made it */
  constructor(store: Store) {
    this.store = store;
  }

  /** True when a batch of that id was journalled and is still remembered. */
  knows(batchId: string): boolean {
    return this.store.hasId(batchId);
  }

  /**
   * Writes the packages of one batch and its id, all or nothing.
   * @param batchId  undefined for a batch of a sender that gives none
   * @returns numbers of the packages, once they are on disk
   * @throws BufferFullError, StoreError: nothing was taken
   */
  async add(batchId: string | undefined, packages: readonly NewRecord[]): Promise<number[]> {
    const first = await this.store.append(packages, batchId === undefined ? [] : [batchId]);
    return packages.map((_, index) => first + index);
  }

  /** Numbers of the packages that are not everywhere yet, oldest first; what a start goes on with. */
  *pending(): Iterable<number> {
    for (const { seq } of this.store.entries()) yield seq;
  }

  /** The package, or undefined when it is done with or damaged (counted). */
  async read(seq: number): Promise<JournalPackage | undefined> {
    const record = await this.store.read(seq);
    if (record === undefined) return undefined;
    return { ...record, delivered: namesOf(record.note) };
  }

  /**
   * Notes that `delivered` have the package; removes it when that is every one of `all`. A power cut may undo this, and
   * then those URLs get the package again, under the same id.
   */
  async delivered(seq: number, delivered: ReadonlySet<string>, all: readonly string[]): Promise<void> {
    if (all.every((name) => delivered.has(name))) await this.store.remove([seq]);
    else await this.store.setNote(seq, [...delivered].join('\n'));
  }

  /** Removes a package that has another fate (dead letter). */
  async remove(seq: number): Promise<void> {
    await this.store.remove([seq]);
  }

  stats(): StoreStats {
    return this.store.stats();
  }
}

function namesOf(note: string): ReadonlySet<string> {
  return new Set(note === '' ? [] : note.split('\n'));
}
