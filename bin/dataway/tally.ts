// Counts over what is kept: by category, source, sender and package id. A package id that arrived more than once is
// what an audit looks for, so repeats are counted on their own.

import type { StoredPackage } from './package-log.js';

export const GROUPINGS = ['category', 'source', 'agent', 'pkg'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface Group {
  readonly key: string;
  packages: number;
  points: number;
}

export interface Summary {
  readonly packages: number;
  readonly points: number;
  /** Package ids seen more than once, and how many packages and points came after the first of each. */
  readonly repeats: { readonly ids: number; readonly packages: number; readonly points: number };
}

export function isGrouping(text: string): text is Grouping {
  return (GROUPINGS as readonly string[]).includes(text);
}

export class Tally {
  private packages = 0;
  private points = 0;
  private readonly groups: Readonly<Record<Grouping, Map<string, Group>>> = {
    category: new Map(),
    source: new Map(),
    agent: new Map(),
    pkg: new Map(),
  };

  add(stored: StoredPackage): void {
    this.count(stored, 1);
  }

  remove(stored: StoredPackage): void {
    this.count(stored, -1);
  }

  /** How often that package id is kept. */
  timesSeen(pkgId: string): number {
    return this.groups.pkg.get(pkgId)?.packages ?? 0;
  }

  summary(): Summary {
    const repeats = { ids: 0, packages: 0, points: 0 };
    for (const group of this.groups.pkg.values()) {
      if (group.packages < 2) continue;
      repeats.ids++;
      repeats.packages += group.packages - 1;
      repeats.points += group.points - Math.round(group.points / group.packages);
    }
    return { packages: this.packages, points: this.points, repeats };
  }

  /** The groups with most packages first; for equals, by key. */
  by(grouping: Grouping, limit: number): Group[] {
    return [...this.groups[grouping].values()]
      .sort((a, b) => b.packages - a.packages || b.points - a.points || (a.key < b.key ? -1 : 1))
      .slice(0, limit);
  }

  private count({ points, category, userAgent, pkgId }: StoredPackage, sign: 1 | -1): void {
    this.packages += sign;
    this.points += sign * points.length;
    bump(this.groups.category, category, sign, sign * points.length);
    bump(this.groups.agent, userAgent, sign, sign * points.length);
    if (pkgId !== '') bump(this.groups.pkg, pkgId, sign, sign * points.length);
    const sources = new Map<string, number>();
    for (const point of points) sources.set(point.name, (sources.get(point.name) ?? 0) + 1);
    for (const [source, n] of sources) bump(this.groups.source, source, sign, sign * n);
  }
}

function bump(groups: Map<string, Group>, key: string, packages: number, points: number): void {
  const group = groups.get(key) ?? { key, packages: 0, points: 0 };
  group.packages += packages;
  group.points += points;
  if (group.packages === 0) groups.delete(key);
  else groups.set(key, group);
}
