// The blacklist of the central site: pulled as often as the site asks for, kept on disk for a start without it.
// Source: datakit internal/io/filter/{refresh,remote}.go

import type { Dispatcher } from 'undici';
import { DecodeError } from '../errors.js';
import { parseFilters, type FilterTexts } from '../filter/filter-set.js';
import type { Logger } from '../log/logger.js';
import { readIfExists, writeAtomic } from '../store/atomic-file.js';
import { connect, DEFAULT_TIMEOUT_MS, type ConnectionOptions } from './connect.js';
import { getJson } from './get-json.js';
import { Refresher } from './refresher.js';
import type { DatawayUrl } from './url.js';

export interface FilterPullOptions extends ConnectionOptions {
  readonly url: DatawayUrl;
  readonly userAgent: string;
  readonly copyFile: string;
  readonly log: Logger;
}

interface Copy {
  readonly site: string;
  readonly filters: FilterTexts;
}

const DEFAULT_INTERVAL_MS = 30_000;
const MIN_INTERVAL_MS = 10_000;
const MAX_INTERVAL_MS = 600_000;

export class FilterPull {
  private readonly options: FilterPullOptions;
  private readonly refresher: Refresher;
  private dispatcher: Dispatcher | undefined;
  private intervalMs = DEFAULT_INTERVAL_MS;
  private current = '';
  private onUpdate: (filters: FilterTexts) => void = () => undefined;

  constructor(options: FilterPullOptions) {
    this.options = options;
    this.refresher = new Refresher({
      what: 'blacklist filters',
      intervalMs: () => this.intervalMs,
      round: (signal) => this.round(signal),
      log: options.log,
    });
  }

  /** Hands over the disk copy, if there is one of this site, and begins to pull. Does not wait for DataWay. */
  async start(onUpdate: (filters: FilterTexts) => void): Promise<void> {
    this.onUpdate = onUpdate;
    this.dispatcher = connect(this.options.url, { ...this.options, connections: 1 });
    const filters = await this.loadCopy();
    if (filters !== undefined) this.take(filters);
    this.refresher.start();
  }

  async stop(): Promise<void> {
    await this.refresher.stop();
    await this.dispatcher?.destroy();
  }

  private async round(signal: AbortSignal): Promise<void> {
    const { url, userAgent, timeoutMs = DEFAULT_TIMEOUT_MS } = this.options;
    const target = url.target('/v1/datakit/pull', { filters: 'true' });
    const dispatcher = this.dispatcher!; // start() made it before the first round
    const answer = await getJson({ url, dispatcher, target, userAgent, timeoutMs, signal, nowMs: Date.now });
    const { filters, intervalMs } = readAnswer(answer);
    this.intervalMs = intervalMs;
    if (JSON.stringify(filters) === this.current) return;
    this.take(filters);
    await this.saveCopy(filters);
  }

  private take(filters: FilterTexts): void {
    this.current = JSON.stringify(filters);
    const { filters: set, problems } = parseFilters(filters);
    for (const problem of problems) this.options.log.warn('a blacklist filter is left out', { problem });
    this.onUpdate(filters);
    this.options.log.info('blacklist filters are in force', { conditions: set.size });
  }

  private async loadCopy(): Promise<FilterTexts | undefined> {
    try {
      const bytes = await readIfExists(this.options.copyFile);
      if (bytes === undefined) return undefined;
      const copy = JSON.parse(bytes.toString('utf8')) as Partial<Copy> | null; // both fields are checked below
      return copy?.site === this.options.url.fingerprint() ? readTexts(copy.filters) : undefined;
    } catch (error) {
      this.options.log.warn('the disk copy of the blacklist filters is not used', { reason: String(error) });
      return undefined;
    }
  }

  private async saveCopy(filters: FilterTexts): Promise<void> {
    const copy: Copy = { site: this.options.url.fingerprint(), filters };
    try {
      await writeAtomic(this.options.copyFile, JSON.stringify(copy));
    } catch (error) {
      this.options.log.warn('the disk copy of the blacklist filters could not be written', { reason: String(error) });
    }
  }
}

/** @throws DecodeError when there is nothing like filters in it */
function readAnswer(answer: unknown): { filters: FilterTexts; intervalMs: number } {
  if (!isRecord(answer)) throw new DecodeError('pull', 'the answer is no object');
  const { filters, pull_interval: ns } = answer;
  const asked = typeof ns === 'number' && ns > 0 ? ns / 1e6 : DEFAULT_INTERVAL_MS;
  return {
    filters: readTexts(filters ?? {}),
    intervalMs: Math.min(Math.max(asked, MIN_INTERVAL_MS), MAX_INTERVAL_MS),
  };
}

function readTexts(filters: unknown): FilterTexts {
  if (!isRecord(filters)) throw new DecodeError('pull', 'filters is no object of lists');
  const lists = Object.entries(filters).filter(([, list]) => list !== null);
  for (const [category, list] of lists) {
    if (!Array.isArray(list) || !list.every((text) => typeof text === 'string')) {
      throw new DecodeError('pull', `filters of ${category}: not a list of texts`);
    }
  }
  return Object.fromEntries(lists) as FilterTexts; // every list was looked at
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
