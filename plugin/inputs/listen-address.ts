// Where an input listens: `host:port` as everywhere, or `unix:/path`.

import { parseListen } from '../../core/config/listen.js';

export type ListenAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

/**
 * @param key where the text stands, for the message
 * @throws ConfigError with the form to write
 */
export function parseListenAddress(text: string, key: string): ListenAddress {
  if (text.startsWith('unix:')) return { kind: 'unix', path: text.slice('unix:'.length) };
  return { kind: 'tcp', ...parseListen(text, key) };
}
