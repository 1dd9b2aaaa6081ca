// Wires the plugin: ways in -> selection -> receivers, or the workers of this host.

import { hostname } from 'node:os';
import { join } from 'node:path';
import { parseListen } from '../core/config/listen.js';
import type { Config } from '../core/config/load.js';
import { Lifetime } from '../core/flow/lifetime.js';
import { createLogger, type Logger } from '../core/log/logger.js';
import { readConfigFile } from '../core/store/config-file.js';
import { LevelStore } from '../core/store/level-store.js';
import { Spool } from '../core/store/spool.js';
import { VERSION } from '../core/version.js';
import { Processing } from '../core/workers/processing.js';
import { AdminServer } from './admin.js';
import { forwardOptions } from './inputs/forward/from-config.js';
import { ForwardInput } from './inputs/forward/server.js';
import { PluginMetrics } from './metrics.js';
import { Balancer } from './offload/balancer.js';
import { Batcher } from './offload/batcher.js';
import { Dispatcher } from './offload/dispatcher.js';
import { ReceiverClient } from './offload/receiver-client.js';
import { SpoolLane } from './offload/spool-lane.js';
import { Intake } from './select/intake.js';
import { WorkerLane } from './select/local-lane.js';
import { TagRouter } from './select/routes.js';

const FIRST_PAUSE_MS = 250;

/** @returns the exit code, after a signal ended the program */
export async function runPlugin(configPath: string | undefined): Promise<number> {
  const { config, ignored } = await readConfigFile(configPath, process.env);
  const log = createLogger({ program: 'plugin', level: config.offramp.log_level, json: config.offramp.log_json });
  if (ignored.length > 0) log.info('these keys do not concern offload and are not used', { keys: ignored.join(', ') });
  const lifetime = new Lifetime(config.offramp.drain_timeout, log);
  try {
    await startPlugin(config, lifetime, log);
    return await lifetime.untilSignal();
  } finally {
    await lifetime.end();
  }
}

async function startPlugin(config: Config, lifetime: Lifetime, log: Logger): Promise<void> {
  const host = config.offramp.hostname === '' ? hostname() : config.offramp.hostname;
  const metrics = new PluginMetrics(config.offload.receiver);
  const processing = new Processing({ config, version: VERSION, hostname: host, observer: metrics, log });
  await processing.start();
  lifetime.own({ name: 'processing', drain: (signal) => processing.drain(signal), stop: () => processing.stop() });

  const isStateful = (script: string): boolean => processing.scripts.isStateful('logging', script);
  const local = new WorkerLane(processing.desk, metrics, isStateful, log);
  lifetime.own({ name: 'local lane', drain: (signal) => local.drain(signal), stop: () => local.stop() });

  const { dispatcher, batcher, spool } = await startOffload(config, processing, metrics, lifetime, log);
  metrics.gauge(
    'offramp_plugin_batches_held',
    'Batches waiting for a receiver or on their way.',
    () => dispatcher.held,
  );
  metrics.gauge(
    'offramp_plugin_memory_records',
    'Accepted records without an owner; their shippers are not acknowledged.',
    () => batcher.recordsHeld + dispatcher.recordsHeld + local.recordsHeld,
  );
  metrics.gauge(
    'offramp_plugin_spool_records',
    'Accepted records that are in the spool.',
    () => spool?.recordsHeld ?? 0,
  );
  const intake = new Intake({
    router: new TagRouter(config.routes),
    rules: () => processing.scripts.rules,
    ready: processing.ready,
    canOffload: config.offload.addresses.length > 0,
    writeAhead: config.forward.write_ahead,
    batcher,
    local,
    unreadable: { put: (bytes, reason) => processing.refusals.putUnreadable(bytes, reason) },
    observer: metrics,
    host,
  });
  await startAdmin(config, metrics, () => processing.isReady, lifetime);
  await startInputs(config, host, intake, metrics, lifetime, log);
}

