// How bodies become points here: as they were sent, without the checks of a write endpoint, since a store must show what
// arrived and not what it would have made of it.

import { encodingOf } from '../../core/codec/content-type.js';
import { decodeJson } from '../../core/codec/json/decode.js';
import { decodeLineProtocol } from '../../core/codec/lineproto/decode.js';
import { decodeProtobuf } from '../../core/codec/pbpoint/decode.js';
import type { Category } from '../../core/point/category.js';
import type { Point } from '../../core/point/point.js';

export interface BodyInfo {
  readonly contentType: string;
  readonly category: Category;
  /** Time of points that carry none. */
  readonly nowMs: number;
}

/** Reads an uncompressed body. @throws DecodeError when it is not what its content type says */
export type BodyDecoder = (body: Uint8Array, info: BodyInfo) => Point[];

export const decodeArrived: BodyDecoder = (body, { contentType, nowMs }) => {
  const nowNs = BigInt(nowMs) * 1_000_000n;
  switch (encodingOf(contentType)) {
    case 'protobuf':
      return withTime(decodeProtobuf(body), nowNs);
    case 'line-protocol':
      return decodeLineProtocol(body, { precision: 'n', nowNs }).points;
    case 'json':
    case 'pbjson':
      return withTime(decodeJson(body), nowNs);
  }
};

function withTime(points: Point[], nowNs: bigint): Point[] {
  for (const point of points) if (point.time === 0n) point.time = nowNs;
  return points;
}
