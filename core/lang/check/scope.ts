// Blocks of a script while it is checked: what a builtin keeps in one is seen by the blocks inside it, from there on.

import type { BlockScope } from './signature.js';

export class Scope implements BlockScope {
  private readonly outer: Scope | undefined;
  private states: Map<symbol, unknown> | undefined;

  constructor(outer: Scope | undefined) {
    this.outer = outer;
  }

  state<T>(key: symbol, create: (outer: T | undefined) => T): T {
    this.states ??= new Map();
    if (this.states.has(key)) return this.states.get(key) as T; // a symbol stands for one type, its owner's
    const made = create(find(this.outer, key) as T | undefined);
    this.states.set(key, made);
    return made;
  }

  /** What this very block keeps under the key. */
  own(key: symbol): unknown {
    return this.states?.get(key);
  }

  get parent(): Scope | undefined {
    return this.outer;
  }
}

function find(from: Scope | undefined, key: symbol): unknown {
  for (let scope = from; scope !== undefined; scope = scope.parent) {
    const found = scope.own(key);
    if (found !== undefined) return found;
  }
  return undefined;
}