async function startOffload(
  config: Config,
  processing: Processing,
  metrics: PluginMetrics,
  lifetime: Lifetime,
  log: Logger,
) {
  const { batching, offload } = config;
  const spool = offload.addresses.length === 0 ? undefined : await startSpool(config, metrics, lifetime, log);
  const clients = offload.addresses.map(
    (address) =>
      new ReceiverClient({
        address,
        kind: offload.receiver,
        timeoutMs: batching.request_timeout,
        connections: batching.in_flight,
        token: batching.token,
        gzip: batching.gzip,
      }),
  );
  const balancer = new Balancer(
    clients.map((client) => client.address),
    { inFlight: batching.in_flight, firstPauseMs: FIRST_PAUSE_MS, maxPauseMs: batching.max_pause },
  );
  const dispatcher = new Dispatcher({
    balancer,
    senders: clients,
    refused: {
      put: (batch, reason) =>
        processing.refusals.putPoints('logging', batch.body, batch.records, 'receiver-refused', reason),
    },
    observer: metrics,
    ...(spool === undefined ? {} : { overflow: spool, overflowAfterMs: config.spool.after }),
    log,
  });
  spool?.start(dispatcher);
  const batcher = new Batcher(
    { records: batching.batch_records, bytes: batching.batch_bytes, lingerMs: batching.linger },
    dispatcher,
  );
  lifetime.own({
    name: 'offload',
    drain: async (signal) => {
      spool?.quiesce();
      batcher.flush();
      await dispatcher.drain(signal);
    },
    stop: async () => {
      await dispatcher.stop();
      await Promise.all(clients.map((client) => client.destroy()));
    },
  });
  return { dispatcher, batcher, spool };
}

async function startSpool(config: Config, metrics: PluginMetrics, lifetime: Lifetime, log: Logger): Promise<SpoolLane> {
  const { max_size: maxBytes, max_age: maxAgeMs, in_flight: concurrency, sync } = config.spool;
  const store = new LevelStore({
    folder: join(config.offramp.data_dir, 'spool'),
    limits: { maxBytes },
    sync,
    onNotice: (notice) => log.warn(notice),
  });
  await store.start();
  lifetime.own({ name: 'spool store', stop: () => store.stop() });
  metrics.gauge('offramp_plugin_spool_batches', 'Batches in the spool.', () => store.stats().records);
  metrics.gauge('offramp_plugin_spool_bytes', 'Bytes in the spool.', () => store.stats().bytes);
  metrics.gauge('offramp_plugin_spool_oldest_seconds', 'Age of the oldest batch in the spool.', () => {
    const { oldestMs } = store.stats();
    return oldestMs === undefined ? 0 : (Date.now() - oldestMs) / 1000;
  });
  const spool = new SpoolLane({ spool: new Spool(store), observer: metrics, concurrency, maxAgeMs, log });
  lifetime.own({ name: 'spool', stop: () => spool.stop() });
  return spool;
}

async function startAdmin(
  config: Config,
  metrics: PluginMetrics,
  isReady: () => boolean,
  lifetime: Lifetime,
): Promise<void> {
  if (config.plugin.metrics_listen === '') return;
  const { host, port } = parseListen(config.plugin.metrics_listen, 'plugin.metrics_listen');
  const admin = new AdminServer(metrics.registry, host, port, isReady);
  process.stdout.write(`metrics listening on ${await admin.start()}\n`);
  lifetime.own({ name: 'metrics', stop: () => admin.stop() });
}

async function startInputs(
  config: Config,
  host: string,
  intake: Intake,
  metrics: PluginMetrics,
  lifetime: Lifetime,
  log: Logger,
): Promise<void> {
  if (config.forward.listen !== '') {
    const forward = new ForwardInput({ ...forwardOptions(config.forward, host), sink: intake, log });
    watchForward(forward, metrics);
    await forward.start();
    process.stdout.write(`forward listening on ${forward.address}\n`);
    lifetime.own({ name: 'forward', drain: (signal) => forward.drain(signal), stop: () => forward.stop() });
  }
}

function watchForward(forward: ForwardInput, metrics: PluginMetrics): void {
  const { stats } = forward;
  metrics.gauge('offramp_plugin_forward_connections', 'Open connections.', () => stats.connections);
  metrics.gauge('offramp_plugin_forward_buffered_bytes', 'Bytes that wait for an owner.', () => forward.bufferedBytes);
  const total = (name: string, help: string, read: () => number): void =>
    metrics.total(`offramp_plugin_forward_${name}_total`, help, read);
  total('bytes', 'Bytes read.', () => stats.bytes);
  total('messages', 'Messages read.', () => stats.messages);
  total('ignored_messages', 'Messages with metrics or traces, acknowledged and not used.', () => stats.ignored);
  total('unreadable_messages', 'Messages that are not of the forward protocol.', () => stats.unreadable);
  total('failed_connections', 'Connections closed because of what came, or without an owner.', () => stats.failed);
  total('rejected_handshakes', 'Handshakes with a wrong key, user or password.', () => stats.rejected);
  total('turned_away_connections', 'Connections beyond the limit.', () => stats.turnedAway);
}
