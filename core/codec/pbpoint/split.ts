// Cuts a PBPoints body between two points without decoding any: each point is field 1 with its length in front.

import { DecodeError } from '../../errors.js';

const POINT_TAG = 0x0a;

/** The first `count` points and the rest, as views of the same bytes. */
export function splitProtobuf(body: Uint8Array, count: number): readonly [Uint8Array, Uint8Array] {
  let at = 0;
  for (let i = 0; i < count && at < body.length; i++) at = endOfPoint(body, at);
  return [body.subarray(0, at), body.subarray(at)];
}

/** Offset behind the point that starts at `start`. */
export function endOfPoint(body: Uint8Array, start: number): number {
  if (body[start] !== POINT_TAG) throw new DecodeError('protobuf', 'not a list of points', start);
  let length = 0;
  let at = start + 1;
  for (let shift = 0; ; shift += 7) {
    const byte = body[at++];
    if (byte === undefined || shift > 28) throw new DecodeError('protobuf', 'the length of a point is cut off', start);
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  if (length < 0 || at + length > body.length) throw new DecodeError('protobuf', 'a point is cut off', start);
  return at + length;
}
