// The result of a batch while it is made: points by category in their order, counts, and figures per script.

import { encodeProtobuf } from '../codec/pbpoint/encode.js';
import type { DatawayPackage } from '../dataway/package.js';
import { FilterSet } from '../filter/filter-set.js';
import { formatDiagnostic } from '../lang/source/diagnostic.js';
import type { Category } from '../point/category.js';
import type { Point } from '../point/point.js';
import type { LoadedScript } from '../scripts/library.js';
import type { RunOutcome } from '../scripts/run.js';
import type { BatchDone, RefusedRecord, ScriptStat } from './messages.js';

type MutableStat = { -readonly [K in keyof ScriptStat]: ScriptStat[K] };

/** Run errors told in full per batch; the others are counted. */
const MAX_TOLD_ERRORS = 10;

export class BatchRun {
  private readonly accepted: number;
  private readonly filters: FilterSet;
  private readonly slots: { category: Category; points: Point[] }[] = [];
  private readonly handedOver: Point[] = [];
  private readonly refused: RefusedRecord[] = [];
  private readonly stats = new Map<LoadedScript, MutableStat>();
  private readonly runErrors: string[] = [];
  private dropped = 0;
  private errors = 0;
  private created = 0;
  private filtered = 0;
  private current: MutableStat | undefined;
  private sinceMs = 0;

  /** @param filters asked for every point that would leave for DataWay */
  constructor(accepted: number, filters: FilterSet = FilterSet.none) {
    this.accepted = accepted;
    this.filters = filters;
  }

  /** A point that passes without a script. */
  keep(category: Category, point: Point): void {
    if (this.filters.removes(category, point)) this.filtered++;
    else this.slots.push({ category, points: [point] });
  }

  handOver(point: Point): void {
    this.handedOver.push(point);
  }

  refuse(category: Category, reason: string, body: Uint8Array): void {
    this.refused.push({ category, reason, body });
  }

  /** From now on time is spent in that script. */
  enter(loaded: LoadedScript): void {
    let stat = this.stats.get(loaded);
    if (stat === undefined) {
      const { name: script, namespace, category } = loaded;
      stat = { script, namespace, category, points: 0, dropped: 0, errors: 0, seconds: 0 };
      this.stats.set(loaded, stat);
    }
    if (stat !== this.current) {
      this.chargeTime();
      this.current = stat;
    }
    stat.points++;
  }

  /** Keeps the record's place in the order; the returned function takes the outcome of its run. */
  reserve(category: Category): (point: Point, outcome: RunOutcome) => void {
    const slot = { category, points: [] as Point[] };
    this.slots.push(slot);
    const stat = this.current!;
    return (point, outcome) => {
      if (outcome.error !== undefined) {
        stat.errors++;
        this.errors++;
        if (this.runErrors.length < MAX_TOLD_ERRORS) this.runErrors.push(formatDiagnostic(outcome.error.diagnostic));
      }
      if (outcome.dropped) {
        stat.dropped++;
        this.dropped++;
      } else if (this.filters.removes(category, point)) {
        this.filtered++;
      } else {
        slot.points.push(point);
      }
      this.takeMade(slot, outcome);
    };
  }

  /** Points for DataWay by category, in the order of their records. */
  get kept(): ReadonlyMap<Category, readonly Point[]> {
    const kept = new Map<Category, Point[]>();
    for (const { category, points } of this.slots) {
      for (const point of points) {
        const list = kept.get(category);
        if (list === undefined) kept.set(category, [point]);
        else list.push(point);
      }
    }
    return kept;
  }

  done(packages: readonly DatawayPackage[], echo: string | undefined): BatchDone {
    this.chargeTime();
    return {
      kind: 'done',
      counts: {
        accepted: this.accepted,
        dropped: this.dropped,
        filtered: this.filtered,
        errors: this.errors,
        created: this.created,
      },
      packages,
      refused: this.refused,
      handover: this.handedOver.length === 0 ? undefined : encodeProtobuf(this.handedOver),
      handedOver: this.handedOver.length,
      echo,
      stats: [...this.stats.values()],
      runErrors: this.runErrors,
    };
  }

  private takeMade(slot: { category: Category; points: Point[] }, outcome: RunOutcome): void {
    for (const { category, point, dropped } of outcome.created) {
      if (dropped || this.filters.removes(category, point)) continue;
      this.created++;
      this.slots.push({ category, points: [point] });
    }
    for (const point of outcome.windowed) {
      if (this.filters.removes(slot.category, point)) continue;
      this.created++;
      slot.points.push(point);
    }
  }

  private chargeTime(): void {
    const now = performance.now();
    if (this.current !== undefined) this.current.seconds += (now - this.sinceMs) / 1000;
    this.sinceMs = now;
  }
}
