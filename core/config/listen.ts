// Listen addresses as they stand in configuration files and on command lines: `host:port`, `[v6]:port`, `:port`.

import { ConfigError } from '../errors.js';

export interface ListenAddress {
  /** '' means every address of the machine. */
  readonly host: string;
  readonly port: number;
}

const FORM = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]]*)):(\d{1,5})$/;

/**
 * Reads a listen address; port 0 asks the system for a free one.
 * @param path  where it stands, for the message
 * @throws ConfigError with the form to write
 */
export function parseListen(text: string, path: string): ListenAddress {
  const match = FORM.exec(text.trim());
  const port = Number(match?.[3] ?? '-1');
  if (match === null || port > 65_535) {
    throw new ConfigError(path, `${JSON.stringify(text)} is not a listen address`, {
      hint: 'write host:port, for example 127.0.0.1:9528 or [::1]:9528',
    });
  }
  return { host: match[1] ?? match[2] ?? '', port };
}
