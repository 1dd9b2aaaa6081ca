// One question to a DataWay and its JSON answer; pullers share it. Errors name the endpoint and never hold the token.

import type { Dispatcher } from 'undici';
import { DecodeError, errorCode, OfframpError, TransportError } from '../errors.js';
import { withDeadline } from '../flow/deadline.js';
import { parseRetryAfter } from '../flow/retry.js';
import { classifyFailure, classifyStatus } from './answer.js';
import type { DatawayUrl } from './url.js';

export interface Question {
  readonly url: DatawayUrl;
  readonly dispatcher: Dispatcher;
  /** Path and query, token included. */
  readonly target: string;
  readonly userAgent: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
}

const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** @throws TransportError when there is no 200, DecodeError when the answer is no JSON */
export async function getJson(question: Question): Promise<unknown> {
  const { url, dispatcher, target, userAgent, timeoutMs } = question;
  const { status, headers, text } = await withDeadline([question.signal], timeoutMs, async (signal) => {
    const answer = await dispatcher.request({
      origin: url.origin,
      path: target,
      method: 'GET',
      headers: { 'user-agent': userAgent, referer: 'DataKit' },
      signal,
    });
    return { status: answer.statusCode, headers: answer.headers, text: await readAll(answer.body, url.name) };
  }).catch((error: unknown) => {
    if (error instanceof OfframpError) throw error;
    // the library's error is not passed on as cause: it could carry the request's path, and the token with it
    const detail = errorCode(error) || url.redact(error instanceof Error ? error.message : String(error));
    throw new TransportError(url.name, `${classifyFailure(error).reason}: ${detail}`, { retryable: true });
  });
  if (status !== 200) throw notOk(question, status, text, headers['retry-after']);
  return parseJson(text, url);
}

function notOk(
  { url, nowMs }: Question,
  status: number,
  text: string,
  retryAfter: string | string[] | undefined,
): Error {
  const { reason } = classifyStatus(status, text);
  const retryAfterMs = parseRetryAfter(Array.isArray(retryAfter) ? retryAfter[0] : retryAfter, nowMs());
  const detail = url.redact(text.trim());
  return new TransportError(url.name, `status ${status}${detail === '' ? '' : `: ${detail}`}`, {
    status,
    retryable: true,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(reason === 'unauthorized' ? { hint: 'check the token in [dataway] urls' } : {}),
  });
}

/** @throws TransportError when the body is larger than anything a site would send */
export async function readAll(body: Dispatcher.ResponseData['body'], endpoint: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) {
      throw new TransportError(endpoint, `the answer is larger than ${MAX_ANSWER_BYTES} bytes`, { retryable: true });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string, url: DatawayUrl): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // JSON.parse quotes the text in its message; ours is redacted
    throw new DecodeError('pull', `${url.name}: the answer is not JSON: ${url.redact(text, 80)}`, -1, {
      hint: 'is this address a DataWay?',
    });
  }
}
