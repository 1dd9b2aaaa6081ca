// The receiver's Prometheus series: DataKit's names where it has an equivalent (wire.md 14), `offramp_` elsewhere.

import type { Counter, Summary } from 'prom-client';
import type { Category } from '../core/point/category.js';
import type { BatchDone } from '../core/workers/messages.js';
import { ProgramMetrics } from '../core/metrics/program-metrics.js';
import type { DeskObserver } from '../core/workers/batch-desk.js';

export class ReceiverMetrics extends ProgramMetrics implements DeskObserver {
  private readonly points: Counter<'category' | 'name' | 'namespace'>;
  private readonly dropped: Counter<'category' | 'name' | 'namespace'>;
  private readonly errors: Counter<'category' | 'name' | 'namespace'>;
  private readonly cost: Summary<'category' | 'name' | 'namespace'>;
  private readonly accepted: Counter<'category'>;
  private readonly filtered: Counter<'category'>;
  private readonly created: Counter<'category'>;
  private readonly bodies: Counter<'category' | 'code'>;

  constructor() {
    super();
    const perScript = ['category', 'name', 'namespace'] as const;
    this.points = this.counter('datakit_pipeline_point_total', 'Points a script was run on.', perScript);
    this.dropped = this.counter('datakit_pipeline_drop_point_total', 'Points a script dropped.', perScript);
    this.errors = this.counter(
      'datakit_pipeline_error_point_total',
      'Points a script ended on with a run error.',
      perScript,
    );
    this.cost = this.summary(
      'datakit_pipeline_cost_seconds',
      'Seconds a script took for the points of one batch.',
      perScript,
    );
    this.accepted = this.counter('offramp_receiver_points_total', 'Points read from accepted bodies.', ['category']);
    this.filtered = this.counter('datakit_filter_point_dropped_total', 'Points removed by the blacklist.', [
      'category',
    ]);
    this.created = this.counter('offramp_receiver_created_points_total', 'Points made by scripts.', ['category']);
    this.bodies = this.counter('offramp_receiver_refused_bodies_total', 'Bodies that were not taken.', [
      'category',
      'code',
    ]);
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
}
