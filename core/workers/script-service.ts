// Keeps the scripts of a program in service: takes new versions of a namespace, compiles them on every worker, and
// only then lets the selection see them. Loads are done one after the other, so a generation is never half in service.

import type { Logger } from '../log/logger.js';
import type { ByCategory, Catalog, Namespace, ScriptTexts } from '../scripts/catalog.js';
import { EMPTY_CATALOG, withNamespace } from '../scripts/catalog.js';
import type { SelectionRules, ServiceIndex } from '../scripts/select.js';
import type { Category } from '../point/category.js';
import type { LoadReport } from './messages.js';

export interface CatalogLoader {
  load(catalog: Catalog): Promise<LoadReport>;
}

/** What the central site sent; parts that did not change are undefined. */
export interface RemoteUpdate {
  readonly scripts: ByCategory<ScriptTexts> | undefined;
  readonly defaults: ByCategory<string> | undefined;
  readonly relation: ByCategory<Readonly<Record<string, string>>> | undefined;
}

export class ScriptService {
  private readonly loader: CatalogLoader;
  private readonly log: Logger;
  /** Defaults from the local configuration win over the site's. */
  private readonly localDefaults: ByCategory<string>;
  private catalog: Catalog = EMPTY_CATALOG;
  private current: SelectionRules = { index: {}, relation: {}, defaults: {} };
  private currentStateful: ReadonlySet<string> = new Set();
  private loading: Promise<void> = Promise.resolve();

  constructor(loader: CatalogLoader, localDefaults: ByCategory<string>, log: Logger) {
    this.loader = loader;
    this.localDefaults = localDefaults;
    this.log = log;
  }

  /** What selectScript needs; a new object for every generation. */
  get rules(): SelectionRules {
    return this.current;
  }

  isStateful(category: Category, script: string): boolean {
    return this.currentStateful.has(`${category}/${script}`);
  }

  /** Replaces a folder's namespace as a whole. */
  async replace(namespace: Namespace, scripts: ByCategory<ScriptTexts>): Promise<void> {
    await this.change((catalog) => withNamespace(catalog, namespace, scripts));
  }

  /** Compiles what is in service anew: something it is compiled with has changed. */
  async recompile(): Promise<void> {
    await this.change((catalog) => catalog);
  }

  async applyRemote(update: RemoteUpdate): Promise<void> {
    await this.change((catalog) => ({
      ...(update.scripts === undefined ? catalog : withNamespace(catalog, 'remote', update.scripts)),
      relation: update.relation ?? catalog.relation,
      defaults: update.defaults === undefined ? catalog.defaults : { ...update.defaults, ...this.localDefaults },
    }));
  }

  private change(edit: (catalog: Catalog) => Catalog): Promise<void> {
    const work = this.loading.then(async () => {
      this.catalog = edit({ ...this.catalog, defaults: { ...this.catalog.defaults, ...this.localDefaults } });
      this.inService(await this.loader.load(this.catalog));
    });
    this.loading = work.catch(() => undefined); // the caller hears of the failure; the next load starts afresh
    return work;
  }

  private inService(report: LoadReport): void {
    for (const error of report.errors) {
      this.log.error('a script does not compile and is not in service', {
        script: `${error.namespace}/${error.category}/${error.name}`,
        reason: error.message,
      });
    }
    const index: ServiceIndex = Object.fromEntries(
      Object.entries(report.inService).map(([category, scripts]) => [category, new Map(scripts)]),
    );
    this.current = { index, relation: this.catalog.relation, defaults: this.catalog.defaults };
    this.currentStateful = new Set(report.stateful.map(([category, name]) => `${category}/${name}`));
    this.log.info('scripts are in service', {
      generation: report.generation,
      scripts: countScripts(index),
      errors: report.errors.length,
    });
  }
}

function countScripts(index: ServiceIndex): number {
  return Object.values(index).reduce((n, scripts) => n + scripts.size, 0);
}
