// Random patterns in RE2 syntax and texts to match them on, from a seeded generator so that a failure can be repeated.

export class Generator {
  private seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  private random(): number {
    this.seed = (Math.imul(this.seed, 1664525) + 1013904223) >>> 0;
    return this.seed / 2 ** 32;
  }

  private pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.random() * items.length)]!;
  }

  pattern(depth = 4): string {
    const choice = this.random();
    if (depth <= 0 || choice < 0.3) return this.pick(ATOMS);
    if (choice < 0.55) return this.pattern(depth - 1) + this.pattern(depth - 1);
    if (choice < 0.65) {
      return `(?:${this.pattern(depth - 1)}|${this.pattern(depth - 1)}${this.random() < 0.2 ? '|' : ''})`;
    }
    if (choice < 0.78) return `(${this.pattern(depth - 1)})`;
    if (choice < 0.93) return `(?:${this.pattern(depth - 1)})${this.pick(REPEATS)}`;
    if (choice < 0.96) return `(?${this.pick(FLAGS)}:${this.pattern(depth - 1)})`;
    return `(?${this.pick(FLAGS)})${this.pattern(depth - 1)}`;
  }

  text(maxLength: number): string {
    const chars = this.random() < 0.5 ? ASCII : CHARS;
    let text = '';
    for (let left = Math.floor(this.random() * maxLength); left > 0; left--) text += this.pick(chars);
    return text;
  }
}

const ATOMS = (
  'a b c ab . \\d \\w \\s \\S \\W [a-c] [^a] [ab\\d] é 中 K s 1 \\b \\B ^ $ [[:alpha:]] \\pL \\x{1F600} [^\\n] : \\. ' +
  '[^b\\s] \\PL \\A \\z ſ \\p{Greek} [[:^space:]] \\n [^\\x{1F600}a] \\Qa.\\E'
).split(' ');
const REPEATS = '* + ? *? +? ?? {2} {1,3} {0,2}? {2,} {3,5} {0,20} {17}'.split(' ');
const FLAGS = ['i', 's', 'm', 'U', 'i-s'];

const ASCII = Array.from('abcABkKsS12 \n:.');
const CHARS = [...ASCII, 'é', '中', '\u{1F600}', '\udc80', '\udcff', 'ſ', '\u212a', '_', '\t', '\r', '\u2028', 'λ'];
