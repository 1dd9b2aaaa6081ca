// `echo=` of the write API: the parsed points in the form asked for.

import { encodeJson, encodePbjson } from '../codec/json/encode.js';
import { encodeLineProtocol } from '../codec/lineproto/encode.js';
import type { Point } from '../point/point.js';
import type { BatchJob } from './messages.js';

/** @returns text, undefined when none was asked for */
export function echoPoints(points: readonly Point[], form: BatchJob['echo']): string | undefined {
  switch (form) {
    case 'lp':
      return toText(encodeLineProtocol(points).bytes);
    case 'json':
      return toText(encodeJson(points));
    case 'pbjson':
      return toText(encodePbjson(points));
    default:
      return undefined;
  }
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}
