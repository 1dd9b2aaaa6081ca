// `echo=` of the write API: the parsed points in the form asked for.

import { encodeLineProtocol } from '../codec/lineproto/encode.js';
import type { Point } from '../point/point.js';
import type { BatchJob } from './messages.js';

export function echoPoints(points: readonly Point[], form: BatchJob['echo']): string | undefined {
  if (form !== 'lp') return undefined;
  return Buffer.from(encodeLineProtocol(points).bytes).toString('utf8');
}
