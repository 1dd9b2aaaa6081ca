// Push client: sends a package to every configured DataWay URL and says, per URL, what came of it. One call is one
// attempt; who owns the package (journal, dead letter, worker output) decides about waiting, and passes the URLs that
// have accepted already so that a retry never goes to them again.
// Source: datakit internal/io/dataway/{endpoint,flush,body}.go

import type { Dispatcher } from 'undici';
import { errorCode, StoppedError } from '../errors.js';
import { readStart } from '../flow/answer-text.js';
import { withDeadline } from '../flow/deadline.js';
import { HOP_HEADER } from '../flow/hop.js';
import { parseRetryAfter } from '../flow/retry.js';
import { classifyFailure, classifyStatus, type Verdict } from './answer.js';
import { connect, DEFAULT_TIMEOUT_MS, type ConnectionOptions } from './connect.js';
import type { DatawayPackage } from './package.js';
import type { DatawayUrl } from './url.js';

export interface PushOptions extends ConnectionOptions {
  readonly urls: readonly DatawayUrl[];
  readonly userAgent: string;
  readonly nowMs?: () => number;
}

export interface PushOutcome {
  /** Name of the URL; see DatawayUrl.name. */
  readonly endpoint: string;
  readonly verdict: Verdict;
  readonly status: number | undefined;
  /** Stable word; see answer.ts. */
  readonly reason: string;
  /** For a person: a short, token-free excerpt of the answer or the error. */
  readonly detail: string;
  readonly loud: boolean;
  readonly retryAfterMs: number | undefined;
}

export interface Attempt {
  /** Names of URLs that have this package already. */
  readonly delivered?: ReadonlySet<string>;
  /** True for every attempt after the first. */
  readonly isRetry?: boolean;
  readonly signal?: AbortSignal;
}

interface Endpoint {
  readonly url: DatawayUrl;
  readonly dispatcher: Dispatcher;
}

const MAX_ANSWER_BYTES = 4096;

export class PushClient {
  private readonly options: PushOptions;
  private readonly timeoutMs: number;
  private readonly nowMs: () => number;
  private readonly abort = new AbortController();
  private readonly inFlight = new Set<Promise<unknown>>();
  private endpoints: readonly Endpoint[] | undefined;

  constructor(options: PushOptions) {
    this.options = options;
    this.timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.nowMs = options.nowMs ?? Date.now;
  }

  /** Names of all URLs; a package is done when each has accepted or refused it. */
  get endpointNames(): readonly string[] {
    return this.options.urls.map((url) => url.name);
  }

  start(): void {
    this.endpoints ??= this.options.urls.map((url) => ({ url, dispatcher: connect(url, this.options) }));
  }

  /**
   * One attempt at every URL that has not accepted the package yet, side by side. Never throws for what a peer or the
   * network does.
   * @throws StoppedError before start or after stop
   */
  async push(pkg: DatawayPackage, attempt: Attempt = {}): Promise<PushOutcome[]> {
    if (this.endpoints === undefined || this.abort.signal.aborted) {
      throw new StoppedError(`package ${pkg.id}: the push client is not running`);
    }
    const pending = this.endpoints.filter(({ url }) => attempt.delivered?.has(url.name) !== true);
    const work = Promise.all(pending.map((endpoint) => this.send(endpoint, pkg, attempt)));
    this.inFlight.add(work);
    try {
      return await work;
    } finally {
      this.inFlight.delete(work);
    }
  }

  /** Waits for the attempts under way, at most until the signal. */
  async drain(signal: AbortSignal): Promise<void> {
    while (this.inFlight.size > 0 && !signal.aborted) {
      await Promise.race([Promise.allSettled(this.inFlight), aborted(signal)]);
    }
  }

  /** Cuts what is under way (its packages come back as `retry`) and closes all connections. */
  async stop(): Promise<void> {
    this.abort.abort();
    const endpoints = this.endpoints ?? [];
    await Promise.allSettled(this.inFlight);
    await Promise.allSettled(endpoints.map(({ dispatcher }) => dispatcher.destroy()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  private async send(endpoint: Endpoint, pkg: DatawayPackage, attempt: Attempt): Promise<PushOutcome> {
    const { url } = endpoint;
    try {
      const owners = [this.abort.signal, attempt.signal];
      return await withDeadline(owners, this.timeoutMs, (signal) => this.request(endpoint, pkg, attempt, signal));
    } catch (error) {
      return this.failed(url, error);
    }
  }

  private async request(
    { url, dispatcher }: Endpoint,
    pkg: DatawayPackage,
    attempt: Attempt,
    signal: AbortSignal,
  ): Promise<PushOutcome> {
    const answer = await dispatcher.request({
      origin: url.origin,
      path: url.target(`/v1/write/${pkg.category}`),
      method: 'POST',
      headers: this.headers(pkg, attempt.isRetry === true),
      body: pkg.body,
      signal,
    });
    const text = await readStart(answer.body, MAX_ANSWER_BYTES).catch(() => ''); // the status alone decides
    const { verdict, reason, loud } = classifyStatus(answer.statusCode, text);
    const retryAfterMs = verdict === 'retry' ? this.retryAfter(answer.headers) : undefined;
    const detail = verdict === 'accepted' ? '' : url.redact(printable(text));
    return { endpoint: url.name, verdict, status: answer.statusCode, reason, detail, loud, retryAfterMs };
  }

  private failed(url: DatawayUrl, error: unknown): PushOutcome {
    const stopped = this.abort.signal.aborted;
    const { verdict, reason, loud } = stopped
      ? { verdict: 'retry' as const, reason: 'stopped', loud: false }
      : classifyFailure(error);
    const detail = url.redact(printable(errorCode(error) || (error instanceof Error ? error.message : String(error))));
    return { endpoint: url.name, verdict, status: undefined, reason, detail, loud, retryAfterMs: undefined };
  }

  private headers(pkg: DatawayPackage, isRetry: boolean): Record<string, string> {
    return {
      ...pkg.headers,
      'content-type': pkg.contentType,
      ...(pkg.gzip ? { 'content-encoding': 'gzip' } : {}),
      'user-agent': this.options.userAgent,
      referer: 'DataKit',
      'x-points': String(pkg.points),
      'x-pkg-id': pkg.id,
      ...(isRetry ? { 'x-fail-cache-retry': '1' } : {}),
      [HOP_HEADER]: 'push',
    };
  }

  private retryAfter(headers: Record<string, string | string[] | undefined>): number | undefined {
    const value = headers['retry-after'];
    return parseRetryAfter(Array.isArray(value) ? value[0] : value, this.nowMs());
  }
}

function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\x00-\x1f\x7f]+/g, ' ').trim();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
