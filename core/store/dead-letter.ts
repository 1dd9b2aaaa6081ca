// The dead letter: what was refused for good, kept with the reason until a person looks. Every letter is on disk before
// the record counts as refused; when the dead letter itself is full the caller still owns the record (and answers 503).

import type { Json, Store, StoreStats } from './store.js';

export interface NewLetter {
  /** Stable word: `http-400`, `killed-worker`, `too-large`, `decode` ... */
  readonly reason: string;
  /** For a person; no tokens, at most a short excerpt of the record. */
  readonly detail: string;
  /** How many records or points the body holds. */
  readonly records: number;
  /** What the body is and where it was going, as its owner needs it for another try. */
  readonly about: Json;
  readonly body: Uint8Array;
}

export interface Letter extends NewLetter {
  readonly seq: number;
  readonly atMs: number;
}

/** What became of a letter that was tried again: done with, or kept. */
export type RetryVerdict = 'done' | 'keep';

export class DeadLetter {
  private readonly store: Store;

  /** @param store  started and stopped by whoever made it */
  constructor(store: Store) {
    this.store = store;
  }

  /** Resolves with its number once the letter is on disk. @throws BufferFullError, StoreError */
  async put({ reason, detail, records, about, body }: NewLetter): Promise<number> {
    return this.store.append([{ meta: { reason, detail, records, about }, body }]);
  }

  /** Letters numbered above `afterSeq`, oldest first; damaged ones are left out and counted. */
  async *list(afterSeq = 0): AsyncIterable<Letter> {
    for (const { seq } of this.store.entries(afterSeq)) {
      const letter = await this.get(seq);
      if (letter !== undefined) yield letter;
    }
  }

  async get(seq: number): Promise<Letter | undefined> {
    const record = await this.store.read(seq);
    if (record === undefined) return undefined;
    const { reason, detail, records, about } = record.meta as Omit<NewLetter, 'body'> & { [key: string]: Json }; // put's
    return { seq, atMs: record.atMs, reason, detail, records, about, body: record.body };
  }

  /** Removes letters a person has dealt with. */
  async forget(seqs: readonly number[]): Promise<void> {
    await this.store.remove(seqs);
  }

  /**
   * Tries every letter that is there now once more, oldest first.
   * @param send  says what became of one; when it throws, that letter and the rest are kept and the error is passed on
   */
  async retry(
    send: (letter: Letter) => Promise<RetryVerdict>,
    signal?: AbortSignal,
  ): Promise<{ readonly done: number; readonly kept: number }> {
    const seqs = [...this.store.entries()].map(({ seq }) => seq);
    let done = 0;
    let kept = 0;
    for (const seq of seqs) {
      if (signal?.aborted === true) break;
      const letter = await this.get(seq);
      if (letter === undefined) continue;
      if ((await send(letter)) === 'done') {
        await this.store.remove([seq]);
        done++;
      } else kept++;
    }
    return { done, kept };
  }

  stats(): StoreStats {
    return this.store.stats();
  }
}
