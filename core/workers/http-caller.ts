// The way out of http_request(). Every address that gets connected has passed the policy, also behind redirects: names
// are resolved by our own lookup, so what was looked at is what is connected. Time, redirects and sizes are bounded.

import { Buffer } from 'node:buffer';
import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { Agent, request as send } from 'undici';
import type { Dispatcher } from 'undici';
import { decodeText, encodeText } from '../point/text.js';
import type { NetworkRules } from '../flow/network-policy.js';
import { NetworkPolicy } from '../flow/network-policy.js';
import type { HttpAnswer, HttpCall, HttpCaller } from '../lang/runtime/services.js';

export interface HttpCallerOptions extends NetworkRules {
  /** true: every call gives nil. */
  readonly disabled: boolean;
  readonly timeoutMs?: number;
  readonly maxAnswerBytes?: number;
  /** Resolves names; replaced in tests. */
  readonly resolve?: typeof resolve;
}

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const MAX_REDIRECTS = 10;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Set by the connection, not by scripts. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'expect',
]);
/** Not sent on to another host. */
const SECRET_HEADERS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'cookie2', 'www-authenticate']);

export class UndiciHttpCaller implements HttpCaller {
  private readonly options: HttpCallerOptions;
  private readonly policy: NetworkPolicy;
  private agent: Agent | undefined;

  constructor(options: HttpCallerOptions) {
    this.options = options;
    this.policy = new NetworkPolicy(options);
  }

  mayCall(url: string): boolean {
    const target = parseUrl(url);
    return !this.options.disabled && target !== undefined && this.mayConnect(target);
  }

  async request(call: HttpCall): Promise<HttpAnswer | undefined> {
    const signal = AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS);
    try {
      return await this.follow(call, signal);
    } catch {
      return undefined; // a script sees every failure as nil
    }
  }

  /** Closes idle connections and breaks off calls. May be called twice. */
  async stop(): Promise<void> {
    const agent = this.agent;
    this.agent = undefined;
    await agent?.destroy();
  }

  private async follow(call: HttpCall, signal: AbortSignal): Promise<HttpAnswer | undefined> {
    let target = parseUrl(call.url);
    let method = call.method === '' ? 'GET' : call.method.toUpperCase();
    let body: Uint8Array | undefined = call.body === '' ? undefined : encodeText(call.body);
    let headers = requestHeaders(call.headers);
    const unzips = !headers.has('accept-encoding');
    if (unzips) headers.set('accept-encoding', 'gzip');
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      if (this.options.disabled || target === undefined || !this.mayConnect(target)) return undefined;
      const answer = await this.send(target, method, headers, body, signal);
      const location = answer.headers['location'];
      if (!REDIRECTS.has(answer.statusCode) || typeof location !== 'string') {
        return await this.read(answer, unzips, signal);
      }
      await answer.body.dump({ limit: MAX_ANSWER_BYTES, signal });
      const next = parseUrl(location, target);
      if (next !== undefined && next.host !== target.host) headers = withoutSecrets(headers);
      if (answer.statusCode < 307 && method !== 'GET' && method !== 'HEAD') {
        method = 'GET';
        body = undefined;
        headers.delete('content-type');
      }
      target = next;
    }
    return undefined;
  }

  private send(
    target: URL,
    method: string,
    headers: ReadonlyMap<string, string>,
    body: Uint8Array | undefined,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    this.agent ??= new Agent({
      connect: { lookup: this.lookup, timeout: this.options.timeoutMs ?? TIMEOUT_MS },
      connections: 16,
      keepAliveTimeout: 10_000,
    });
    return send(target, {
      dispatcher: this.agent,
      method, // undici refuses what is no token
      headers: Object.fromEntries(headers),
      body: body ?? null,
      signal,
    });
  }

  private async read(answer: Dispatcher.ResponseData, unzips: boolean, signal: AbortSignal): Promise<HttpAnswer> {
    const limit = this.options.maxAnswerBytes ?? MAX_ANSWER_BYTES;
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of answer.body as AsyncIterable<Uint8Array>) {
      size += part.length;
      signal.throwIfAborted();
      if (size > limit) throw new RangeError('the answer is too big');
      parts.push(part);
    }
    let bytes: Uint8Array = Buffer.concat(parts);
    if (unzips && answer.headers['content-encoding'] === 'gzip' && bytes.length > 0) {
      bytes = gunzipSync(bytes, { maxOutputLength: limit });
    }
    return { status: answer.statusCode, body: decodeText(bytes) };
  }

  /** For hosts that are addresses; names are looked at by `lookup`. */
  private mayConnect(target: URL): boolean {
    const host = hostOf(target);
    return isIP(host) === 0 || this.policy.allowsHost(host) || this.policy.allowsAddress(host);
  }

  private readonly lookup: LookupFunction = (hostname, options, callback) => {
    const run = this.options.resolve ?? resolve;
    run(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        callback(error, '', 0);
        return;
      }
      const isListed = this.policy.allowsHost(hostname);
      const allowed = found.filter(({ address }) => isListed || this.policy.allowsAddress(address));
      const [first] = allowed;
      if (first === undefined) callback(new Error(`${hostname} is not allowed`), '', 0);
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

function requestHeaders(given: HttpCall['headers']): Map<string, string> {
  const headers = new Map([['user-agent', 'Go-http-client/1.1']]); // compat: what servers of such scripts see today
  for (const [name, value] of given) {
    const key = name.toLowerCase();
    if (!OWN_HEADERS.has(key)) headers.set(key, value);
  }
  return headers;
}

function withoutSecrets(headers: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...headers].filter(([name]) => !SECRET_HEADERS.has(name)));
}

/** An http or https URL, undefined for anything else. */
function parseUrl(text: string, base?: URL): URL | undefined {
  try {
    const url = new URL(text, base);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
  } catch {
    return undefined;
  }
}

function hostOf(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}
