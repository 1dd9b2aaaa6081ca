// Where variables live (language.md 10.1). A scope has one slot, a JavaScript variable, for every name that an
// assignment may create in it; `undefined` in a slot means the variable does not exist. Assignments create in the
// innermost scope only, so whether an outer slot is filled cannot change while an inner scope runs. That makes most
// names resolve here, at compile time; the rest ask their slots in order when the script runs.

export type Filled = 'no' | 'maybe' | 'yes';

export interface Slot {
  readonly js: string;
  filled: Filled;
}

export class Scope {
  readonly outer: Scope | undefined;
  private readonly slots = new Map<string, Slot>();

  constructor(outer: Scope | undefined) {
    this.outer = outer;
  }

  /** JavaScript names of all slots. */
  get names(): string[] {
    return [...this.slots.values()].map((slot) => slot.js);
  }

  get(name: string): Slot | undefined {
    return this.slots.get(name);
  }

  /** The slot of that name in this very scope. */
  slot(name: string, fresh: () => string): Slot {
    let slot = this.slots.get(name);
    if (slot === undefined) {
      slot = { js: fresh(), filled: 'no' };
      this.slots.set(name, slot);
    }
    return slot;
  }
}

export interface Resolution {
  /** Slots that may hold the variable, innermost first; the last one is certain when `certain`. */
  readonly slots: readonly Slot[];
  readonly certain: boolean;
}

/** The slots a name can stand for, from `scope` outwards. */
export function resolve(scope: Scope, name: string): Resolution {
  const slots: Slot[] = [];
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const slot = at.get(name);
    if (slot === undefined || slot.filled === 'no') continue;
    slots.push(slot);
    if (slot.filled === 'yes') return { slots, certain: true };
  }
  return { slots, certain: false };
}
