// Wires the receiver: processing behind, HTTP in front.

import { hostname } from 'node:os';
import { parseListen } from '../core/config/listen.js';
import { Lifetime } from '../core/flow/lifetime.js';
import type { Config } from '../core/config/load.js';
import { createLogger, type Logger } from '../core/log/logger.js';
import { readConfigFile } from '../core/store/config-file.js';
import { VERSION } from '../core/version.js';
import { Processing } from '../core/workers/processing.js';
import { ReceiverServer } from './http/server.js';
import { ReceiverMetrics } from './metrics.js';

/** @returns the exit code, after a signal ended the program */
export async function runReceiver(configPath: string | undefined): Promise<number> {
  const { config, ignored } = await readConfigFile(configPath, process.env);
  const log = createLogger({ program: 'receiver', level: config.offramp.log_level, json: config.offramp.log_json });
  if (ignored.length > 0) log.info('these keys do not concern offload and are not used', { keys: ignored.join(', ') });
  const lifetime = new Lifetime(config.offramp.drain_timeout, log);
  try {
    process.stdout.write(`receiver listening on ${await startReceiver(config, lifetime, log)}\n`);
    return await lifetime.untilSignal();
  } finally {
    await lifetime.end();
  }
}

/** @returns the URL it listens on; `lifetime` owns every part */
export async function startReceiver(config: Config, lifetime: Lifetime, log: Logger): Promise<string> {
  const host = config.offramp.hostname === '' ? hostname() : config.offramp.hostname;
  const metrics = new ReceiverMetrics();
  const processing = new Processing({ config, version: VERSION, hostname: host, observer: metrics, log });
  lifetime.own({ name: 'processing', drain: (signal) => processing.drain(signal), stop: () => processing.stop() });
  addGauges(metrics, processing);
  await processing.start();
  const address = parseListen(config.httpApi.listen, 'http_api.listen');
  const server = new ReceiverServer({
    host: address.host,
    port: address.port,
    timeoutMs: config.httpApi.timeout,
    maxBodySize: config.receiver.max_body_size,
    globalTags: Object.entries(config.globalHostTags),
    desk: processing.desk,
    debugger: processing.pool,
    publicPaths: config.httpApi.public_apis,
    isReady: () => processing.isReady,
    version: VERSION,
    hostname: host,
    metrics: metrics.registry,
    log,
  });
  const url = await server.start();
  lifetime.own({ name: 'http', drain: (signal) => server.drain(signal), stop: () => server.stop() });
  return url;
}

function addGauges(metrics: ReceiverMetrics, processing: Processing): void {
  const { pool } = processing;
  metrics.gauge('offramp_receiver_batches_held', 'Batches waiting or running.', () => pool.batchesHeld);
  metrics.gauge('offramp_receiver_bytes_held', 'Bytes of bodies waiting or running.', () => pool.bytesHeld);
  const journalled = 'Packages durable here and not yet at DataWay.';
  metrics.gauge('offramp_journal_packages', journalled, () => processing.journalled);
}
