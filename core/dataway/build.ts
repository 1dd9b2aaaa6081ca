// Points to packages: what a worker thread does last with a batch. All points are written into one buffer, which is then
// cut between points into bodies of at most `maxRawBytes`; a larger point goes alone. Synchronous, for worker threads.
// Source: datakit internal/io/dataway/body.go, cliutils point/encode_v2.go (which skips a point that fits no body)

import { gzipSync } from 'node:zlib';
import { ByteWriter } from '../codec/byte-writer.js';
import { writePoint } from '../codec/pbpoint/encode.js';
import type { Category } from '../point/category.js';
import type { Point } from '../point/point.js';
import { packageId, PROTOBUF, type DatawayPackage } from './package.js';

export interface BuildOptions {
  /** Id of the batch the points come from; with the part's number it makes the package id. */
  readonly batchId: string;
  readonly category: Category;
  /** Number of the first package, when other categories of the batch came before. */
  readonly firstPart?: number;
  /** `max_raw_body_size`. */
  readonly maxRawBytes?: number;
  readonly gzip?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Built {
  readonly packages: DatawayPackage[];
  /** Points above MAX_POINT_BYTES; no package holds them and the caller gives them their fate. */
  readonly tooLarge: readonly Point[];
}

export const DEFAULT_MAX_RAW_BYTES = 1024 * 1024;
/** A point whose encoded form is larger is not offered to DataWay. */
export const MAX_POINT_BYTES = 32 * 1024 * 1024;

/** gzip's fastest level; see docs/decisions.md. */
const GZIP_LEVEL = 1;

export function buildPackages(points: readonly Point[], options: BuildOptions): Built {
  const writer = new ByteWriter();
  const tooLarge: Point[] = [];
  const ends: number[] = []; // of every point in the buffer
  for (const point of points) {
    writePoint(writer, point);
    ends.push(writer.pos);
  }
  const bytes = writer.bytes; // not copied: compression copies anyway
  const packages: DatawayPackage[] = [];
  const part = options.firstPart ?? 0;
  for (const { from, to, count, firstIndex } of cut(ends, options.maxRawBytes ?? DEFAULT_MAX_RAW_BYTES)) {
    if (to - from > MAX_POINT_BYTES) tooLarge.push(points[firstIndex]!);
    else packages.push(onePackage(bytes.subarray(from, to), count, part + packages.length, options));
  }
  return { packages, tooLarge };
}

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly firstIndex: number;
}

/** Greedy: each piece takes points as long as they fit, and at least one. */
function* cut(ends: readonly number[], maxBytes: number): Iterable<Piece> {
  let from = 0;
  let firstIndex = 0;
  for (let i = 0; i < ends.length; i++) {
    const next = ends[i + 1];
    if (next !== undefined && next - from <= maxBytes) continue;
    yield { from, to: ends[i]!, count: i + 1 - firstIndex, firstIndex };
    from = ends[i]!;
    firstIndex = i + 1;
  }
}

function onePackage(raw: Uint8Array, points: number, part: number, options: BuildOptions): DatawayPackage {
  const { batchId, category, gzip = true, headers } = options;
  return {
    id: packageId(batchId, part),
    category,
    contentType: PROTOBUF,
    points,
    body: gzip ? gzipSync(raw, { level: GZIP_LEVEL }) : Uint8Array.from(raw),
    gzip,
    rawSizeBytes: raw.length,
    ...(headers === undefined ? {} : { headers }),
  };
}
