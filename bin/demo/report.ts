// The demo's result, for people and as one line of JSON.

import type { Audit } from './audit.js';

export interface DemoResult {
  readonly records: number;
  readonly accepted: number;
  readonly delivered: number;
  readonly droppedByScript: number;
  readonly refused: number;
  readonly held: number;
  readonly lost: number;
  readonly duplicates: number;
  readonly receivers: Readonly<Record<string, { readonly records: number; readonly batches: number }>>;
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  readonly seconds: number;
}

export interface ReportExtras {
  readonly audit: Audit;
  readonly killed: string | undefined;
  /** Batches that were on their way to the killed receiver, and the records in them at most. */
  readonly inFlightAtKill: number;
  readonly kept: Readonly<Record<string, string>> | undefined;
}

export function renderReport(result: DemoResult, extras: ReportExtras): string {
  const { audit, killed, inFlightAtKill, kept } = extras;
  const lines: string[] = [
    '',
    table([
      ['in', 'delivered', 'dropped by script', 'refused', 'lost', 'duplicates'],
      [result.records, result.delivered, result.droppedByScript, result.refused, result.lost, result.duplicates].map(
        String,
      ),
    ]),
    '',
    table([
      ['receiver', 'records', 'batches'],
      ...Object.entries(result.receivers).map(([url, split]) => [
        url === killed ? `${url} (killed)` : url,
        String(split.records),
        String(split.batches),
      ]),
    ]),
    '',
    `latency from replay to DataWay: p50 ${result.latencyMs.p50} ms, p99 ${result.latencyMs.p99} ms; ${result.seconds.toFixed(1)} s in all`,
  ];
  if (killed !== undefined) {
    lines.push(`killed ${killed}: records in flight to it, so in doubt, at most ${inFlightAtKill}`);
  }
  if (audit.differences.length > 0) {
    lines.push('', `${audit.differences.length} records are not what their example expects, the first of them:`);
    for (const each of audit.differences.slice(0, 5)) lines.push(`  #${each.sequence} (${each.example}): ${each.what}`);
  }
  if (audit.sample !== undefined) lines.push('', ...renderSample(audit.sample));
  lines.push('', ...whereNext(kept));
  return lines.join('\n');
}

function renderSample({ before, after }: NonNullable<Audit['sample']>): string[] {
  const value = (v: unknown): string => {
    const text = JSON.stringify(v);
    return text.length > 70 ? `${text.slice(0, 67)}...` : text;
  };
  const rows = [
    ...Object.entries(after.tags).map(([key, v]) => [`  ${key}`, 'tag', value(v)]),
    ...Object.entries(after.fields)
      .filter(([key]) => key !== 'message')
      .map(([key, v]) => [`  ${key}`, 'field', value(v)]),
  ];
  return [
    'one record before',
    `  ${before.split('\n')[0]!.slice(0, 110)}`,
    `and after (measurement ${after.name})`,
    table(rows, false),
  ];
}

function whereNext(kept: ReportExtras['kept']): string[] {
  if (kept !== undefined) {
    return [
      'still running (stop with Ctrl-C):',
      ...Object.entries(kept).map(([name, url]) => `  ${name.padEnd(12)} ${url}`),
    ];
  }
  return [
    'next: `npm run demo -- --keep` leaves it running; `examples/` has the shipper settings; `README.md` the first steps',
  ];
}

/** Columns padded to their widest cell; numbers to the right. */
function table(rows: readonly (readonly string[])[], hasHead = true): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const format = (row: readonly string[]): string =>
    row
      .map((cell, i) => (/^\d+$/.test(cell) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('   ')
      .trimEnd();
  const [head, ...body] = rows;
  if (!hasHead || head === undefined) return rows.map(format).join('\n');
  return [format(head), widths.map((width) => '-'.repeat(width)).join('   '), ...body.map(format)].join('\n');
}
