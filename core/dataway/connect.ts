// Connections to one DataWay URL, as `[dataway]` configures them; push and pull client share this.

import { Pool, ProxyAgent, type Dispatcher } from 'undici';
import type { DatawayUrl } from './url.js';

export interface ConnectionOptions {
  /** For one request, from connecting to the end of the answer. */
  readonly timeoutMs?: number;
  readonly connectTimeoutMs?: number;
  readonly idleTimeoutMs?: number;
  /** Open connections per URL. */
  readonly connections?: number;
  /** URL of an HTTP proxy. */
  readonly proxy?: string;
  /** Accept any certificate (`tls_insecure`). */
  readonly tlsInsecure?: boolean;
}

export const DEFAULT_TIMEOUT_MS = 30_000;

export function connect(url: DatawayUrl, options: ConnectionOptions): Dispatcher {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, connectTimeoutMs = 10_000, idleTimeoutMs = 90_000 } = options;
  const { connections = 16, proxy = '', tlsInsecure = false } = options;
  const tls = { rejectUnauthorized: !tlsInsecure };
  const common = {
    connections,
    pipelining: 1,
    keepAliveTimeout: idleTimeoutMs,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  };
  if (proxy !== '') return new ProxyAgent({ ...common, uri: proxy, requestTls: tls });
  return new Pool(url.origin, { ...common, connect: { ...tls, timeout: connectTimeoutMs } });
}
