// The configured DataWay URLs. Only scheme, host and query of a URL count (the path is ours); the query carries the
// token, so the whole URL never leaves this file: everyone else names an endpoint by its origin and passes foreign
// text through `redact`.
// Source: datakit internal/io/dataway/endpoint.go

import { createHash } from 'node:crypto';
import { ConfigError } from '../errors.js';

export class DatawayUrl {
  /** scheme://host[:port]; what the connection pool is made for. */
  readonly origin: string;
  /** Names the endpoint in logs, errors, metrics and stored delivery marks; stable over restarts, holds no token. */
  readonly name: string;
  private readonly query: ReadonlyMap<string, readonly string[]>;

  constructor(origin: string, name: string, query: ReadonlyMap<string, readonly string[]>) {
    this.origin = origin;
    this.name = name;
    this.query = query;
  }

  /** Request target: the path with the configured query and `extra`, keys sorted as the reference sends them. */
  target(path: string, extra: Readonly<Record<string, string>> = {}): string {
    const params = new URLSearchParams();
    for (const [key, values] of this.query) for (const value of values) params.append(key, value);
    for (const [key, value] of Object.entries(extra)) params.set(key, value);
    params.sort();
    const query = params.toString();
    return query === '' ? path : `${path}?${query}`;
  }

  /** Text from a peer or a library with every value of our query blotted out, cut to `maxLength`. */
  redact(text: string, maxLength = 200): string {
    let clean = text;
    for (const values of this.query.values()) {
      for (const value of values) {
        if (value.length < 4) continue; // blotting out "1" or "a" would hide nothing and spoil the text
        clean = clean.replaceAll(value, '***').replaceAll(encodeURIComponent(value), '***');
      }
    }
    return clean.length > maxLength ? `${clean.slice(0, maxLength)}...` : clean;
  }

  /** A fingerprint of origin and query, to notice that the site or its token changed without keeping the token. */
  fingerprint(): string {
    return createHash('sha256').update(this.origin).update(this.target('')).digest('hex').slice(0, 16);
  }
}

/**
 * Reads the list of URLs of `[dataway] urls`.
 * @param path  where the list stands, for messages (`datakit.conf: dataway.urls`)
 * @throws ConfigError naming the index; its text never holds a query
 */
export function parseDatawayUrls(urls: readonly string[], path: string): DatawayUrl[] {
  const origins = new Set<string>();
  const fingerprints = new Set<string>();
  return urls.map((text, index) => {
    const at = `${path}[${index}]`;
    const url = parseOne(text, at);
    const query = new Map<string, string[]>();
    for (const [key, value] of url.searchParams) query.set(key, [...(query.get(key) ?? []), value]);
    const plain = new DatawayUrl(url.origin, url.origin, query);
    const fingerprint = plain.fingerprint();
    if (fingerprints.has(fingerprint)) {
      throw new ConfigError(at, `the same URL of ${url.origin} is listed twice`, {
        hint: 'remove one, or every record is stored twice',
      });
    }
    fingerprints.add(fingerprint);
    if (origins.has(url.origin)) return new DatawayUrl(url.origin, `${url.origin}#${fingerprint.slice(0, 6)}`, query);
    origins.add(url.origin);
    return plain;
  });
}

function parseOne(text: string, path: string): URL {
  const bare = text.trim();
  const shown = bare.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//');
  if (!URL.canParse(bare)) {
    // new URL() would throw an error that carries its whole input, token and all
    const hint = bare.includes('://') ? 'write http://host:port?token=...' : `write http://${shown}?token=...`;
    throw new ConfigError(path, `${JSON.stringify(shown)} is not a URL`, { hint });
  }
  const url = new URL(bare);
  if ((url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '') return url;
  throw new ConfigError(path, `${JSON.stringify(shown)} has no http or https scheme`, {
    hint: `write http://${shown}?token=...`,
  });
}
