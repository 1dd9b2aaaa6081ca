// A closed batch: encoded once, sent as often as it takes. It knows its records only as counts per ticket, in order,
// so that it can be cut in two when a receiver refuses it.

import { randomUUID } from 'node:crypto';
import { HEADER } from '../../core/codec/offload/headers.js';
import { HOP_HEADER } from '../../core/flow/hop.js';
import { CONTENT_TYPES } from '../../core/codec/content-type.js';
import { splitProtobuf } from '../../core/codec/pbpoint/split.js';
import type { Ticket } from './ticket.js';

/** Consecutive records of a batch that came with the same chunk. */
export interface Share {
  readonly ticket: Ticket;
  readonly records: number;
}

export interface BatchKey {
  readonly source: string;
  /** Script the route chose; '' when it made no choice. */
  readonly script: string;
}

export class Batch {
  readonly id: string;
  readonly key: BatchKey;
  /** Protobuf, one point after the other. */
  readonly body: Uint8Array;
  readonly records: number;
  readonly shares: readonly Share[];
  readonly headers: Readonly<Record<string, string>>;
  /** It lies in the spool until it is settled. */
  readonly isSpooled: boolean;

  constructor(key: BatchKey, body: Uint8Array, shares: readonly Share[], id: string = randomUUID(), isSpooled = false) {
    this.id = id;
    this.isSpooled = isSpooled;
    this.key = key;
    this.body = body;
    this.shares = shares;
    this.records = shares.reduce((n, share) => n + share.records, 0);
    this.headers = {
      'content-type': CONTENT_TYPES.protobuf,
      [HEADER.batch]: id,
      [HOP_HEADER]: 'offload',
      ...(key.script === '' ? {} : { [HEADER.script]: key.script }),
    };
  }

  settle(): void {
    for (const { ticket, records } of this.shares) ticket.settle(records);
  }

  fail(error: Error): void {
    for (const { ticket, records } of this.shares) ticket.fail(records, error);
  }

  /** The first and the second half as batches of their own; a batch of one record cannot be halved. */
  halve(): readonly [Batch, Batch] {
    const at = this.records >> 1;
    const [firstBody, secondBody] = splitProtobuf(this.body, at);
    const [firstShares, secondShares] = splitShares(this.shares, at);
    return [
      new Batch(this.key, firstBody, firstShares, `${this.id}.0`, this.isSpooled),
      new Batch(this.key, secondBody, secondShares, `${this.id}.1`, this.isSpooled),
    ];
  }
}

function splitShares(shares: readonly Share[], at: number): [Share[], Share[]] {
  const first: Share[] = [];
  const second: Share[] = [];
  let left = at;
  for (const { ticket, records } of shares) {
    const taken = Math.min(records, left);
    if (taken > 0) first.push({ ticket, records: taken });
    if (records > taken) second.push({ ticket, records: records - taken });
    left -= taken;
  }
  return [first, second];
}
