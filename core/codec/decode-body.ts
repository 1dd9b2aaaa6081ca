// A request body to checked points, as a write endpoint takes it: decode, give times their meaning, run the checks of the
// category. Source: cliutils point/decode.go

import type { Category } from '../point/category.js';
import { addRequired, checkPoint, checkQuietly, isClean } from '../point/check.js';
import type { Point } from '../point/point.js';
import type { CheckRules } from '../point/rules.js';
import { PLAIN_RULES, writeRules } from '../point/rules.js';
import type { Encoding } from './content-type.js';
import { encodingOf } from './content-type.js';
import { decodeJson } from './json/decode.js';
import type { RefusedPart } from './lineproto/decode.js';
import { decodeLineProtocol } from './lineproto/decode.js';
import { decodeProtobuf } from './pbpoint/decode.js';
import { precisionOf, scaleTextTime, scaleTime } from './precision.js';
import { TextCache } from './text-cache.js';

export interface DecodeBodyOptions {
  readonly category: Category;
  /** The `precision` of the request, '' when there is none (auto). The ploffload endpoint's default is 'n'. */
  readonly precision: string;
  /** The time of points that have none. */
  readonly nowNs: bigint;
  /** Kept by the caller from body to body: keys and tags repeat. */
  readonly cache?: TextCache;
  /** Line protocol only: take the good lines of a body that has bad ones, and list those in `refused`. */
  readonly keepGood?: boolean;
}

export interface DecodedBody {
  readonly encoding: Encoding;
  readonly points: Point[];
  /** Empty unless `keepGood`. */
  readonly refused: readonly RefusedPart[];
}

/**
 * Points of a body with the checks done; what the checks changed stands in the warnings of each point.
 * @param contentType  the header as sent; undefined or unknown means line protocol
 * @throws DecodeError and nothing else, whatever the bytes
 */
export function decodeBody(
  bytes: Uint8Array,
  contentType: string | undefined,
  options: DecodeBodyOptions,
): DecodedBody {
  const encoding = encodingOf(contentType);
  const rules = writeRules(options.category);
  switch (encoding) {
    case 'line-protocol':
      return { encoding, ...lineProtocol(bytes, options, rules) };
    case 'protobuf':
      return { encoding, points: protobuf(bytes, options, rules), refused: [] };
    default:
      return { encoding, points: json(bytes, options, rules), refused: [] };
  }
}

function lineProtocol(
  bytes: Uint8Array,
  options: DecodeBodyOptions,
  rules: CheckRules,
): { points: Point[]; refused: RefusedPart[] } {
  const decoded = decodeLineProtocol(bytes, { ...options, precision: precisionOf(options.precision) });
  for (const point of decoded.points) {
    if (isClean(point, rules)) addRequired(point, rules);
    else checkLine(point, rules);
  }
  return decoded;
}

/** compat: the reference checks a line three times, the first time by the plain rules and without a warning. */
function checkLine(point: Point, rules: CheckRules): void {
  if (rules !== PLAIN_RULES) checkQuietly(point, PLAIN_RULES);
  checkPoint(point, rules);
  if (point.kvs.length > rules.maxFields) checkPoint(point, rules); // only then is there anything left to find
}

function protobuf(bytes: Uint8Array, options: DecodeBodyOptions, rules: CheckRules): Point[] {
  const points = decodeProtobuf(bytes, options.cache ?? new TextCache());
  const precision = precisionOf(options.precision);
  for (const point of points) {
    point.time = scaleTime(point.time, precision, options.nowNs);
    checkPoint(point, rules);
  }
  return points;
}

function json(bytes: Uint8Array, options: DecodeBodyOptions, rules: CheckRules): Point[] {
  const points = decodeJson(bytes);
  const precision = precisionOf(options.precision);
  for (const point of points) {
    point.time = scaleTextTime(point.time, precision, options.nowNs);
    checkPoint(point, rules);
  }
  return points;
}
