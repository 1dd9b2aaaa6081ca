// One receiver: sends a batch and says what became of it. Any 2xx is success; redirects are not followed; every
// attempt is a request of its own with a time limit.

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Pool } from 'undici';
import { HEADER, parseFates, type Fates } from '../../core/codec/offload/headers.js';
import { readStart } from '../../core/flow/answer-text.js';
import type { Batch } from './batch.js';

export type ReceiverKind = 'datakit-http' | 'ploffload';

/** `fates` is known only when the receiver is one of ours; without it the batch is handed over. */
export type SendResult =
  | { readonly kind: 'accepted'; readonly fates: Fates | undefined }
  /** This very body is not taken, now or later. */
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }
  /** The receiver does not take our requests (token, path, loop): the records are fine. */
  | { readonly kind: 'misconfigured'; readonly status: number; readonly reason: string }
  /** No answer, or one that asks to come back. */
  | { readonly kind: 'failed'; readonly reason: string; readonly retryAfterMs: number | undefined };

export interface ReceiverClientOptions {
  /** Scheme, host and port; anything behind is not used. */
  readonly address: string;
  readonly kind: ReceiverKind;
  readonly timeoutMs: number;
  readonly connections: number;
  readonly token: string;
  /** Compress bodies; only where the protocol has it (datakit-http). */
  readonly gzip: boolean;
}

const PATHS: Readonly<Record<ReceiverKind, string>> = {
  'datakit-http': '/v1/write/logging?precision=n',
  ploffload: '/v1/write/ploffload/logging?precision=n',
};
/** A stock receiver echoes the whole body it could not read. */
const MAX_ANSWER_BYTES = 4 * 1024;
const EXCERPT_CHARS = 300;
const GZIP_LEVEL = 1;
const compress = promisify(gzip);

export class ReceiverClient {
  readonly address: string;
  private readonly pool: Pool;
  private readonly path: string;
  private readonly compresses: boolean;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(options: ReceiverClientOptions) {
    this.address = new URL(options.address).origin;
    this.path = PATHS[options.kind];
    this.compresses = options.gzip && options.kind === 'datakit-http';
    this.headers = {
      ...(options.token === '' ? {} : { authorization: `Bearer ${options.token}` }),
      ...(this.compresses ? { 'content-encoding': 'gzip' } : {}),
    };
    this.pool = new Pool(this.address, {
      connections: options.connections,
      pipelining: 1,
      headersTimeout: options.timeoutMs,
      bodyTimeout: options.timeoutMs,
      connect: { timeout: Math.min(options.timeoutMs, 5_000) },
      keepAliveTimeout: 60_000,
    });
  }

  async send(batch: Batch, signal: AbortSignal): Promise<SendResult> {
    try {
      const answer = await this.pool.request({
        method: 'POST',
        path: this.path,
        headers: { ...this.headers, ...batch.headers },
        body: this.compresses ? await compress(batch.body, { level: GZIP_LEVEL }) : batch.body,
        signal,
      });
      const text = await readStart(answer.body, MAX_ANSWER_BYTES).catch(() => ''); // the status alone decides
      return classify(answer.statusCode, answer.headers, text);
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error), retryAfterMs: undefined };
    }
  }

  /** Waits for requests under way, then closes the connections. */
  async close(): Promise<void> {
    await this.pool.close();
  }

  /** Closes the connections at once. */
  async destroy(): Promise<void> {
    await this.pool.destroy();
  }
}

type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

function classify(status: number, headers: AnswerHeaders, body: string): SendResult {
  if (status >= 200 && status < 300) return { kind: 'accepted', fates: fatesOf(headers) };
  const reason = `HTTP ${status} ${body.slice(0, EXCERPT_CHARS)}`.trim();
  switch (status) {
    case 400:
    case 413:
    case 422:
      return { kind: 'refused', status, reason };
    case 401:
    case 403:
    case 404:
    case 405:
    case 508:
      return { kind: 'misconfigured', status, reason };
    default:
      return { kind: 'failed', reason, retryAfterMs: retryAfter(headers) };
  }
}

function fatesOf(headers: AnswerHeaders): Fates | undefined {
  const text = headers[HEADER.fates];
  if (typeof text !== 'string') return undefined;
  try {
    return parseFates(text);
  } catch {
    return undefined; // the 200 counts; a header we cannot read only costs us the details
  }
}

function retryAfter(headers: AnswerHeaders): number | undefined {
  const text = headers['retry-after'];
  return typeof text === 'string' && /^\d{1,6}$/.test(text) ? Number(text) * 1000 : undefined;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : '';
  return code + error.message;
}
