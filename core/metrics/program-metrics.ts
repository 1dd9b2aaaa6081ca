// The Prometheus series both programs have, and how series are made: a registry of their own, so that two programs can
// share a process. What only one program counts stands in its metrics.ts.

import { Counter, Gauge, Registry, Summary } from 'prom-client';
import type { OutboxObserver } from '../dataway/outbox.js';
import type { Category } from '../point/category.js';

export class ProgramMetrics implements OutboxObserver {
  readonly registry = new Registry();
  private readonly dataway = this.counter('datakit_io_dataway_point_total', 'Points of pushes to DataWay by answer.', [
    'category',
    'status',
  ]);
  private readonly dead = this.counter('offramp_dead_letter_points_total', 'Points put into the dead letter.', [
    'category',
    'reason',
  ]);

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

  pushed(category: Category, points: number, status: string): void {
    this.dataway.inc({ category, status }, points);
  }

  deadLettered(category: Category, points: number, reason: string): void {
    this.dead.inc({ category, reason }, points);
  }

  protected counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  /** Count and sum only, as the reference has its summaries. */
  protected summary<L extends string>(name: string, help: string, labelNames: readonly L[]): Summary<L> {
    return new Summary({ name, help, labelNames: [...labelNames], percentiles: [], registers: [this.registry] });
  }
}
