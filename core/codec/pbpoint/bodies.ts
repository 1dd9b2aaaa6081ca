// Points as bodies of a bounded size: encoded once, then cut between points.

import type { Point } from '../../point/point.js';
import { encodeProtobuf } from './encode.js';
import { endOfPoint } from './split.js';

export interface PointsBody {
  readonly bytes: Uint8Array;
  readonly points: number;
}

/** Bodies of at most `maxBytes`; a point that is larger alone gets a body of its own. */
export function encodeBodies(points: readonly Point[], maxBytes: number): PointsBody[] {
  if (points.length === 0) return [];
  const all = encodeProtobuf(points);
  if (all.length <= maxBytes || points.length === 1) return [{ bytes: all, points: points.length }];
  const bodies: PointsBody[] = [];
  let from = 0;
  let count = 0;
  let at = 0;
  for (let i = 0; i < points.length; i++) {
    const end = endOfPoint(all, at);
    if (count > 0 && end - from > maxBytes) {
      bodies.push({ bytes: all.slice(from, at), points: count });
      from = at;
      count = 0;
    }
    count++;
    at = end;
  }
  bodies.push({ bytes: all.slice(from), points: count });
  return bodies;
}
