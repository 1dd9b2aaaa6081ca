// The plugin's Prometheus series: DataKit's names where it has an equivalent (wire.md 14), `offramp_` elsewhere.

import { Counter, Gauge, Registry, Summary } from 'prom-client';
import { NO_FATES, type Fates } from '../core/codec/offload/headers.js';
import type { OutboxObserver } from '../core/dataway/outbox.js';
import type { Category } from '../core/point/category.js';
import type { DeskObserver } from '../core/workers/batch-desk.js';
import type { BatchDone } from '../core/workers/messages.js';
import type { Batch } from './offload/batch.js';
import type { DispatchObserver } from './offload/dispatcher.js';

/**
 * What can become of an accepted record; `handed-over`: a stock receiver took it and does not say; `returned`: its
 * shipper was not acknowledged and keeps it. At any time accepted = all fates + records held in memory and in the spool.
 */
export type RecordFate = keyof Fates | 'handed-over' | 'passed' | 'returned';

const CATEGORY = 'logging';

export class PluginMetrics implements DispatchObserver, DeskObserver, OutboxObserver {
  readonly registry = new Registry();
  private readonly exporter: string;
  private readonly intake: Counter<'input'>;
  private readonly fates: Counter<'fate'>;
  private readonly offloaded: Counter<'category' | 'exporter' | 'remote'>;
  private readonly offloadErrors: Counter<'category' | 'exporter' | 'remote'>;
  private readonly offloadCost: Summary<'category' | 'exporter' | 'remote'>;
  private readonly batches: Counter<'remote'>;
  private readonly dataway: Counter<'category' | 'status'>;
  private readonly dead: Counter<'category' | 'reason'>;

  /** @param exporter kind of the receivers, as the reference labels it */
  constructor(exporter: string) {
    this.exporter = exporter;
    const registers = [this.registry];
    const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
      new Counter({ name, help, labelNames: [...labelNames], registers });
    const perReceiver = ['category', 'exporter', 'remote'] as const;
    this.intake = counter('offramp_plugin_accepted_records_total', 'Records taken in.', ['input']);
    this.fates = counter('offramp_plugin_record_fates_total', 'What became of accepted records.', ['fate']);
    this.offloaded = counter('datakit_pipeline_offload_point_total', 'Points receivers have taken.', perReceiver);
    this.offloadErrors = counter(
      'datakit_pipeline_offload_error_point_total',
      'Points of failed attempts.',
      perReceiver,
    );
    this.offloadCost = new Summary({
      name: 'datakit_pipeline_offload_cost_seconds',
      help: 'Seconds from sending a batch to its answer.',
      labelNames: [...perReceiver],
      percentiles: [],
      registers,
    });
    this.batches = counter('offramp_plugin_batches_total', 'Batches receivers have taken.', ['remote']);
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

  /** Adds a counter that is read when the metrics are. */
  total(name: string, help: string, read: () => number): void {
    new Counter({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }

  recordsAccepted(input: string, records: number): void {
    this.intake.inc({ input }, records);
  }

  recordFate(fate: RecordFate, records: number): void {
    if (records > 0) this.fates.inc({ fate }, records);
  }

  recordFates(fates: Fates): void {
    for (const fate of Object.keys(NO_FATES) as (keyof Fates)[]) this.recordFate(fate, fates[fate]);
  }

  accepted(batch: Batch, address: string, fates: Fates | undefined, seconds: number): void {
    const labels = this.labels(address);
    this.offloaded.inc(labels, batch.records);
    this.offloadCost.observe(labels, seconds);
    this.batches.inc({ remote: labels.remote });
    if (fates === undefined) this.recordFate('handed-over', batch.records);
    else this.recordFates(fates);
  }

  attemptFailed(batch: Batch, address: string): void {
    this.offloadErrors.inc(this.labels(address), batch.records);
  }

  refused(batch: Batch): void {
    this.recordFate('refused', batch.records);
  }

  returned(batch: Batch): void {
    this.recordFate('returned', batch.records);
  }

  batchRun(_category: Category, _outcome: BatchDone): void {
    // records that are run here are counted by their fates
  }

  bodyRefused(_category: Category, _code: string): void {
    // our own batches always decode
  }

  pushed(category: Category, points: number, status: string): void {
    this.dataway.inc({ category, status }, points);
  }

  deadLettered(category: Category, points: number, reason: string): void {
    this.dead.inc({ category, reason }, points);
  }

  private labels(address: string): { category: string; exporter: string; remote: string } {
    return { category: CATEGORY, exporter: this.exporter, remote: new URL(address).host };
  }
}
