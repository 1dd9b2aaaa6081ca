// The blacklist in force: conditions per category, asked for every point after its script has run. A text that cannot be
// read is reported and left out; the others are used.
// Source: datakit internal/io/filter/{filter,inputdata}.go

import { DecodeError } from '../errors.js';
import { CATEGORIES, isCategory, type Category } from '../point/category.js';
import type { Point } from '../point/point.js';
import { parseConditions, type Condition } from './condition.js';

/** Category -> texts, as the site sends them. */
export type FilterTexts = Readonly<Record<string, readonly string[]>>;

const MAX_CONDITIONS = 10_000;
const MAX_TEXT_LENGTH = 1024 * 1024;

/** What the point's name is called in a condition; undefined: nothing is. */
const NAME_KEYS: Readonly<Record<Category, string | undefined>> = {
  ...(Object.fromEntries(CATEGORIES.map((category) => [category, undefined])) as Record<Category, undefined>),
  logging: 'source',
  network: 'source',
  keyevent: 'source',
  rum: 'source',
  metric: 'measurement',
  object: 'class',
  custom_object: 'class',
};

export class FilterSet {
  static readonly none = new FilterSet(new Map());
  private readonly byCategory: ReadonlyMap<Category, readonly Condition[]>;

  constructor(byCategory: ReadonlyMap<Category, readonly Condition[]>) {
    this.byCategory = byCategory;
  }

  /** True when the point is to be removed. */
  removes(category: Category, point: Point): boolean {
    const conditions = this.byCategory.get(category);
    if (conditions === undefined) return false;
    const nameKey = NAME_KEYS[category];
    const lookup = (name: string): unknown => point.get(name) ?? (name === nameKey ? point.name : undefined);
    return conditions.some((condition) => condition(lookup));
  }

  get size(): number {
    return [...this.byCategory.values()].reduce((n, conditions) => n + conditions.length, 0);
  }
}

export interface ParsedFilters {
  readonly filters: FilterSet;
  /** `category[index]: what is wrong` */
  readonly problems: readonly string[];
}

export function parseFilters(texts: FilterTexts): ParsedFilters {
  const byCategory = new Map<Category, Condition[]>();
  const problems: string[] = [];
  let count = 0;
  for (const [category, list] of Object.entries(texts)) {
    if (!isCategory(category)) {
      problems.push(`${category}: no category has this name`);
      continue;
    }
    const conditions: Condition[] = [];
    list.forEach((text, i) => {
      const read = readText(text);
      if (typeof read === 'string') problems.push(`${category}[${i}]: ${read}`);
      else if ((count += read.length) > MAX_CONDITIONS) problems.push(`${category}[${i}]: too many conditions`);
      else conditions.push(...read);
    });
    if (conditions.length > 0) byCategory.set(category, conditions);
  }
  return { filters: new FilterSet(byCategory), problems };
}

function readText(text: string): Condition[] | string {
  if (text.length > MAX_TEXT_LENGTH) return `is longer than ${MAX_TEXT_LENGTH} characters`;
  try {
    return parseConditions(text);
  } catch (error) {
    if (error instanceof DecodeError) return error.message;
    throw error;
  }
}
