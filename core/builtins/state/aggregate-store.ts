// The aggregation buckets of one loaded script: agg_create and agg_metric. A bucket holds timelines, one per list of tag
// values; an interval or a count of samples lets it emit one point per timeline. Timers and the way out are injected.
// The number of timelines is bounded: a bucket that is full emits early, one that keeps its values takes no new ones.

import type { Category } from '../../point/category.js';
import { checkQuietly } from '../../point/check.js';
import { KV, Point } from '../../point/point.js';
import { engineRules } from '../../point/rules.js';
import { toFloat } from '../../lang/runtime/convert.js';
import type { AggregateBucket, Aggregates, AggregateSample } from '../../lang/runtime/services.js';
import { Float } from '../../lang/runtime/value.js';
import type { Accumulator } from './accumulator.js';
import { accumulatorOf } from './accumulator.js';

export interface AggregateDeps {
  readonly nowNs: () => bigint;
  /** Calls `tick` again and again; returns what ends that. */
  readonly every: (intervalMs: number, tick: () => void) => () => void;
  /** Takes the points of one emission. Must not throw. */
  readonly emit: (category: Category, bucket: string, points: Point[]) => void;
  readonly warn: (message: string) => void;
  readonly globalTags: readonly (readonly [string, string])[];
  readonly maxTimelines?: number;
  /**
   * compat: the reference forgets what a bucket without interval holds when its script is unloaded. true: emit it.
   */
  readonly emitsPartialCounts?: boolean;
}

const DEFAULT_MAX_TIMELINES = 100_000;

export class AggregateStore implements Aggregates {
  private readonly deps: AggregateDeps;
  private readonly buckets = new Map<string, Bucket>();

  constructor(deps: AggregateDeps) {
    this.deps = deps;
  }

  create(spec: AggregateBucket): void {
    const key = bucketKey(spec.category, spec.name);
    if (this.buckets.has(key)) return;
    const bucket = new Bucket(spec, this.deps);
    this.buckets.set(key, bucket);
    bucket.start();
  }

  has(category: Category, bucket: string): boolean {
    return this.buckets.has(bucketKey(category, bucket));
  }

  add(category: Category, bucket: string, sample: AggregateSample): void {
    this.buckets.get(bucketKey(category, bucket))?.add(sample);
  }

  /** The script is unloaded: emits what is left and ends the timers. */
  stop(): void {
    for (const bucket of this.buckets.values()) bucket.stop();
    this.buckets.clear();
  }
}

interface Timeline {
  readonly names: readonly string[];
  readonly values: readonly string[];
  readonly fields: Map<string, Accumulator>;
}

class Bucket {
  private readonly spec: AggregateBucket;
  private readonly deps: AggregateDeps;
  private timelines = new Map<string, Timeline>();
  private samples = 0;
  private hasWarned = false;
  private endTimer: (() => void) | undefined;

  constructor(spec: AggregateBucket, deps: AggregateDeps) {
    this.spec = spec;
    this.deps = deps;
  }

  start(): void {
    if (this.spec.intervalMs > 0) this.endTimer = this.deps.every(this.spec.intervalMs, () => this.emit());
  }

  stop(): void {
    const hasInterval = this.endTimer !== undefined;
    this.endTimer?.();
    this.endTimer = undefined;
    if (hasInterval || this.deps.emitsPartialCounts === true) this.emit();
  }

  add(sample: AggregateSample): void {
    const timeline = this.timelineOf(sample.names, sample.values);
    if (timeline === undefined) return;
    let accumulator = timeline.fields.get(sample.field);
    if (accumulator === undefined) {
      accumulator = accumulatorOf(sample.fn);
      if (accumulator === undefined) return; // compat: the empty timeline stays and emits a point without fields
      timeline.fields.set(sample.field, accumulator);
    }
    accumulator.add(toFloat(sample.value));
    if (this.spec.count > 0 && ++this.samples >= this.spec.count) {
      this.emit();
      this.samples = 0;
    }
  }

  private timelineOf(names: readonly string[], values: readonly string[]): Timeline | undefined {
    const key = `${listKey(names)}=${listKey(values)}`;
    const known = this.timelines.get(key);
    if (known !== undefined) return known;
    if (this.timelines.size >= (this.deps.maxTimelines ?? DEFAULT_MAX_TIMELINES) && !this.makeRoom()) return undefined;
    const timeline: Timeline = { names, values, fields: new Map() };
    this.timelines.set(key, timeline);
    return timeline;
  }

  private makeRoom(): boolean {
    if (!this.hasWarned) {
      this.hasWarned = true;
      const answer = this.spec.keepValue ? 'new tag values are left out' : 'it emits early';
      this.deps.warn(`aggregation bucket "${this.spec.name}" holds too many combinations of tag values: ${answer}`);
    }
    if (this.spec.keepValue) return false;
    this.emit();
    return true;
  }

  private emit(): void {
    if (this.timelines.size === 0) return;
    const points = Array.from(this.timelines.values(), (timeline) => this.pointOf(timeline));
    if (!this.spec.keepValue) this.timelines = new Map();
    this.deps.emit(this.spec.category, this.spec.name, points);
  }

  private pointOf(timeline: Timeline): Point {
    const tags = new Map([...this.deps.globalTags, ...this.spec.constTags]);
    for (const [i, name] of timeline.names.entries()) tags.set(name, timeline.values[i]!);
    const kvs = Array.from(tags, ([key, value]) => new KV(key, value, true));
    for (const [field, accumulator] of timeline.fields) kvs.push(new KV(field, new Float(accumulator.result()), false));
    const point = new Point(this.spec.name, kvs, this.deps.nowNs());
    checkQuietly(point, engineRules(this.spec.category));
    return point;
  }
}

function bucketKey(category: Category, name: string): string {
  return `${category} ${name}`;
}

/** A text that differs for every list of texts: ("ab", "c") is not ("a", "bc"), unlike in the reference. */
function listKey(texts: readonly string[]): string {
  return texts.length === 1 ? texts[0]! : texts.map((text) => `${text.length}:${text}`).join('');
}
