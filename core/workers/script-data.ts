// What scripts ask besides their record: the IP database, read at start, and the reference tables, pulled. Both are given
// to the workers; what is wrong with them is logged and leaves what was there.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Config } from '../config/load.js';
import { MemoryReferTables } from '../builtins/state/memory-refer-tables.js';
import { decodeReferTables } from '../builtins/state/refer-table.js';
import { ReferTablePull } from '../dataway/refer-table-pull.js';
import type { Logger } from '../log/logger.js';
import { readIfExists, writeAtomic } from '../store/atomic-file.js';
import { readIpDatabase } from '../store/ip-database-files.js';
import type { WorkerPool } from './pool.js';

export class ScriptData {
  private readonly config: Config;
  private readonly pool: Pick<WorkerPool, 'setIpDatabase' | 'setReferTables'>;
  private readonly log: Logger;
  private readonly pull: ReferTablePull | undefined;

  constructor(config: Config, pool: ScriptData['pool'], log: Logger) {
    const { refer_table_url: url, refer_table_pull_interval: intervalMs } = config.pipeline;
    this.config = config;
    this.pool = pool;
    this.log = log;
    this.pull = url === '' ? undefined : new ReferTablePull({ url, intervalMs, log });
  }

  /** The workers have the IP database afterwards; the tables follow when they have been pulled. */
  async start(): Promise<void> {
    const { ipdb_type: type, ipdb_attr: attributes } = this.config.pipeline;
    const dataDir = this.config.offramp.data_dir;
    this.pool.setIpDatabase(
      await readIpDatabase({ type, dataDir, attributes, warn: (message) => this.log.info(message) }),
    );
    await this.loadCopy();
    this.pull?.start(async (json) => {
      this.take(json);
      await this.saveCopy(json);
    });
  }

  async stop(): Promise<void> {
    await this.pull?.stop();
  }

  /** The last good download of this URL: what a start uses while the server is down. */
  private get copyFile(): string {
    const hash = createHash('sha256').update(this.config.pipeline.refer_table_url).digest('hex').slice(0, 16);
    return join(this.config.offramp.data_dir, `refer-tables-${hash}.json`);
  }

  private async loadCopy(): Promise<void> {
    if (this.pull === undefined) return;
    try {
      const bytes = await readIfExists(this.copyFile);
      if (bytes !== undefined) this.take(bytes.toString('utf8'));
    } catch (error) {
      this.log.warn('the disk copy of the reference tables is not used', { reason: String(error) });
    }
  }

  private async saveCopy(json: string): Promise<void> {
    await writeAtomic(this.copyFile, json).catch((error: unknown) => {
      this.log.warn('the disk copy of the reference tables could not be written', { reason: String(error) });
    });
  }

  private take(json: string): void {
    const tables = decodeReferTables(json);
    const comparison = this.config.pipeline.use_sqlite ? 'sqlite' : 'exact';
    // Tried here first: a cell that does not convert refuses the download before any worker has it.
    if (comparison === 'exact') new MemoryReferTables().replaceAll(tables);
    this.pool.setReferTables({ tables, comparison });
    this.log.info('reference tables are in service', { tables: tables.map((table) => table.name).join(', ') });
  }
}
