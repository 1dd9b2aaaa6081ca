// Reading the stored points back: filters of `GET /points`, in order of arrival.

import type { Point } from '../../core/point/point.js';
import { Float, Uint, type FieldValue } from '../../core/point/value.js';
import type { PackageLog, PackageMeta } from './package-log.js';

export interface PointQuery {
  readonly category?: string;
  readonly source?: string;
  readonly pkgId?: string;
  /** Tags or fields that must hold exactly this text (numbers and booleans as they are written). */
  readonly where?: ReadonlyMap<string, string>;
  /** Only points numbered above this one. */
  readonly after?: number;
  readonly limit?: number;
}

export interface StoredPoint {
  readonly seq: number;
  readonly meta: PackageMeta;
  readonly point: Point;
}

export async function queryPoints(log: PackageLog, query: PointQuery): Promise<StoredPoint[]> {
  const { after = 0, limit = Number.POSITIVE_INFINITY } = query;
  const found: StoredPoint[] = [];
  for await (const stored of log.scan(after)) {
    if (query.category !== undefined && stored.category !== query.category) continue;
    if (query.pkgId !== undefined && stored.pkgId !== query.pkgId) continue;
    for (const [index, point] of stored.points.entries()) {
      const seq = stored.firstSeq + index;
      if (seq <= after || !matches(point, query)) continue;
      if (found.length >= limit) return found;
      found.push({ seq, meta: stored, point });
    }
  }
  return found;
}

function matches(point: Point, { source, where }: PointQuery): boolean {
  if (source !== undefined && point.name !== source) return false;
  for (const [key, text] of where ?? []) {
    const value = point.get(key);
    if (value === undefined || textOf(value) !== text) return false;
  }
  return true;
}

function textOf(value: FieldValue): string {
  if (value instanceof Float || value instanceof Uint) return String(value.v);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value === 'string') return value;
  if (typeof value === 'object') return ''; // nil, arrays and other payloads are not searched
  return String(value);
}
