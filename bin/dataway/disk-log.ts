// Packages on disk, over the same store the receiver trusts: the body as it arrived (uncompressed) with its meta. Points
// are decoded again when they are asked for. Above its bounds the oldest packages go.

import { errorCode, OfframpError } from '../../core/errors.js';
import { isCategory } from '../../core/point/category.js';
import { LevelStore } from '../../core/store/level-store.js';
import type { Json, StoredRecord } from '../../core/store/store.js';
import type { BodyDecoder } from './decode.js';
import type { ArrivedPackage, OnEvict, PackageLog, PackageMeta, StoredPackage } from './package-log.js';

export interface DiskLogOptions {
  readonly folder: string;
  readonly decode: BodyDecoder;
  readonly maxPoints: number;
  readonly maxBytes: number;
  readonly onNotice: (notice: string) => void;
}

interface Kept {
  readonly seq: number;
  readonly firstSeq: number;
  readonly points: number;
}

export class DiskLog implements PackageLog {
  private readonly options: DiskLogOptions;
  private readonly store: LevelStore;
  private kept: Kept[] = []; // oldest first
  private points = 0;
  private onEvict: OnEvict | undefined;

  constructor(options: DiskLogOptions) {
    const { folder, maxBytes, onNotice } = options;
    this.options = options;
    // room above our own bound, so that appends under way never meet the store's
    const limits = { maxBytes: maxBytes * 1.25 + 256 * 1024 * 1024, maxRecords: Number.MAX_SAFE_INTEGER };
    this.store = new LevelStore({ folder, limits, onNotice });
  }

  async start(onFound: (found: StoredPackage) => void, onEvict: OnEvict): Promise<void> {
    this.onEvict = onEvict;
    await this.store.start();
    for (const { seq } of [...this.store.entries()]) {
      const found = await this.load(seq);
      if (found === undefined) continue;
      this.note(seq, found);
      onFound(found);
    }
  }

  async append(arrived: ArrivedPackage): Promise<void> {
    const { body, points, contentType, firstSeq, arrivalMs, category, pkgId, userAgent } = arrived;
    const meta = { contentType, firstSeq, arrivalMs, category, pkgId, userAgent, points: points.length };
    const seq = await this.store.append([{ meta, body }]);
    this.note(seq, arrived);
    await this.evict();
  }

  async *scan(afterSeq: number): AsyncIterable<StoredPackage> {
    for (const { seq, firstSeq, points } of this.kept) {
      if (firstSeq + points - 1 <= afterSeq) continue;
      const found = await this.load(seq);
      if (found !== undefined) yield found;
    }
  }

  async *newest(): AsyncIterable<StoredPackage> {
    const { kept } = this;
    for (let i = kept.length - 1; i >= 0; i--) {
      const found = await this.load(kept[i]!.seq);
      if (found !== undefined) yield found;
    }
  }

  stop(): Promise<void> {
    return this.store.stop();
  }

  private note(seq: number, { firstSeq, points }: StoredPackage): void {
    this.kept.push({ seq, firstSeq, points: points.length });
    this.points += points.length;
  }

  /** Lets the oldest go until the bounds hold; what is chosen is struck off at once, so two calls never take the same. */
  private async evict(): Promise<void> {
    const { maxPoints, maxBytes } = this.options;
    const { bytes, records } = this.store.stats();
    let over = bytes - maxBytes;
    let gone = 0;
    while (gone < this.kept.length - 1 && (this.points > maxPoints || over > 0)) {
      const oldest = this.kept[gone++]!;
      this.points -= oldest.points;
      over -= bytes / records; // packages of one sender are much alike; the next append looks again
    }
    const evicted = this.kept.slice(0, gone);
    if (gone > 0) this.kept = this.kept.slice(gone);
    for (const { seq } of evicted) {
      const found = await this.load(seq);
      if (found !== undefined) this.onEvict?.(found);
      await this.store.remove([seq]);
    }
  }

  private async load(seq: number): Promise<StoredPackage | undefined> {
    const record = await this.store.read(seq);
    const read = record === undefined ? undefined : metaOf(record);
    if (record === undefined || read === undefined) return undefined;
    const { contentType, meta } = read;
    try {
      const points = this.options.decode(record.body, { contentType, category: meta.category, nowMs: meta.arrivalMs });
      return { ...meta, points };
    } catch (error) {
      // it was decoded once before it was stored, so an older program wrote it
      const why = error instanceof OfframpError ? error.message : errorCode(error);
      this.options.onNotice(`stored package ${seq} cannot be read: ${why}`);
      return undefined;
    }
  }
}

function metaOf({ meta }: StoredRecord): { contentType: string; meta: PackageMeta } | undefined {
  if (typeof meta !== 'object' || meta === null || Array.isArray(meta)) return undefined;
  const { contentType, firstSeq, arrivalMs, category, pkgId, userAgent } = meta as { readonly [key: string]: Json };
  if (typeof contentType !== 'string' || typeof firstSeq !== 'number' || typeof arrivalMs !== 'number')
    return undefined;
  if (typeof category !== 'string' || !isCategory(category)) return undefined;
  if (typeof pkgId !== 'string' || typeof userAgent !== 'string') return undefined;
  return { contentType, meta: { firstSeq, arrivalMs, category, pkgId, userAgent } };
}
