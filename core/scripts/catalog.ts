// All script sources a process knows, as plain data: what the puller and the folder reader fill, what travels to the
// worker threads, and what select.ts looks at. Nothing is compiled here.

import type { Category } from '../point/category.js';

/** Lowest precedence first: a script of a later namespace hides one of the same name and category. */
export const NAMESPACES = ['default', 'gitrepo', 'confd', 'remote'] as const;
export type Namespace = (typeof NAMESPACES)[number];

/** Script name (with `.p`) -> source text. */
export type ScriptTexts = Readonly<Record<string, string>>;
export type ByCategory<T> = Readonly<Partial<Record<Category, T>>>;

export interface Catalog {
  readonly namespaces: Readonly<Partial<Record<Namespace, ByCategory<ScriptTexts>>>>;
  /** Central mapping of base name (source, service ...) to script name. */
  readonly relation: ByCategory<Readonly<Record<string, string>>>;
  /** Script for records whose own name has none. */
  readonly defaults: ByCategory<string>;
}

export const EMPTY_CATALOG: Catalog = { namespaces: {}, relation: {}, defaults: {} };

/** The same catalog with one namespace replaced as a whole. */
export function withNamespace(catalog: Catalog, namespace: Namespace, scripts: ByCategory<ScriptTexts>): Catalog {
  return { ...catalog, namespaces: { ...catalog.namespaces, [namespace]: scripts } };
}
