// The categories of points, as the ingest protocol names them.
// Source: cliutils point/category.go

export type Category =
  | 'logging'
  | 'metric'
  | 'network'
  | 'keyevent'
  | 'object'
  | 'object_change'
  | 'custom_object'
  | 'tracing'
  | 'rum'
  | 'security'
  | 'profiling'
  | 'dialtesting'
  | 'dynamic_dw';

/** Category by its long name and by its short alias (`L`, `M`, ...). */
const ALIASES: ReadonlyMap<string, Category> = new Map<string, Category>([
  ['L', 'logging'],
  ['M', 'metric'],
  ['N', 'network'],
  ['E', 'keyevent'],
  ['O', 'object'],
  ['OCH', 'object_change'],
  ['CO', 'custom_object'],
  ['T', 'tracing'],
  ['R', 'rum'],
  ['S', 'security'],
  ['P', 'profiling'],
  ['DT', 'dialtesting'],
  ['DYNAMIC_DW', 'dynamic_dw'],
]);

export const CATEGORIES: readonly Category[] = [...ALIASES.values()];

const NAMES: ReadonlySet<string> = new Set(CATEGORIES);

export function isCategory(name: string): name is Category {
  return NAMES.has(name);
}

/** The category of an alias such as `L`, or undefined. */
export function categoryOfAlias(alias: string): Category | undefined {
  return ALIASES.get(alias);
}
