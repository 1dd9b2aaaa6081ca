// Pull client: asks DataWay for the remote scripts and their relation, at start and then about once a minute, and tells
// its owner when the set has changed. A disk copy serves a start while DataWay is away (the reference has no scripts
// then). With several URLs it stays with one and goes to the next after three failures in a row: two sites may hold
// different scripts, and flapping between them would be worse than running old ones for a while.
// Source: datakit internal/pipeline/remote/remote.go, internal/io/pipeline_pull.go

import type { Dispatcher } from 'undici';
import { OfframpError, TransportError } from '../errors.js';
import { retryDelay, type RetryPolicy } from '../flow/retry.js';
import { sleep } from '../flow/sleep.js';
import type { Logger } from '../log/logger.js';
import { connect, DEFAULT_TIMEOUT_MS, type ConnectionOptions } from './connect.js';
import { getJson } from './get-json.js';
import { EMPTY_SET, nextSet, type RemoteSet } from './remote-set.js';
import { loadSet, saveSet } from './set-file.js';
import type { DatawayUrl } from './url.js';

export interface PullOptions extends ConnectionOptions {
  readonly urls: readonly DatawayUrl[];
  readonly userAgent: string;
  readonly log: Logger;
  /** `remote_pull_interval`; at least 10 s is used, spread by a tenth to either side. */
  readonly intervalMs?: number;
  /** File for the disk copy; without it a start needs DataWay. */
  readonly copyFile?: string;
  readonly nowMs?: () => number;
  readonly random?: () => number;
}

export type SetOrigin = 'disk' | 'dataway';

/** Called with every set that differs from the one before; the next pull waits for it. */
export type OnUpdate = (set: RemoteSet, origin: SetOrigin) => Promise<void> | void;

export interface PullStatus {
  /** The set in force, or undefined while there is none yet. */
  readonly set: RemoteSet | undefined;
  readonly origin: SetOrigin | undefined;
  /** Name of the URL in use. */
  readonly endpoint: string;
  /** When DataWay answered last, 0 when never. */
  readonly lastOkMs: number;
  readonly failures: number;
  readonly lastError: string;
}

const MIN_INTERVAL_MS = 10_000;
const DEFAULT_INTERVAL_MS = 60_000;
const FAILURES_BEFORE_NEXT_URL = 3;
const MAX_RETRY_AFTER_MS = 300_000;
/** While there is no set at all nothing can run, so the first ones come quickly. */
const FIRST_SET: RetryPolicy = { baseMs: 1000, maxMs: 15_000, maxRetryAfterMs: 60_000 };

export class PullClient {
  private readonly options: PullOptions;
  private readonly nowMs: () => number;
  private readonly random: () => number;
  private readonly stopping = new AbortController();
  private readonly dispatchers = new Map<DatawayUrl, Dispatcher>();
  private onUpdate: OnUpdate = ignore;
  private loop: Promise<void> | undefined;
  private current: { set: RemoteSet; origin: SetOrigin; site: string } | undefined;
  private urlIndex = 0;
  private failures = 0;
  private lastOkMs = 0;
  private lastError = '';
  private retryAfterMs = 0;
  /** Version of the set that the owner has put into force. */
  private inForce = '';
  private rounds: Promise<void> = Promise.resolve();

  constructor(options: PullOptions) {
    this.options = options;
    this.nowMs = options.nowMs ?? Date.now;
    this.random = options.random ?? Math.random;
  }

  /** Hands over the disk copy, if there is one, and begins to pull. Does not wait for DataWay. */
  async start(onUpdate: OnUpdate): Promise<void> {
    if (this.loop !== undefined || this.stopping.signal.aborted) return;
    this.onUpdate = onUpdate;
    await this.loadCopy();
    this.loop = this.options.urls.length === 0 ? Promise.resolve() : this.run();
  }

  get status(): PullStatus {
    return {
      set: this.current?.set,
      origin: this.current?.origin,
      endpoint: this.options.urls[this.urlIndex]?.name ?? '',
      lastOkMs: this.lastOkMs,
      failures: this.failures,
      lastError: this.lastError,
    };
  }

