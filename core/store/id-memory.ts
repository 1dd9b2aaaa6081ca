// The last so many ids, oldest forgotten first.

export class IdMemory {
  private readonly max: number;
  private readonly ids = new Set<string>(); // in order of arrival

  constructor(max: number) {
    this.max = max;
  }

  get size(): number {
    return this.ids.size;
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  /** Remembers an id; one that is known becomes the newest. */
  add(id: string): void {
    this.ids.delete(id);
    this.ids.add(id);
    for (const oldest of this.ids) {
      if (this.ids.size <= this.max) break;
      this.ids.delete(oldest);
    }
  }

  /** The ids that adding `count` new ones will push out. */
  wouldForget(count: number): string[] {
    const gone: string[] = [];
    let over = this.ids.size + count - this.max;
    for (const oldest of this.ids) {
      if (over-- <= 0) break;
      gone.push(oldest);
    }
    return gone;
  }
}
