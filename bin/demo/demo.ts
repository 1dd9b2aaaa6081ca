// The demo's course: start the site, replay, wait until nothing is on its way, audit, report.

import { setTimeout as sleep } from 'node:timers/promises';
import { audit, fetchPoints, type Audit } from './audit.js';
import { readMetrics, sum, type Sample } from './counters.js';
import { readExamples, type Example } from './examples.js';
import { replayExamples, type SentRecord } from './load.js';
import { renderReport, type DemoResult } from './report.js';
import { Site, type ReceiverKind } from './site.js';

export interface DemoOptions {
  readonly json: boolean;
  readonly killOne: boolean;
  readonly keep: boolean;
  readonly receiver: ReceiverKind;
  readonly records: number;
  readonly rate: number;
}

const RECEIVERS = 2;
/** Default bounds of what is on its way to one receiver: 4 batches of 128 records. */
const IN_FLIGHT_RECORDS = 4 * 128;
const SETTLE_LIMIT_MS = 20_000;
const SETTLE_STEP_MS = 100;
/** The record after which a receiver is killed. */
const KILL_AT = 0.5;

/** @returns the exit code: 0 only when nothing was lost and every point is as expected */
export async function runDemo(options: DemoOptions): Promise<number> {
  const startMs = performance.now();
  const say = (text: string): void => {
    if (!options.json) process.stdout.write(`${text}\n`);
  };
  const examples = readExamples();
  const site = new Site();
  try {
    say(`starting a DataWay, ${RECEIVERS} receivers (${options.receiver}) and a plugin`);
    await site.start(examples, RECEIVERS, options.receiver);
    const urls = site.receivers.map((_, i) => site.receiverUrl(i));
    let killed: string | undefined;
    const kill = (): void => {
      killed = urls[1];
      site.receivers[1]!.kill('SIGKILL');
      say(`killed receiver 2 (${killed ?? ''})`);
    };
    const sent = await replayExamples({
      examples,
      forward: site.plugin.listening.get('forward')!,
      records: options.records,
      rate: options.rate,
      quiet: options.json,
      onRecord: (count) => {
        if (options.killOne && killed === undefined && count >= options.records * KILL_AT) kill();
      },
    });
    const checked = await settle(site, examples, sent);
    const result = await resultOf(site, urls, sent, checked, (performance.now() - startMs) / 1000);
    const kept = options.keep ? addresses(site, urls) : undefined;
    process.stdout.write(
      options.json
        ? `${JSON.stringify(result)}\n`
        : `${renderReport(result, { audit: checked, killed, inFlightAtKill: killed === undefined ? 0 : IN_FLIGHT_RECORDS, kept })}\n`,
    );
    if (options.keep) await untilInterrupted();
    return isGood(result, checked, killed !== undefined) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${site.logs()}\n`);
    throw error;
  } finally {
    await site.stop();
  }
}

/** Reads DataWay's store until no record is missing any more, or it has had its time. */
async function settle(site: Site, examples: readonly Example[], sent: readonly SentRecord[]): Promise<Audit> {
  const deadline = performance.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const checked = audit(examples, sent, await fetchPoints(site.datawayUrl));
    if (checked.lost.length === 0 || performance.now() > deadline) return checked;
    await sleep(SETTLE_STEP_MS);
  }
}

async function resultOf(
  site: Site,
  urls: readonly string[],
  sent: readonly SentRecord[],
  checked: Audit,
  seconds: number,
): Promise<DemoResult> {
  const metrics = await readMetrics(site.plugin.listening.get('metrics')!);
  const fates = metrics.get('offramp_plugin_record_fates_total');
  const perRemote = (name: string, url: string): number =>
    sum(metrics.get(name), { remote: new URL(url).host } satisfies Sample['labels']);
  return {
    records: sent.length,
    accepted: sum(metrics.get('offramp_plugin_accepted_records_total')),
    delivered: sum(fates, { fate: 'delivered' }),
    droppedByScript: sum(fates, { fate: 'dropped' }),
    refused: sum(fates, { fate: 'refused' }),
    held: sum(fates, { fate: 'held' }),
    lost: checked.lost.length,
    duplicates: checked.duplicates,
    receivers: Object.fromEntries(
      urls.map((url) => [
        url,
        {
          records: perRemote('datakit_pipeline_offload_point_total', url),
          batches: perRemote('offramp_plugin_batches_total', url),
        },
      ]),
    ),
    latencyMs: checked.latencyMs,
    seconds: Math.round(seconds * 10) / 10,
  };
}

function isGood(result: DemoResult, checked: Audit, wasKilled: boolean): boolean {
  const { accepted, delivered, droppedByScript, refused, held } = result;
  return (
    result.lost === 0 &&
    checked.differences.length === 0 &&
    accepted === delivered + droppedByScript + refused + held &&
    result.duplicates <= (wasKilled ? IN_FLIGHT_RECORDS : 0)
  );
}

function addresses(site: Site, urls: readonly string[]): Record<string, string> {
  return {
    DataWay: site.datawayUrl,
    ...Object.fromEntries(urls.map((url, i) => [`receiver ${i + 1}`, `${url}/metrics`])),
    plugin: `${site.plugin.listening.get('metrics') ?? ''}/metrics`,
    forward: site.plugin.listening.get('forward') ?? '',
  };
}

async function untilInterrupted(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
