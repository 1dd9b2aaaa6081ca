// Tables an existing datakit.conf has and that concern offload; they work unchanged. Names, defaults and environment
// variables: wire.md section 13 of the reference notes. Keys that would have no effect here are not listed: a datakit.conf
// that has them is told so.

import { z } from 'zod';
import { count, duration, env, flag, httpUrl, key, section, size, text, textMap, texts } from '../key.js';

export const pipeline = section('pipeline', 'Scripts and what they may reach.', {
  remote_pull_interval: key(duration, 60_000, 'How often remote scripts are asked for (10 s at least).'),
  refer_table_url: key(
    z.union([z.literal(''), httpUrl]),
    '',
    'Where reference tables are downloaded from; empty: none.',
    env.text('ENV_REFER_TABLE_URL'),
  ),
  refer_table_pull_interval: key(
    duration,
    300_000,
    'How often reference tables are downloaded (1 s at least).',
    env.text('ENV_REFER_TABLE_PULL_INTERVAL'),
  ),
  use_sqlite: key(
    flag,
    false,
    'Compare cells of reference tables as SQLite does; tables stay in memory.',
    env.present('ENV_REFER_TABLE_USE_SQLITE'),
  ),
  sqlite_mem_mode: key(
    flag,
    false,
    'Accepted: tables are in memory in any case.',
    env.present('ENV_REFER_TABLE_SQLITE_MEM_MODE'),
  ),
  default_pipeline: key(
    textMap,
    {},
    'Script of a category for records that have none: category = "script.p".',
    env.json('ENV_PIPELINE_DEFAULT_PIPELINE'),
  ),
  disable_http_request_func: key(
    flag,
    false,
    'Switches http_request() off.',
    env.boolean('ENV_PIPELINE_DISABLE_HTTP_REQUEST_FUNC'),
  ),
  ipdb_type: key(
    text,
    'iploc',
    'Kind of the IP database that geoip() asks: iploc or geolite2; its files are looked for in <data_dir>/ipdb/<kind>.',
    env.text('ENV_IPDB'),
  ),
  ipdb_attr: key(textMap, {}, 'Names of its files: iploc_file, isp_file, geoip_file.'),
  http_request_host_whitelist: key(
    texts,
    [],
    'Hosts http_request() may call; empty: all that are not private.',
    env.json('ENV_PIPELINE_HTTP_REQUEST_HOST_WHITELIST'),
  ),
  http_request_cidr_whiltelist: key(
    texts,
    [],
    'Networks http_request() may call (the spelling is the reference’s).',
    env.json('ENV_PIPELINE_HTTP_REQUEST_CIDR_WHITELIST'),
  ),
  http_request_disable_internal_net: key(
    flag,
    true,
    'Refuses private networks to http_request().',
    env.boolean('ENV_PIPELINE_HTTP_REQUEST_DISABLE_INTERNAL_NET'),
  ),
});

export const offload = section('pipeline.offload', 'Where records with a remote script are sent.', {
  receiver: key(
    z.enum(['datakit-http', 'ploffload']),
    'datakit-http',
    'Protocol of the receivers.',
    env.text('ENV_PIPELINE_OFFLOAD_RECEIVER'),
  ),
  addresses: key(
    z.array(httpUrl),
    [],
    'Receivers, for example "http://10.0.0.5:9529".',
    env.list('ENV_PIPELINE_OFFLOAD_ADDRESSES'),
  ),
});

export const httpApi = section('http_api', 'The receiver’s HTTP server.', {
  listen: key(text, 'localhost:9529', 'Address and port.', env.text('ENV_HTTP_LISTEN')),
  public_apis: key(
    texts,
    [],
    'Paths open to other hosts that are for this host only by default (`/metrics`, `/v1/pipeline/debug`).',
    env.list('ENV_HTTP_PUBLIC_APIS'),
  ),
  timeout: key(duration, 30_000, 'A request must be complete and answered by then.', env.text('ENV_HTTP_TIMEOUT')),
});

export const dataway = section('dataway', 'The central ingest.', {
  urls: key(
    z.array(httpUrl),
    [],
    'DataWay with its token: "https://host?token=tkn_...". Every one of several gets every point.',
    env.list('ENV_DATAWAY'),
  ),
  timeout_v2: key(
    duration,
    30_000,
    'A push that has not been answered by then has failed.',
    env.text('ENV_DATAWAY_TIMEOUT'),
  ),
  retry_delay: key(
    duration,
    1000,
    'First pause before a push is tried again; it doubles.',
    env.text('ENV_DATAWAY_RETRY_DELAY'),
  ),
  http_proxy: key(
    z.union([z.literal(''), httpUrl]),
    '',
    'HTTP proxy on the way to DataWay.',
    env.text('ENV_DATAWAY_HTTP_PROXY'),
  ),
  gzip: key(flag, true, 'Compress bodies.', env.absent('ENV_DATAWAY_DISABLE_GZIP')),
  max_raw_body_size: key(
    size,
    1_048_576,
    'Largest body before compression.',
    env.number('ENV_DATAWAY_MAX_RAW_BODY_SIZE'),
  ),
  tls_insecure: key(flag, false, 'Do not verify DataWay’s certificate.', env.present('ENV_DATAWAY_TLS_INSECURE')),
  idle_timeout: key(duration, 90_000, 'Idle connections are closed after this.', env.text('ENV_DATAWAY_IDLE_TIMEOUT')),
  max_idle_conns_per_host: key(
    count,
    64,
    'Connections kept per host.',
    env.number('ENV_DATAWAY_MAX_IDLE_CONNS_PER_HOST'),
  ),
});

export const io = section('io', 'What happens to points on their way to DataWay.', {
  filters: key(
    z.record(z.string(), z.array(text)),
    {},
    "Blacklist of this host, category = [\"{ source = 'x' and level in ['debug'] }\"]; with it none is pulled from DataWay.",
    env.json('ENV_IO_FILTERS'),
  ),
});

export const ploffload = section('inputs.ploffload', 'The ploffload endpoint; it is always open here.', {
  storage: key(
    z.unknown(),
    undefined,
    'The reference’s disk queue. The journal takes its place; the table is accepted and not used.',
  ),
});
