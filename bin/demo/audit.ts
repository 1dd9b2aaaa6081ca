// What became of every replayed record, looked up in DataWay's store by the sequence number each record carries -- not
// in our own counters -- and compared with the point the example says it must become.

import type { Example, ExpectedPoint } from './examples.js';
import type { SentRecord } from './load.js';

export const SEQUENCE_KEY = 'demo_seq';

export interface StoredPoint {
  readonly seq: number;
  readonly arrivalMs: number;
  readonly pkgId: string;
  readonly name: string;
  readonly time: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Difference {
  readonly sequence: number;
  readonly example: string;
  readonly what: string;
}

export interface Audit {
  /** Sequence numbers that should be stored and are not. */
  readonly lost: readonly number[];
  /** Points beyond the first of a sequence number. */
  readonly duplicates: number;
  /** Records that their script must drop, and that are not stored. */
  readonly dropped: number;
  readonly delivered: number;
  /** Stored although the script must drop them, or not what the example expects. */
  readonly differences: readonly Difference[];
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  readonly sample: { readonly before: string; readonly after: StoredPoint } | undefined;
}

const PAGE = 5_000;

/** All logging points DataWay holds. */
export async function fetchPoints(datawayUrl: string): Promise<StoredPoint[]> {
  const points: StoredPoint[] = [];
  for (let after = 0; ;) {
    const answer = await fetch(`${datawayUrl}/points?category=logging&limit=${PAGE}&after=${after}`);
    const page = (await answer.json()) as { points: StoredPoint[]; next: number | null };
    points.push(...page.points);
    if (page.next === null) return points;
    after = page.next;
  }
}

export function audit(
  examples: readonly Example[],
  sent: readonly SentRecord[],
  stored: readonly StoredPoint[],
): Audit {
  const first = new Map<number, StoredPoint>();
  let duplicates = 0;
  for (const point of stored) {
    const sequence = Number(point.fields[SEQUENCE_KEY]);
    if (first.has(sequence)) duplicates++;
    else first.set(sequence, point);
  }
  const lost: number[] = [];
  const differences: Difference[] = [];
  const latencies: number[] = [];
  let dropped = 0;
  for (const record of sent) {
    const example = examples[record.example]!;
    const expected = example.expected[record.line];
    const point = first.get(record.sequence);
    if (point === undefined) {
      if (expected === null) dropped++;
      else lost.push(record.sequence);
      continue;
    }
    latencies.push(point.arrivalMs - record.handedMs);
    const what = expected === null ? 'stored, but its script drops it' : difference(point, expected!);
    if (what !== undefined) differences.push({ sequence: record.sequence, example: example.title, what });
  }
  latencies.sort((a, b) => a - b);
  return {
    lost,
    duplicates,
    dropped,
    delivered: latencies.length,
    differences,
    latencyMs: { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) },
    sample: sampleOf(examples, sent, first),
  };
}

/** The first thing in which a stored point is not the expected one. */
export function difference(point: StoredPoint, expected: ExpectedPoint): string | undefined {
  if (point.name !== expected.name) return `name is ${point.name}, not ${expected.name}`;
  if (expected.time !== undefined && point.time !== expected.time) return `time is ${point.time}, not ${expected.time}`;
  for (const [key, value] of Object.entries(expected.tags)) {
    if (point.tags[key] !== value)
      return `tag ${key} is ${JSON.stringify(point.tags[key])}, not ${JSON.stringify(value)}`;
  }
  for (const [key, value] of Object.entries(expected.fields)) {
    if (JSON.stringify(point.fields[key]) !== JSON.stringify(value)) {
      return `field ${key} is ${JSON.stringify(point.fields[key])}, not ${JSON.stringify(value)}`;
    }
  }
  return undefined;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function sampleOf(
  examples: readonly Example[],
  sent: readonly SentRecord[],
  stored: ReadonlyMap<number, StoredPoint>,
): Audit['sample'] {
  for (const record of sent) {
    const after = stored.get(record.sequence);
    const before = examples[record.example]!.records[record.line]!;
    if (after !== undefined && Object.keys(after.fields).length > 8) return { before, after };
  }
  return undefined;
}
