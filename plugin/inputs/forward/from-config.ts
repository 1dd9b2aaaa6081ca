// [plugin.forward] as options of the input.

import { readFileSync } from 'node:fs';
import type { TlsOptions } from 'node:tls';
import type { Config } from '../../../core/config/load.js';
import { ConfigError } from '../../../core/errors.js';
import { parseListenAddress } from '../listen-address.js';
import type { ForwardSecurity } from './handshake.js';
import type { ForwardInputOptions } from './server.js';

type Settings = Config['forward'];

const SECTION = 'plugin.forward';

/** @throws ConfigError when the settings contradict each other or a file cannot be read */
export function forwardOptions(settings: Settings, hostname: string): Omit<ForwardInputOptions, 'sink' | 'log'> {
  return {
    listen: parseListenAddress(settings.listen, `${SECTION}.listen`),
    limits: {
      maxFrameBytes: settings.max_frame_size,
      maxConnections: settings.max_connections,
      maxBufferedBytes: settings.max_buffered,
      idleTimeoutMs: settings.idle_timeout,
    },
    security: securityOf(settings, hostname),
    tls: tlsOf(settings),
    udpHeartbeat: settings.udp_heartbeat,
  };
}

function securityOf(settings: Settings, hostname: string): ForwardSecurity | undefined {
  const { shared_key: sharedKey, self_hostname: self, users } = settings;
  const hasUsers = Object.keys(users).length > 0;
  if (sharedKey === '') {
    if (!hasUsers) return undefined;
    throw new ConfigError(`${SECTION}.users`, 'users are asked for in the handshake only; set shared_key too');
  }
  return { sharedKey, hostname: self === '' ? hostname : self, ...(hasUsers ? { users } : {}) };
}

function tlsOf(settings: Settings): TlsOptions | undefined {
  const { tls_cert: cert, tls_key: key, tls_client_ca: clientCa } = settings;
  if (cert === '' && key === '' && clientCa === '') return undefined;
  if (cert === '' || key === '') throw new ConfigError(SECTION, 'TLS needs both tls_cert and tls_key');
  return {
    cert: readPem('tls_cert', cert),
    key: readPem('tls_key', key),
    ...(clientCa === '' ? {} : { ca: readPem('tls_client_ca', clientCa), requestCert: true, rejectUnauthorized: true }),
  };
}

function readPem(name: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${SECTION}.${name}`, reason, { cause: error });
  }
}
