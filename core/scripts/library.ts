// The compiled scripts of one catalog: every namespace and category as a set of its own, the winner per name, and what
// did not compile. A script whose new text is broken keeps its last good version in service.

import type { Category } from '../point/category.js';
import type { SignatureTable } from '../lang/check/signature.js';
import { formatDiagnostic } from '../lang/source/diagnostic.js';
import type { ByCategory, Catalog, Namespace, ScriptTexts } from './catalog.js';
import { NAMESPACES } from './catalog.js';
import { compileSet, type CompiledScript } from './script-set.js';
import type { SelectionRules } from './select.js';

export interface LoadedScript {
  readonly script: CompiledScript;
  readonly name: string;
  readonly namespace: Namespace;
  readonly category: Category;
}

export interface LibraryError {
  readonly category: Category;
  readonly namespace: Namespace;
  readonly name: string;
  readonly message: string;
}

/** Texts that compiled, by `namespace/category/name`. */
type GoodTexts = ReadonlyMap<string, string>;

export class ScriptLibrary {
  readonly rules: SelectionRules;
  readonly errors: readonly LibraryError[];
  readonly scripts: readonly LoadedScript[];
  private readonly byCategory: ByCategory<ReadonlyMap<string, LoadedScript>>;
  private readonly good: GoodTexts;

  private constructor(catalog: Catalog, builder: Builder) {
    this.byCategory = builder.winners;
    this.errors = builder.errors;
    this.good = builder.good;
    this.scripts = Object.values(builder.winners).flatMap((scripts) => [...scripts.values()]);
    const index = Object.fromEntries(
      Object.entries(builder.winners).map(([category, scripts]) => [
        category,
        new Map([...scripts].map(([name, loaded]) => [name, loaded.namespace])),
      ]),
    );
    this.rules = { index, relation: catalog.relation, defaults: catalog.defaults };
  }

  /** @param previous the library in service, whose texts stand in for broken new ones */
  static compile(catalog: Catalog, table: SignatureTable, previous?: ScriptLibrary): ScriptLibrary {
    const builder = new Builder(table, previous?.good ?? new Map());
    for (const namespace of NAMESPACES) {
      const scripts = catalog.namespaces[namespace] ?? {};
      for (const category of Object.keys(scripts) as Category[]) builder.add(namespace, category, scripts[category]!);
    }
    return new ScriptLibrary(catalog, builder);
  }

  find(category: Category, name: string): LoadedScript | undefined {
    return this.byCategory[category]?.get(name);
  }
}

class Builder {
  readonly winners: Partial<Record<Category, Map<string, LoadedScript>>> = {};
  readonly errors: LibraryError[] = [];
  readonly good = new Map<string, string>();
  private readonly table: SignatureTable;
  private readonly formerly: GoodTexts;

  constructor(table: SignatureTable, formerly: GoodTexts) {
    this.table = table;
    this.formerly = formerly;
  }

  add(namespace: Namespace, category: Category, texts: ScriptTexts): void {
    let sources = new Map(Object.entries(texts));
    let set = compileSet(sources, this.table);
    const key = (name: string): string => `${namespace}/${category}/${name}`;
    const standIns = new Map<string, string>();
    for (const [name, diagnostics] of set.errors) {
      const former = this.formerly.get(key(name));
      if (former !== undefined) standIns.set(name, former);
      const kept = former === undefined ? '' : ' (the last good version stays in service)';
      const message = diagnostics[0] === undefined ? 'does not compile' : formatDiagnostic(diagnostics[0]);
      this.errors.push({ category, namespace, name, message: message + kept });
    }
    if (standIns.size > 0) {
      sources = new Map([...sources, ...standIns]);
      set = compileSet(sources, this.table);
    }
    const winners = (this.winners[category] ??= new Map());
    for (const [name, script] of set.scripts) {
      winners.set(name, { script, name, namespace, category });
      this.good.set(key(name), sources.get(name)!);
    }
  }
}
