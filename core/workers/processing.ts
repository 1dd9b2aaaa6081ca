// Everything between a body and DataWay, assembled: workers with the scripts in service, the pull of remote scripts,
// and the outbox. The receiver puts HTTP in front of it; the plugin uses it for records it runs itself.

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config/load.js';
import { JournalOutbox } from '../dataway/journal-outbox.js';
import type { OutboxObserver } from '../dataway/outbox.js';
import { PushClient } from '../dataway/push.js';
import { parseDatawayUrls } from '../dataway/url.js';
import { datawayUserAgent } from '../dataway/user-agent.js';
import { ConfigError } from '../errors.js';
import type { Logger } from '../log/logger.js';
import { isCategory } from '../point/category.js';
import type { ByCategory } from '../scripts/catalog.js';
import { Journal } from '../store/journal.js';
import { DeadLetter } from '../store/dead-letter.js';
import { LevelStore } from '../store/level-store.js';
import { BatchDesk, type DeskObserver } from './batch-desk.js';
import { WorkerPool } from './pool.js';
import { Refusals } from './refusals.js';
import { ScriptData } from './script-data.js';
import { ScriptService } from './script-service.js';
import { Sources } from './sources.js';

export interface ProcessingOptions {
  readonly config: Config;
  readonly version: string;
  readonly hostname: string;
  readonly observer: DeskObserver & OutboxObserver;
  readonly log: Logger;
}

/** Packages pushed to DataWay at once. */
const PUSHES = 16;
/** How long an answer waits for DataWay once the batch is in the journal. */
const ANSWER_WITHIN_MS = 2_000;
const SILENCE_MS = 2_000;
const WORKER_HEAP_MB = 1_024;

export class Processing {
  readonly scripts: ScriptService;
  readonly desk: BatchDesk;
  readonly pool: WorkerPool;
  readonly refusals: Refusals;
  readonly outbox: JournalOutbox;
  private readonly letters: LevelStore;
  private readonly journalStore: LevelStore;
  private readonly options: ProcessingOptions;
  private readonly push: PushClient;
  private readonly data: ScriptData;
  private readonly sources: Sources;
  /** Settled once the first set of scripts is in service. */
  readonly ready: Promise<void>;
  private becameReady!: () => void;
  private readyNow = false;

  constructor(options: ProcessingOptions) {
    const { config, observer, log } = options;
    this.options = options;
    this.ready = new Promise((resolve) => (this.becameReady = resolve));
    const urls = parseDatawayUrls(config.dataway.urls, 'dataway.urls');
    if (urls.length === 0) {
      throw new ConfigError('dataway.urls', 'is empty; name the DataWay that takes the points', {
        hint: 'urls = ["https://openway.example.com?token=tkn_..."], or ENV_DATAWAY',
      });
    }
    const agent = datawayUserAgent(options.version, {
      platform: process.platform,
      arch: process.arch,
      hostname: options.hostname,
    });
    const connection = {
      timeoutMs: config.dataway.timeout_v2,
      idleTimeoutMs: config.dataway.idle_timeout,
      tlsInsecure: config.dataway.tls_insecure,
      proxy: config.dataway.http_proxy,
    };
    const connections = Math.max(1, config.dataway.max_idle_conns_per_host);
    this.push = new PushClient({ urls, userAgent: agent, ...connection, connections });
    this.pool = new WorkerPool({
      workers: workerCount(config.offramp.workers),
      settings: {
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        maxRawBodySize: config.dataway.max_raw_body_size,
        maxDecompressedSize: config.receiver.max_decompressed_size,
        gzip: config.dataway.gzip,
        stepsPerRecord: config.offramp.max_record_steps,
        msPerRecord: config.offramp.max_record_time,
        http: {
          disabled: config.pipeline.disable_http_request_func,
          hosts: config.pipeline.http_request_host_whitelist,
          cidrs: config.pipeline.http_request_cidr_whiltelist,
          refusePrivate: config.pipeline.http_request_disable_internal_net,
        },
      },
      maxBytes: config.receiver.max_in_flight,
      silenceMs: SILENCE_MS,
      maxOldGenerationMb: WORKER_HEAP_MB,
      onEmitted: (packages) => this.desk.emit(packages),
      log,
    });
    this.data = new ScriptData(config, this.pool, log);
    this.scripts = new ScriptService(this.pool, defaultsOf(config), log);
    this.sources = new Sources({
      config,
      urls,
      userAgent: agent,
      connection,
      scripts: this.scripts,
      workers: this.pool,
      onRemote: () => this.setReady(),
      log,
    });
    const onNotice = (notice: string): void => log.warn(notice);
    this.letters = new LevelStore({ folder: join(config.offramp.data_dir, 'dead-letter'), onNotice });
    this.refusals = new Refusals(new DeadLetter(this.letters));
    this.journalStore = new LevelStore({ folder: join(config.offramp.data_dir, 'journal'), onNotice });
    this.outbox = new JournalOutbox({
      journal: new Journal(this.journalStore),
      push: this.push,
      refused: this.refusals,
      observer,
      concurrency: PUSHES,
      answerWithinMs: ANSWER_WITHIN_MS,
      retryDelayMs: config.dataway.retry_delay,
      log,
    });
    this.desk = new BatchDesk(this.pool, this.outbox, this.refusals, observer);
  }

  /** Version of the remote scripts in force; '' while there are none, or when they come from a folder. */
  get remoteVersion(): string {
    return this.sources.remoteVersion;
  }

  /** Pulls the remote scripts now, without waiting for the next turn. */
  async refresh(): Promise<void> {
    await this.sources.refresh();
  }

  /** True once the first set of scripts is in service. */
  get isReady(): boolean {
    return this.readyNow;
  }

  async start(): Promise<void> {
    await this.letters.start();
    await this.journalStore.start();
    this.push.start();
    this.outbox.start();
    this.pool.start();
    await this.data.start();
    await this.sources.start();
  }

  /** Packages that are durable here and not yet everywhere they belong. */
  get journalled(): number {
    return this.journalStore.stats().records;
  }

  async drain(signal: AbortSignal): Promise<void> {
    await this.pool.drain(signal);
    await this.outbox.drain(signal);
  }

  async stop(): Promise<void> {
    await this.data.stop();
    await this.sources.stop();
    await this.pool.stop();
    await this.desk.stop();
    await this.outbox.stop();
    await this.push.stop();
    await this.journalStore.stop();
    await this.letters.stop();
  }

  private setReady(): void {
    this.readyNow = true;
    this.becameReady();
  }
}

function defaultsOf(config: Config): ByCategory<string> {
  return Object.fromEntries(
    Object.entries(config.pipeline.default_pipeline).filter(([category]) => isCategory(category)),
  );
}

/** One per CPU this process may use, unless a number is set. */
function workerCount(configured: number): number {
  return configured > 0 ? configured : Math.max(1, availableParallelism());
}
