// Which script a point gets (functions-j-z.md 5.6): base name by category, then relation, explicit choice,
// `<base>.p`, and last the category's default. Works on names alone, so it needs no compiled scripts.

import type { Category } from '../point/category.js';
import type { Point } from '../point/point.js';
import type { ByCategory, Namespace } from './catalog.js';

/** What is in service: script name -> namespace of the winning version, per category. */
export type ServiceIndex = ByCategory<ReadonlyMap<string, Namespace>>;

export interface Selection {
  readonly name: string;
  readonly namespace: Namespace;
}

export interface SelectionRules {
  readonly index: ServiceIndex;
  readonly relation: ByCategory<Readonly<Record<string, string>>>;
  readonly defaults: ByCategory<string>;
}

/** Explicit choice that means "no script at all". */
export const NO_SCRIPT = '-';

/**
 * @param explicit script chosen by the input's route; '' or undefined when it made no choice
 * @returns undefined when the point passes without a script
 */
export function selectScript(
  rules: SelectionRules,
  category: Category,
  point: Point,
  explicit?: string,
): Selection | undefined {
  const index = rules.index[category];
  if (index === undefined || index.size === 0) return undefined;
  const base = baseName(category, point);
  if (base === '') return undefined;
  const related = ownValue(rules.relation[category], base);
  if (related === undefined && explicit === NO_SCRIPT) return undefined;
  const name = related ?? (explicit === undefined || explicit === '' ? `${base}.p` : explicit);
  return found(index, name) ?? found(index, rules.defaults[category]);
}

function found(index: ReadonlyMap<string, Namespace>, name: string | undefined): Selection | undefined {
  const namespace = name === undefined ? undefined : index.get(name);
  return name === undefined || namespace === undefined ? undefined : { name, namespace };
}

/** The text scripts are named after; '' means that the point gets no script, not even the default one. */
export function baseName(category: Category, point: Point): string {
  switch (category) {
    case 'tracing':
    case 'profiling':
      return textOf(point, 'service');
    case 'security':
      return textOf(point, 'category');
    case 'keyevent':
      return textOf(point, 'df_source');
    case 'rum': {
      const app = textOf(point, 'app_id');
      return app === '' || point.name === '' ? '' : `${app}_${point.name}`;
    }
    default:
      return point.name;
  }
}

function textOf(point: Point, key: string): string {
  const value = point.get(key);
  return typeof value === 'string' ? value : '';
}

function ownValue(table: Readonly<Record<string, string>> | undefined, key: string): string | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}
