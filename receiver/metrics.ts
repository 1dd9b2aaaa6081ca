// The receiver's Prometheus series: DataKit's names where it has an equivalent (wire.md 14), `offramp_` elsewhere.

import { Counter, Gauge, Registry, Summary } from 'prom-client';
import type { Category } from '../core/point/category.js';
import type { BatchDone } from '../core/workers/messages.js';
import type { OutboxObserver } from '../core/dataway/outbox.js';
import type { DeskObserver } from '../core/workers/batch-desk.js';

export class ReceiverMetrics implements DeskObserver, OutboxObserver {
  readonly registry = new Registry();
  private readonly points: Counter<'category' | 'name' | 'namespace'>;
  private readonly dropped: Counter<'category' | 'name' | 'namespace'>;
  private readonly errors: Counter<'category' | 'name' | 'namespace'>;
  private readonly cost: Summary<'category' | 'name' | 'namespace'>;
  private readonly accepted: Counter<'category'>;
  private readonly filtered: Counter<'category'>;
  private readonly created: Counter<'category'>;
  private readonly bodies: Counter<'category' | 'code'>;
  private readonly dataway: Counter<'category' | 'status'>;
  private readonly dead: Counter<'category' | 'reason'>;

  constructor() {
    const registers = [this.registry];
    const perScript = ['category', 'name', 'namespace'] as const;
    const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
      new Counter({ name, help, labelNames: [...labelNames], registers });
    this.points = counter('datakit_pipeline_point_total', 'Points a script was run on.', perScript);
    this.dropped = counter('datakit_pipeline_drop_point_total', 'Points a script dropped.', perScript);
    this.errors = counter(
      'datakit_pipeline_error_point_total',
      'Points a script ended on with a run error.',
      perScript,
    );
    this.cost = new Summary({
      name: 'datakit_pipeline_cost_seconds',
      help: 'Seconds a script took for the points of one batch.',
      labelNames: [...perScript],
      percentiles: [],
      registers,
    });
    this.accepted = counter('offramp_receiver_points_total', 'Points read from accepted bodies.', ['category']);
    this.filtered = counter('datakit_filter_point_dropped_total', 'Points removed by the blacklist.', ['category']);
    this.created = counter('offramp_receiver_created_points_total', 'Points made by scripts.', ['category']);
    this.bodies = counter('offramp_receiver_refused_bodies_total', 'Bodies that were not taken.', ['category', 'code']);
    this.dataway = counter('datakit_io_dataway_point_total', 'Points of pushes to DataWay by answer.', [
      'category',
      'status',
    ]);
    this.dead = counter('offramp_dead_letter_points_total', 'Points put into the dead letter.', ['category', 'reason']);
  }

  /** Adds a gauge that is read when the metrics are. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  batchRun(category: Category, outcome: BatchDone): void {
    this.accepted.inc({ category }, outcome.counts.accepted);
    if (outcome.counts.filtered > 0) this.filtered.inc({ category }, outcome.counts.filtered);
    if (outcome.counts.created > 0) this.created.inc({ category }, outcome.counts.created);
    for (const stat of outcome.stats) {
      const labels = { category: stat.category, name: stat.script, namespace: stat.namespace };
      this.points.inc(labels, stat.points);
      this.cost.observe(labels, stat.seconds);
      if (stat.dropped > 0) this.dropped.inc(labels, stat.dropped);
      if (stat.errors > 0) this.errors.inc(labels, stat.errors);
    }
  }

  bodyRefused(category: Category, code: string): void {
    this.bodies.inc({ category, code });
  }

  pushed(category: Category, points: number, status: string): void {
    this.dataway.inc({ category, status }, points);
  }

  deadLettered(category: Category, points: number, reason: string): void {
    this.dead.inc({ category, reason }, points);
  }
}
