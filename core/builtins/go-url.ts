// URLs as Go's net/url reads them (Go 1.19), which is neither what browsers do nor RFC 3986 to the letter: texts that are
// no URLs mostly pass as paths, `host:80` is a scheme, the host keeps its case.

import { cutBytes, decodeText, encodeText, isWellFormed } from '../point/text.js';
import { goQuote } from '../lang/source/quote.js';

export interface GoUrl {
  readonly scheme: string;
  /** With port, without user. */
  readonly host: string;
  readonly port: string;
  readonly path: string;
  /** Values by name, in order. */
  readonly params: ReadonlyMap<string, readonly string[]>;
}

/** Why a text is no URL, in Go's words. */
export class GoUrlError extends Error {}

/** @throws GoUrlError */
export function parseGoUrl(text: string): GoUrl {
  const [url, fragment] = cut(text, '#');
  const parsed = inContext(url, () => parseUrl(url));
  if (fragment !== '') inContext(text, () => unescape(fragment, 'fragment'));
  return parsed;
}

function inContext<T>(url: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof GoUrlError) throw new GoUrlError(`parse ${quoted(url)}: ${error.message}`);
    throw error;
  }
}

/** What a message shows of a URL at most. */
const MAX_SHOWN = 2000;

function quoted(url: string): string {
  return url.length <= MAX_SHOWN ? goQuote(url) : `${goQuote(url.slice(0, MAX_SHOWN))}...`;
}

/** Both sides of the first separator; the right one is '' when there is none. */
function cut(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

const NOTHING: GoUrl = { scheme: '', host: '', port: '', path: '', params: new Map() };

// eslint-disable-next-line no-control-regex -- what Go refuses
const CONTROL = /[\0-\x1f\x7f]/;

function parseUrl(url: string): GoUrl {
  if (CONTROL.test(url)) throw new GoUrlError('net/url: invalid control character in URL');
  const { scheme, rest } = splitScheme(url);
  const [place, query] = cut(rest, '?');
  const params = readQuery(query);
  if (!place.startsWith('/')) {
    if (scheme !== '') return { ...NOTHING, scheme, params }; // opaque, as in mailto:a@b
    if (place.split('/', 1)[0]!.includes(':')) {
      throw new GoUrlError('first path segment in URL cannot contain colon');
    }
  }
  const hasAuthority = place.startsWith('//') && (scheme !== '' || !place.startsWith('///'));
  if (!hasAuthority) return { ...NOTHING, scheme, path: unescape(place, 'path'), params };
  const slash = place.indexOf('/', 2);
  const host = readAuthority(place.slice(2, slash < 0 ? undefined : slash));
  const path = slash < 0 ? '' : unescape(place.slice(slash), 'path');
  return { scheme, host, port: portOf(host), path, params };
}

const SCHEME = /^([a-zA-Z][a-zA-Z0-9+.-]*):/;

function splitScheme(url: string): { scheme: string; rest: string } {
  if (url.startsWith(':')) throw new GoUrlError('missing protocol scheme');
  const scheme = SCHEME.exec(url)?.[1];
  return scheme === undefined
    ? { scheme: '', rest: url }
    : { scheme: scheme.toLowerCase(), rest: url.slice(scheme.length + 1) };
}

const USER = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/;

/** The host out of `user:password@host`. */
function readAuthority(authority: string): string {
  const at = authority.lastIndexOf('@');
  const host = readHost(authority.slice(at + 1));
  if (at < 0) return host;
  const user = authority.slice(0, at);
  if (!USER.test(user)) throw new GoUrlError('net/url: invalid userinfo');
  unescape(user, 'user');
  return host;
}

function readHost(host: string): string {
  if (host.startsWith('[')) return readBracketed(host);
  const colon = host.lastIndexOf(':');
  if (colon >= 0) checkPort(host.slice(colon));
  return unescape(host, 'host');
}

/** An IPv6 address, perhaps with a zone: `[fe80::1%25en0]`. */
function readBracketed(host: string): string {
  const close = host.lastIndexOf(']');
  if (close < 0) throw new GoUrlError("missing ']' in host");
  checkPort(host.slice(close + 1));
  const zone = host.slice(0, close).indexOf('%25');
  if (zone < 0) return unescape(host, 'host');
  return (
    unescape(host.slice(0, zone), 'host') +
    unescape(host.slice(zone, close), 'zone') +
    unescape(host.slice(close), 'host')
  );
}

const PORT = /^(?::[0-9]*)?$/;

function checkPort(port: string): void {
  if (!PORT.test(port)) throw new GoUrlError(`invalid port ${goQuote(port)} after host`);
}

function portOf(host: string): string {
  const colon = host.lastIndexOf(':');
  return colon >= 0 && PORT.test(host.slice(colon)) ? host.slice(colon + 1) : '';
}

function readQuery(query: string): Map<string, string[]> {
  const params = new Map<string, string[]>();
  for (const pair of query.split('&')) {
    // compat: a pair that cannot be read is left out without a word
    if (pair === '' || pair.includes(';')) continue;
    const [name, value] = cut(pair, '=').map(queryText);
    if (name === undefined || value === undefined) continue;
    const values = params.get(name);
    if (values === undefined) params.set(name, [value]);
    else values.push(value);
  }
  return params;
}

function queryText(text: string): string | undefined {
  try {
    return unescape(text.replaceAll('+', ' '), 'query');
  } catch (error) {
    if (error instanceof GoUrlError) return undefined;
    throw error;
  }
}

type Part = 'path' | 'query' | 'fragment' | 'user' | 'host' | 'zone';

const HOST_CHARACTER = /^[A-Za-z0-9!$&'()*+,;=:[\]<>"\-_.~]$/;
const HEX_PAIR = /^[0-9a-fA-F]{2}$/;

/** Replaces `%XX`. A host may escape only what it cannot hold otherwise, and most of ASCII may not stand in it. */
function unescape(text: string, part: Part): string {
  const isHost = part === 'host' || part === 'zone';
  if (!isHost && !text.includes('%')) return text;
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '%') {
      const byte = escapedByte(text, at, part);
      result += String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
      at += 2;
    } else {
      if (isHost && char < '\x80' && !HOST_CHARACTER.test(char)) {
        throw new GoUrlError(`invalid character ${goQuote(char)} in host name`);
      }
      result += char;
    }
  }
  return isWellFormed(result) ? result : decodeText(encodeText(result));
}

function escapedByte(text: string, at: number, part: Part): number {
  const escape = text.slice(at, at + 3);
  const byte = HEX_PAIR.test(escape.slice(1)) ? parseInt(escape.slice(1), 16) : -1;
  const isAllowed =
    escape === '%25' ||
    (part === 'host' && byte >= 0x80) ||
    (part === 'zone' && (byte === 0x20 || HOST_CHARACTER.test(String.fromCharCode(byte)))) ||
    (part !== 'host' && part !== 'zone' && byte >= 0);
  if (!isAllowed) throw new GoUrlError(`invalid URL escape ${goQuote(cutBytes(escape, 3))}`);
  return byte;
}
