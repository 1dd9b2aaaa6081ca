// Asks one URL for the reference tables, at start and then every few minutes, and hands a download that differs from the
// one before to its owner. Whatever goes wrong, the tables in service stay (the reference's puller dies at the first
// exhausted retry and they go stale unnoticed).
// Source: pipeline-go ptinput/refertable/{cli,runner}.go

import { createHash } from 'node:crypto';
import { Agent, request } from 'undici';
import { ConfigError, errorCode } from '../errors.js';
import { withDeadline } from '../flow/deadline.js';
import { retryDelay, type RetryPolicy } from '../flow/retry.js';
import { sleep } from '../flow/sleep.js';
import type { Logger } from '../log/logger.js';

export interface ReferTablePullOptions {
  readonly url: string;
  /** `refer_table_pull_interval`; at least 1 s is used. */
  readonly intervalMs: number;
  readonly log: Logger;
  readonly timeoutMs?: number;
  readonly random?: () => number;
  /** Waits; replaced in tests. */
  readonly pause?: typeof sleep;
}

/** Takes a download. What it throws is logged; the same download is then offered again next time. */
export type OnTables = (json: string) => Promise<void> | void;

const MIN_INTERVAL_MS = 1_000;
const TIMEOUT_MS = 60_000;
const MAX_BYTES = 64 * 1024 * 1024;
const RETRIES = 3;
const RETRY: RetryPolicy = { baseMs: 1_000, maxMs: 15_000, maxRetryAfterMs: 60_000 };

/** An answer that may be another one a moment later. */
class PassingFailure extends Error {}

export class ReferTablePull {
  private readonly options: ReferTablePullOptions;
  private readonly stopping = new AbortController();
  private readonly shownUrl: string;
  private agent: Agent | undefined;
  private loop: Promise<void> | undefined;
  /** Digest of the download in service. */
  private inService = '';

  /** @throws ConfigError when the URL is not http or https */
  constructor(options: ReferTablePullOptions) {
    this.options = options;
    this.shownUrl = showable(options.url);
  }

  /** Begins to pull; does not wait for the first answer. */
  start(onTables: OnTables): void {
    if (this.loop !== undefined || this.stopping.signal.aborted) return;
    this.agent = new Agent({ connections: 1 });
    this.loop = this.run(onTables);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    await this.agent?.destroy();
    this.agent = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  private async run(onTables: OnTables): Promise<void> {
    const { signal } = this.stopping;
    const { intervalMs, pause = sleep } = this.options;
    while (!signal.aborted) {
      await this.round(onTables);
      await pause(Math.max(intervalMs, MIN_INTERVAL_MS), signal);
    }
  }

  private async round(onTables: OnTables): Promise<void> {
    const { log } = this.options;
    try {
      const json = await this.download();
      const digest = createHash('sha256').update(json).digest('hex');
      if (digest === this.inService) return;
      await onTables(json);
      this.inService = digest;
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      log.warn('reference tables could not be taken; those in service stay', {
        url: this.shownUrl,
        error: error instanceof Error ? error.message : String(error),
      });
    }
  }

  private async download(): Promise<string> {
    const { random = Math.random, pause = sleep } = this.options;
    for (let failures = 1; ; failures++) {
      try {
        return await this.ask();
      } catch (error) {
        if (!(error instanceof PassingFailure) || failures > RETRIES) throw error;
        await pause(retryDelay(failures, RETRY, random()), this.stopping.signal);
        if (this.stopping.signal.aborted) throw error;
      }
    }
  }

  private async ask(): Promise<string> {
    const { url, timeoutMs = TIMEOUT_MS } = this.options;
    const { agent } = this;
    if (agent === undefined) throw new Error('not started');
    const { status, text } = await withDeadline([this.stopping.signal], timeoutMs, async (signal) => {
      const answer = await request(url, { dispatcher: agent, signal });
      return { status: answer.statusCode, text: await readText(answer.body) };
    }).catch((error: unknown) => {
      if (error instanceof RangeError) throw error;
      throw new PassingFailure(errorCode(error) || (error instanceof Error ? error.message : String(error)));
    });
    if (status === 200) return text;
    const isPassing = (status >= 500 && status !== 501) || status === 429 || status === 408;
    throw isPassing ? new PassingFailure(`status ${status}`) : new Error(`status ${status}`);
  }
}

async function readText(body: AsyncIterable<unknown>): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BYTES) throw new RangeError(`the download is larger than ${MAX_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** The URL without user, password and query, which may hold a token. */
function showable(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new ConfigError('pipeline.refer_table_url', 'is no http or https URL', {
      hint: 'refer_table_url = "http://10.0.0.5:8080/tables.json"',
    });
  }
  return `${url.origin}${url.pathname}`;
}
