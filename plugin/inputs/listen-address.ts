// Where an input listens: `host:port`, `[v6]:port`, `:port` (this host only), or `unix:/path`.

import { ConfigError } from '../../core/errors.js';

export type ListenAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

const HOST_PORT = /^(?:\[([0-9A-Fa-f:.%\w]+)\]|([^:[\]]*)):(\d{1,5})$/;

/** @param key names the setting in the message of the ConfigError */
export function parseListenAddress(text: string, key: string): ListenAddress {
  if (text.startsWith('unix:')) return { kind: 'unix', path: text.slice('unix:'.length) };
  const match = HOST_PORT.exec(text);
  const port = Number(match?.[3] ?? -1);
  if (match === null || port > 65535) {
    throw new ConfigError(key, `${JSON.stringify(text)} is no address; write 127.0.0.1:24224 or unix:/path/to/socket`);
  }
  const host = match[1] ?? match[2] ?? '';
  return { kind: 'tcp', host: host === '' ? '127.0.0.1' : host, port };
}
