// The stored points of a local DataWay with their counts: numbers packages, keeps repeats out when asked to, and
// remembers across a restart what the log kept.

import type { PointQuery, StoredPoint } from './query.js';
import { queryPoints } from './query.js';
import type { ArrivedPackage, PackageLog } from './package-log.js';
import { Tally } from './tally.js';

export type Arrival = Omit<ArrivedPackage, 'firstSeq'>;

export class PointStore {
  readonly tally = new Tally();
  /** Packages that were answered 200 and not stored, because their id was stored before. */
  deduped = 0;
  private readonly log: PackageLog;
  private readonly dedupe: boolean;
  private readonly onStored: (arrived: ArrivedPackage) => Promise<void>;
  /** Packages whose append is under way, by id, so that two copies at once are still one. */
  private readonly arriving = new Map<string, Promise<void>>();
  private nextSeq = 1;

  constructor(log: PackageLog, dedupe: boolean, onStored: (arrived: ArrivedPackage) => Promise<void>) {
    this.log = log;
    this.dedupe = dedupe;
    this.onStored = onStored;
  }

  async start(): Promise<void> {
    await this.log.start(
      (found) => {
        this.tally.add(found);
        this.nextSeq = Math.max(this.nextSeq, found.firstSeq + found.points.length);
      },
      (evicted) => this.tally.remove(evicted),
    );
  }

  /** Resolves when the package is stored, or known to be stored already. */
  async add(arrival: Arrival): Promise<void> {
    const { pkgId } = arrival;
    if (!this.dedupe || pkgId === '') return this.append(arrival);
    const first = this.arriving.get(pkgId);
    if (first !== undefined || this.tally.timesSeen(pkgId) > 0) {
      await first; // when the first copy fails, its repeat fails with it and both are sent again
      this.deduped++;
      return;
    }
    const work = this.append(arrival);
    this.arriving.set(pkgId, work);
    try {
      await work;
    } finally {
      this.arriving.delete(pkgId);
    }
  }

  query(query: PointQuery): Promise<StoredPoint[]> {
    return queryPoints(this.log, query);
  }

  /** The last `limit` points, newest first. */
  async recent(limit: number): Promise<StoredPoint[]> {
    const recent: StoredPoint[] = [];
    for await (const stored of this.log.newest()) {
      for (let i = stored.points.length - 1; i >= 0; i--) {
        if (recent.length >= limit) return recent;
        recent.push({ seq: stored.firstSeq + i, meta: stored, point: stored.points[i]! });
      }
    }
    return recent;
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.arriving.values());
    await this.log.stop();
  }

  private async append(arrival: Arrival): Promise<void> {
    const arrived: ArrivedPackage = { ...arrival, firstSeq: this.nextSeq };
    this.nextSeq += arrival.points.length;
    await this.log.append(arrived);
    this.tally.add(arrived);
    await this.onStored(arrived);
  }
}
