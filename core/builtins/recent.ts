// What was computed for the texts seen lately: logs repeat a few user agents, dates and the like over and over. Bounded
// by two generations; what is used moves to the young one, and the old one is dropped when that is full.

const MAX_TEXTS = 512;
/** Longer texts are not worth the memory. */
const MAX_LENGTH = 1024;

export class RecentResults<T> {
  private young = new Map<string, T>();
  private old = new Map<string, T>();
  private readonly compute: (text: string) => T;

  constructor(compute: (text: string) => T) {
    this.compute = compute;
  }

  get(text: string): T {
    let result = this.young.get(text);
    if (result !== undefined) return result;
    result = this.old.get(text) ?? this.compute(text);
    if (text.length <= MAX_LENGTH) this.keep(text, result);
    return result;
  }

  private keep(text: string, result: T): void {
    if (this.young.size >= MAX_TEXTS) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(text, result);
  }
}
