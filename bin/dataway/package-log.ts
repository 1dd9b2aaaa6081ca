// What the local DataWay has stored: packages in order of arrival, each with its points and where it came from. Two
// keepers share the interface: this file's memory one, and disk-log.ts. Both are bounded and let go of the oldest.

import type { Category } from '../../core/point/category.js';
import type { Point } from '../../core/point/point.js';

export interface PackageMeta {
  /** Number of the first point; points are numbered from 1 in order of arrival, without gaps. */
  readonly firstSeq: number;
  readonly arrivalMs: number;
  readonly category: Category;
  /** X-Pkg-Id, '' when the sender gave none. */
  readonly pkgId: string;
  readonly userAgent: string;
}

export interface StoredPackage extends PackageMeta {
  readonly points: readonly Point[];
}

/** A package on its way into the log: the points and the bytes they were read from. */
export interface ArrivedPackage extends StoredPackage {
  readonly body: Uint8Array;
  readonly contentType: string;
}

/** Called with every package that was let go of. */
export type OnEvict = (evicted: StoredPackage) => void;

export interface PackageLog {
  /** Opens and hands every kept package to `onFound`, oldest first. */
  start(onFound: (found: StoredPackage) => void, onEvict: OnEvict): Promise<void>;
  /** Resolves when the package is as safe as this keeper makes it. */
  append(arrived: ArrivedPackage): Promise<void>;
  /** Packages holding points numbered above `afterSeq`, oldest first. */
  scan(afterSeq: number): AsyncIterable<StoredPackage>;
  /** The newest packages, newest first. */
  newest(): AsyncIterable<StoredPackage>;
  stop(): Promise<void>;
}

export class MemoryLog implements PackageLog {
  private readonly maxPoints: number;
  private packages: StoredPackage[] = [];
  private points = 0;
  private onEvict: OnEvict | undefined;

  constructor(maxPoints: number) {
    this.maxPoints = maxPoints;
  }

  start(_onFound: (found: StoredPackage) => void, onEvict: OnEvict): Promise<void> {
    this.onEvict = onEvict;
    return Promise.resolve();
  }

  append({ body: _body, contentType: _contentType, ...kept }: ArrivedPackage): Promise<void> {
    this.packages.push(kept);
    this.points += kept.points.length;
    let gone = 0;
    while (this.points > this.maxPoints && gone < this.packages.length - 1) {
      const oldest = this.packages[gone++]!;
      this.points -= oldest.points.length;
      this.onEvict?.(oldest);
    }
    if (gone > 0) this.packages = this.packages.slice(gone);
    return Promise.resolve();
  }

  async *scan(afterSeq: number): AsyncIterable<StoredPackage> {
    for (const found of await Promise.resolve(this.packages)) {
      if (found.firstSeq + found.points.length - 1 > afterSeq) yield found;
    }
  }

  async *newest(): AsyncIterable<StoredPackage> {
    const packages = await Promise.resolve(this.packages);
    for (let i = packages.length - 1; i >= 0; i--) yield packages[i]!;
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