  /** Asks now, without waiting for the next turn; resolves when the answer is dealt with. */
  refresh(): Promise<void> {
    this.rounds = this.rounds.then(() => this.round());
    return this.rounds;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    await this.rounds;
    await Promise.allSettled([...this.dispatchers.values()].map((dispatcher) => dispatcher.destroy()));
    this.dispatchers.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.refresh();
      await sleep(this.pauseMs(), signal);
    }
  }

  /** One question and what follows from it; failures end here. */
  private async round(): Promise<void> {
    this.retryAfterMs = 0;
    if (this.isStopping()) return;
    const url = this.options.urls[this.urlIndex]!;
    try {
      await this.pull(url);
      this.failures = 0;
      this.lastOkMs = this.nowMs();
      this.lastError = '';
    } catch (error) {
      if (this.isStopping()) return;
      this.failures++;
      this.lastError = error instanceof Error ? error.message : String(error);
      this.options.log.warn('remote scripts could not be pulled', {
        endpoint: url.name,
        error: this.lastError,
        hint: error instanceof OfframpError ? error.hint : undefined,
        failures: this.failures,
        inForce: this.inForce,
      });
      if (this.failures % FAILURES_BEFORE_NEXT_URL === 0) {
        this.urlIndex = (this.urlIndex + 1) % this.options.urls.length;
      }
      if (error instanceof TransportError) this.retryAfterMs = error.retryAfterMs ?? 0;
    }
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private async pull(url: DatawayUrl): Promise<void> {
    const { current } = this;
    const site = url.fingerprint();
    // another site's marks mean nothing to this one, and its scripts must not be kept by a "nothing changed"
    const base = current?.site === site ? current.set : EMPTY_SET;
    const answer = await this.ask(url, base);
    const { set, problems } = nextSet(answer, base);
    for (const problem of problems) this.options.log.warn('remote scripts: an entry was left out', { problem });
    this.current = { set, origin: 'dataway', site };
    if (current?.set.version !== set.version || current.site !== site) await this.saveCopy(site, set);
    await this.announce();
  }

  private async ask(url: DatawayUrl, base: RemoteSet): Promise<unknown> {
    const { userAgent, timeoutMs = DEFAULT_TIMEOUT_MS } = this.options;
    const target = url.target('/v1/datakit/pull', {
      remote_pipelines: 'true',
      ts: String(base.updateTime),
      relation_ts: String(base.relationUpdateTime),
    });
    const { nowMs } = this;
    const dispatcher = this.dispatcher(url);
    return await getJson({ url, dispatcher, target, userAgent, timeoutMs, signal: this.stopping.signal, nowMs });
  }

  /** Tells the owner of a set that is not in force yet; when it cannot take it, it is told again next time. */
  private async announce(): Promise<void> {
    const { current } = this;
    const { log } = this.options;
    if (current === undefined || current.set.version === this.inForce) return;
    const { version, scripts } = current.set;
    try {
      await this.onUpdate(current.set, current.origin);
      this.inForce = version;
      log.info('remote scripts are in force', { version, scripts: scripts.length, from: current.origin });
    } catch (error) {
      log.error('remote scripts could not be put into force', { version, error: String(error) });
    }
  }

  private async loadCopy(): Promise<void> {
    const { copyFile, urls, log } = this.options;
    if (copyFile === undefined) return;
    const sites = urls.map((url) => url.fingerprint());
    const found = await loadSet(copyFile, sites).catch((error: unknown) => String(error));
    if (typeof found === 'string') log.warn('the disk copy of the remote scripts is not used', { reason: found });
    if (typeof found !== 'object') return;
    this.current = { ...found, origin: 'disk' };
    this.urlIndex = Math.max(0, sites.indexOf(found.site));
    await this.announce();
  }

  private async saveCopy(site: string, set: RemoteSet): Promise<void> {
    const { copyFile, log } = this.options;
    if (copyFile === undefined) return;
    try {
      await saveSet(copyFile, site, set);
    } catch (error) {
      log.warn('the disk copy of the remote scripts could not be written', { error: String(error) });
    }
  }

  private pauseMs(): number {
    const { intervalMs = DEFAULT_INTERVAL_MS } = this.options;
    if (this.current === undefined) {
      return Math.max(100, retryDelay(this.failures, FIRST_SET, this.random(), this.retryAfterMs));
    }
    const spread = 0.9 + 0.2 * this.random();
    return Math.max(Math.max(intervalMs, MIN_INTERVAL_MS) * spread, Math.min(this.retryAfterMs, MAX_RETRY_AFTER_MS));
  }

  private dispatcher(url: DatawayUrl): Dispatcher {
    const known = this.dispatchers.get(url);
    if (known !== undefined) return known;
    const made = connect(url, { ...this.options, connections: 1 });
    this.dispatchers.set(url, made);
    return made;
  }
}

function ignore(): void {
  // no owner yet
}
