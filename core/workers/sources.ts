// What a program reads besides records, and keeps up to date while it runs: scripts of folders and of the central site,
// the blacklist, grok patterns. Every source is on its own: one that fails keeps its last good state and delays no other.

import { join } from 'node:path';
import type { Config } from '../config/load.js';
import type { ConnectionOptions } from '../dataway/connect.js';
import { FilterPull } from '../dataway/filter-pull.js';
import { PullClient } from '../dataway/pull.js';
import type { RemoteSet } from '../dataway/remote-set.js';
import type { DatawayUrl } from '../dataway/url.js';
import type { Logger } from '../log/logger.js';
import type { Category } from '../point/category.js';
import type { ByCategory, Namespace, ScriptTexts } from '../scripts/catalog.js';
import { FolderWatch } from '../store/folder-watch.js';
import { readPatternFolder } from '../store/pattern-folder.js';
import { readScriptFolder } from '../store/script-folder.js';
import type { WorkerPool } from './pool.js';
import type { ScriptService } from './script-service.js';

export interface SourcesOptions {
  readonly config: Config;
  readonly urls: readonly DatawayUrl[];
  readonly userAgent: string;
  readonly connection: ConnectionOptions;
  readonly scripts: ScriptService;
  readonly workers: Pick<WorkerPool, 'setFilters' | 'setPatterns'>;
  /** Remote scripts are in service, whichever they are; called again with every later version. */
  readonly onRemote: () => void;
  readonly log: Logger;
}

interface Source {
  stop(): Promise<void>;
}

export class Sources {
  private readonly options: SourcesOptions;
  private readonly running: Source[] = [];
  private pull: PullClient | undefined;

  constructor(options: SourcesOptions) {
    this.options = options;
  }

  /** Version (hash) of the remote scripts in force; '' while there are none. */
  get remoteVersion(): string {
    return this.pull?.status.set?.version ?? '';
  }

  /** Reads what is on this host, then begins to pull. Does not wait for any server. */
  async start(): Promise<void> {
    await this.startFilters();
    await this.startFolders();
    await this.startPull();
  }

  /** Pulls the remote scripts now; resolves when the answer is in service or has failed. */
  async refresh(): Promise<void> {
    await this.pull?.refresh();
  }

  async stop(): Promise<void> {
    await Promise.all(this.running.splice(0).map((source) => source.stop()));
  }

  private async startFilters(): Promise<void> {
    const { config, urls, userAgent, connection, workers, log } = this.options;
    if (Object.keys(config.io.filters).length > 0) {
      workers.setFilters(config.io.filters);
    } else if (urls[0] !== undefined) {
      const copyFile = join(config.offramp.data_dir, 'filters.json');
      const pull = new FilterPull({ url: urls[0], userAgent, copyFile, log, ...connection });
      this.running.push(pull);
      await pull.start((filters) => workers.setFilters(filters));
    }
  }

  private async startFolders(): Promise<void> {
    const { offramp } = this.options.config;
    const folders: readonly (readonly [Namespace, string])[] = [
      ['default', offramp.scripts_dir],
      ['gitrepo', offramp.gitrepo_scripts_dir],
      ['confd', offramp.confd_scripts_dir],
      ['remote', offramp.remote_scripts_dir],
    ];
    if (offramp.patterns_dir !== '') await this.watch(offramp.patterns_dir, '', () => this.readPatterns());
    for (const [namespace, folder] of folders) {
      if (folder !== '') await this.watch(folder, '.p', () => this.readScripts(namespace, folder));
    }
  }

  private async startPull(): Promise<void> {
    const { config, urls, userAgent, connection, log } = this.options;
    if (config.offramp.remote_scripts_dir !== '') return;
    this.pull = new PullClient({
      urls,
      userAgent,
      log,
      intervalMs: config.pipeline.remote_pull_interval,
      copyFile: join(config.offramp.data_dir, 'remote-scripts.json'),
      ...connection,
    });
    this.running.push(this.pull);
    await this.pull.start((set) => this.applyRemote(set));
  }

  /** Reads a folder now and whenever it has changed. */
  private async watch(folder: string, ending: string, read: () => Promise<void>): Promise<void> {
    const { config, log } = this.options;
    const intervalMs = config.offramp.scripts_poll_interval;
    const watch = new FolderWatch({ folder, ending, intervalMs, onChange: read, log });
    this.running.push(watch);
    await watch.start();
    await read();
  }

  private async readScripts(namespace: Namespace, folder: string): Promise<void> {
    const { scripts, problems } = await readScriptFolder(folder);
    for (const problem of problems) this.options.log.warn('a script is left out', { reason: problem });
    await this.options.scripts.replace(namespace, scripts);
    if (namespace === 'remote') this.options.onRemote();
  }

  private async readPatterns(): Promise<void> {
    const { texts, problems } = await readPatternFolder(this.options.config.offramp.patterns_dir);
    for (const problem of problems) this.options.log.warn('a file of grok patterns is left out', { reason: problem });
    this.options.workers.setPatterns(texts);
    await this.options.scripts.recompile();
  }

  private async applyRemote(set: RemoteSet): Promise<void> {
    await this.options.scripts.applyRemote({
      scripts: groupScripts(set),
      defaults: Object.fromEntries(set.defaults),
      relation: Object.fromEntries([...set.relation].map(([category, table]) => [category, Object.fromEntries(table)])),
    });
    this.options.onRemote();
  }
}

function groupScripts(set: RemoteSet): ByCategory<ScriptTexts> {
  const grouped: Partial<Record<Category, Record<string, string>>> = {};
  for (const { category, name, source } of set.scripts) (grouped[category] ??= {})[name] = source;
  return grouped;
}
