// Tables that only Offramp's own files have: [offramp] marks such a file.

import { z } from 'zod';
import { count, duration, env, flag, key, secret, section, size, text, texts } from '../key.js';

export const offramp = section('offramp', 'Marks the file as Offramp’s own; what both programs share.', {
  hostname: key(
    text,
    '',
    'Name of this host, used as the `host` tag; empty: the system’s.',
    env.text('ENV_HOSTNAME'),
    env.text('ENV_K8S_NODE_NAME'),
  ),
  data_dir: key(
    text,
    '/var/lib/offramp',
    'Folder for what must survive a restart: dead letter, spool, journal, pulled scripts.',
    env.text('OFFRAMP_DATA_DIR'),
  ),
  log_level: key(
    z.enum(['debug', 'info', 'warn', 'error']),
    'info',
    'Least important level that is logged.',
    env.text('ENV_LOG_LEVEL'),
  ),
  log_json: key(flag, false, 'Log one JSON object per line.', env.boolean('OFFRAMP_LOG_JSON')),
  workers: key(count, 0, 'Worker threads that run scripts; 0: one per usable CPU.', env.number('OFFRAMP_WORKERS')),
  scripts_dir: key(text, '', 'Folder of this host’s own scripts (namespace default).', env.text('OFFRAMP_SCRIPTS_DIR')),
  gitrepo_scripts_dir: key(
    text,
    '',
    'Folder of scripts kept up to date by git (namespace gitrepo).',
    env.text('OFFRAMP_GITREPO_SCRIPTS_DIR'),
  ),
  confd_scripts_dir: key(
    text,
    '',
    'Folder of scripts written by confd (namespace confd).',
    env.text('OFFRAMP_CONFD_SCRIPTS_DIR'),
  ),
  scripts_poll_interval: key(
    duration,
    2_000,
    'How often script folders are looked at for changes; 0: only at start.',
    env.text('OFFRAMP_SCRIPTS_POLL_INTERVAL'),
  ),
  patterns_dir: key(
    text,
    '',
    'Folder of grok patterns beside the built-in ones: files of one `NAME regex` per line.',
    env.text('OFFRAMP_PATTERNS_DIR'),
  ),
  remote_scripts_dir: key(
    text,
    '',
    'Folder whose scripts count as remote, instead of pulling them from DataWay.',
    env.text('OFFRAMP_REMOTE_SCRIPTS_DIR'),
  ),
  max_record_time: key(
    duration,
    1_000,
    'A script that runs longer on one record ends with a run error.',
    env.text('OFFRAMP_MAX_RECORD_TIME'),
  ),
  max_record_steps: key(
    count,
    10_000_000,
    'Loop turns and calls a script may use on one record.',
    env.number('OFFRAMP_MAX_RECORD_STEPS'),
  ),
  drain_timeout: key(
    duration,
    10_000,
    'How long SIGTERM may take to finish accepted work.',
    env.text('OFFRAMP_DRAIN_TIMEOUT'),
  ),
});

export const receiver = section('receiver', 'The receiver’s own settings.', {
  tokens: secret(
    key(
      texts,
      [],
      'Bearer tokens a sender may show; several for rotation; empty: none is asked for.',
      env.list('OFFRAMP_RECEIVER_TOKENS'),
    ),
  ),
  allow_anonymous: key(
    texts,
    [],
    'Networks (CIDR) that need no token, for senders that cannot send one.',
    env.list('OFFRAMP_RECEIVER_ALLOW_ANONYMOUS'),
  ),
  max_body_size: key(size, 32 * 2 ** 20, 'Largest request body.', env.text('OFFRAMP_MAX_BODY_SIZE')),
  max_decompressed_size: key(
    size,
    64 * 2 ** 20,
    'Largest body after decompression.',
    env.text('OFFRAMP_MAX_DECOMPRESSED_SIZE'),
  ),
  max_in_flight: key(
    size,
    256 * 2 ** 20,
    'Bytes of request bodies held at once; above it requests are answered 503.',
    env.text('OFFRAMP_MAX_IN_FLIGHT'),
  ),
});
