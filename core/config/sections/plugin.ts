// The plugin's own tables: ways in, routes, and how batches leave.

import { z } from 'zod';
import { count, duration, env, flag, key, secret, section, size, text, textMap, texts } from '../key.js';

export const plugin = section('plugin', 'What the plugin does with records.', {
  not_remote: key(
    z.enum(['local', 'pass']),
    'local',
    'Records whose script is no remote one: run it here and push to DataWay, or pass them on unchanged.',
    env.text('OFFRAMP_NOT_REMOTE'),
  ),
  metrics_listen: key(text, '', 'Address and port of `GET /metrics`; empty: off.', env.text('OFFRAMP_METRICS_LISTEN')),
});

export const pluginForward = section('plugin.forward', 'The Fluent forward protocol.', {
  listen: key(text, '127.0.0.1:24224', 'Address and port; empty: off.', env.text('OFFRAMP_FORWARD_LISTEN')),
  max_frame_size: key(size, 64 * 2 ** 20, 'Largest message.'),
  max_connections: key(count, 1024, 'Connections served at once.'),
  max_buffered: key(
    size,
    256 * 2 ** 20,
    'Bytes that wait for an owner, all connections together; beyond it none is read.',
  ),
  idle_timeout: key(duration, 300_000, 'A silent connection is closed after this.'),
  write_ahead: key(
    flag,
    false,
    'Spool records that come without a request for acknowledgement before they are sent: their sender would not send them again.',
    env.boolean('OFFRAMP_FORWARD_WRITE_AHEAD'),
  ),
  shared_key: key(
    text,
    '',
    'Ask for the shared-key handshake with this key; empty: none.',
    env.text('OFFRAMP_FORWARD_SHARED_KEY'),
  ),
  self_hostname: key(text, '', 'Our name in the handshake; empty: this host’s.'),
  users: key(textMap, {}, 'User name = password, asked for in the handshake; empty: no users.'),
  tls_cert: key(text, '', 'Certificate file (PEM, with its chain); with tls_key it switches TLS on.'),
  tls_key: key(text, '', 'Private key file (PEM).'),
  tls_client_ca: key(text, '', 'Clients must show a certificate signed by this CA (PEM file); empty: not asked for.'),
  udp_heartbeat: key(flag, false, 'Answer the UDP heartbeats of Fluentd (heartbeat_type udp) on the same port.'),
});

export const pluginOffload = section('plugin.offload', 'How batches travel to receivers.', {
  batch_records: key(z.int().min(1).max(100_000), 128, 'Records of a batch at most.'),
  batch_bytes: key(size, 512 * 1024, 'Bytes of a batch at most, before compression.'),
  linger: key(duration, 200, 'How long a record waits for company while earlier batches are in flight.'),
  in_flight: key(z.int().min(1).max(1000), 4, 'Batches on their way to one receiver at once.'),
  request_timeout: key(duration, 30_000, 'A receiver that has not answered by then is taken as failed.'),
  max_pause: key(duration, 30_000, 'Longest time a failing receiver is put aside before it is tried again.'),
  gzip: key(flag, false, 'Compress bodies: saves network, costs CPU on this host.'),
  token: secret(key(text, '', 'Bearer token shown to the receivers.', env.text('OFFRAMP_OFFLOAD_TOKEN'))),
});

export const pluginSpool = section('plugin.spool', 'Batches on disk while no receiver takes them.', {
  after: key(duration, 2_000, 'A batch that no receiver has taken for this long goes to disk, and is acknowledged.'),
  max_size: key(size, 2 ** 30, 'Bytes on disk at most; then shippers wait for their acknowledgement.'),
  max_age: key(
    duration,
    7 * 86_400_000,
    'With a batch older than this on disk nothing more is taken; nothing is ever deleted. 0: no such bound.',
  ),
  in_flight: key(z.int().min(1).max(1000), 4, 'Batches of the spool on their way to receivers at once.'),
  sync: key(
    z.enum(['always', 'os']),
    'always',
    '`always`: acknowledged after fsync; `os`: survives this process and not a power cut.',
  ),
});

export const route = section('plugin.route', 'Which tag becomes which source. The first matching route wins.', {
  tag: key(text, '**', 'Tag pattern: `*` matches one part, `**` any number of parts, `{a,b}` either.'),
  source: key(text, '', 'Source (the point’s name); `$tag` and `$tag[1]` are replaced; empty: the tag.'),
  service: key(text, '', 'Tag `service`; empty: the source.'),
  script: key(text, '', 'Script by name, instead of the choice by source; `-`: none.'),
  tags: key(textMap, {}, 'Tags added to every record that has no such key.'),
  message_keys: key(texts, ['message', 'log', 'msg', 'MESSAGE'], 'Record keys tried for the text, in this order.'),
});
