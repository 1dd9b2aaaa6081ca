// Puts what nobody takes into the dead letter, with a reason and enough about it to try again.

import { PROTOBUF, type DatawayPackage } from '../dataway/package.js';
import type { RefusedPackages } from '../dataway/outbox.js';
import type { Category } from '../point/category.js';
import type { DeadLetter } from '../store/dead-letter.js';
import type { RefusedRecords } from './batch-desk.js';
import type { RefusedRecord } from './messages.js';

export class Refusals implements RefusedPackages, RefusedRecords {
  private readonly letters: DeadLetter;

  constructor(letters: DeadLetter) {
    this.letters = letters;
  }

  /** A package that DataWay refuses, as it was sent. */
  async putPackage(pkg: DatawayPackage, reason: string, detail: string): Promise<void> {
    const { id, category, contentType, gzip, rawSizeBytes, points, body } = pkg;
    const about = { kind: 'package', id, category, contentType, gzip, rawSizeBytes };
    await this.letters.put({ reason, detail, records: points, about, body });
  }

  /** Records the workers took out of a batch. */
  async putRecords(records: readonly RefusedRecord[]): Promise<void> {
    for (const { category, reason, body } of records) await this.putPoints(category, body, 1, reason, '');
  }

  /** Points, as one protobuf body, that no receiver takes. */
  async putPoints(
    category: Category,
    body: Uint8Array,
    records: number,
    reason: string,
    detail: string,
  ): Promise<void> {
    await this.letters.put({
      reason,
      detail,
      records,
      about: { kind: 'points', category, contentType: PROTOBUF },
      body,
    });
  }

  /** Bytes of a record that could not be read. */
  async putUnreadable(bytes: Uint8Array, detail: string): Promise<void> {
    await this.letters.put({ reason: 'decode', detail, records: 1, about: { kind: 'bytes' }, body: bytes });
  }
}
