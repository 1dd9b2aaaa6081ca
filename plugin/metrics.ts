// The plugin's Prometheus series: DataKit's names where it has an equivalent (wire.md 14), `offramp_` elsewhere.

import { Counter, type Summary } from 'prom-client';
import { NO_FATES, type Fates } from '../core/codec/offload/headers.js';
import { ProgramMetrics } from '../core/metrics/program-metrics.js';
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

export class PluginMetrics extends ProgramMetrics implements DispatchObserver, DeskObserver {
  private readonly exporter: string;
  private readonly intake: Counter<'input'>;
  private readonly fates: Counter<'fate'>;
  private readonly offloaded: Counter<'category' | 'exporter' | 'remote'>;
  private readonly offloadErrors: Counter<'category' | 'exporter' | 'remote'>;
  private readonly offloadCost: Summary<'category' | 'exporter' | 'remote'>;
  private readonly batches: Counter<'remote'>;

  /** @param exporter kind of the receivers, as the reference labels it */
  constructor(exporter: string) {
    super();
    this.exporter = exporter;
    const perReceiver = ['category', 'exporter', 'remote'] as const;
    this.intake = this.counter('offramp_plugin_accepted_records_total', 'Records taken in.', ['input']);
    this.fates = this.counter('offramp_plugin_record_fates_total', 'What became of accepted records.', ['fate']);
    this.offloaded = this.counter('datakit_pipeline_offload_point_total', 'Points receivers have taken.', perReceiver);
    this.offloadErrors = this.counter(
      'datakit_pipeline_offload_error_point_total',
      'Points of failed attempts.',
      perReceiver,
    );
    this.offloadCost = this.summary(
      'datakit_pipeline_offload_cost_seconds',
      'Seconds from sending a batch to its answer.',
      perReceiver,
    );
    this.batches = this.counter('offramp_plugin_batches_total', 'Batches receivers have taken.', ['remote']);
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

  private labels(address: string): { category: string; exporter: string; remote: string } {
    return { category: CATEGORY, exporter: this.exporter, remote: new URL(address).host };
  }
}
