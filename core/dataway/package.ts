// A package: one finished body for DataWay with what the request needs. It is made once (in a worker thread), may be
// stored, and every retry by anyone sends exactly these bytes under exactly this id.

import { createHash } from 'node:crypto';
import type { Category } from '../point/category.js';

export const PROTOBUF = 'application/protobuf; proto=com.guance.Point';
export const LINE_PROTOCOL = 'application/line-protocol';

export interface DatawayPackage {
  /** X-Pkg-Id. */
  readonly id: string;
  readonly category: Category;
  readonly contentType: typeof PROTOBUF | typeof LINE_PROTOCOL;
  /** How many points the body holds. */
  readonly points: number;
  /** The bytes to send, compressed when `gzip` is set. */
  readonly body: Uint8Array;
  readonly gzip: boolean;
  /** Size before compression. */
  readonly rawSizeBytes: number;
  /** Further headers of the package: X-Global-Tags, X-Storage-Index-Name. */
  readonly headers?: Readonly<Record<string, string>>;
}

const ALPHABET = '0123456789abcdefghijklmnopqrstuv';

/**
 * The id of part `part` of batch `batchId`: `dk_` and 20 characters, as the reference writes them. The same batch gives
 * the same ids at every receiver, so that a repeat can be recognised downstream.
 */
export function packageId(batchId: string, part: number): string {
  const digest = createHash('sha256').update(`${batchId}\n${part}`).digest();
  let id = 'dk_';
  for (let i = 0; i < 20; i++) {
    const bit = i * 5;
    const pair = digest.readUInt16BE(bit >> 3);
    id += ALPHABET[(pair >> (11 - (bit & 7))) & 31]!;
  }
  return id;
}
