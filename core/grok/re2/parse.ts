// RE2 syntax to a tree, refusing what RE2 refuses in Go's words (Go 1.19, Perl flags). One pass over the text with a
// stack of open parentheses; a repeat operator takes the last item, whatever flag groups stand between.

import type { CharSet } from './charset.js';
import { ANY_CHAR, charSet } from './charset.js';
import { checkUtf8, Cursor, PatternError } from './cursor.js';
import { foldSet } from './fold.js';
import { parseBracketClass, parseClassEscape, parseEscape } from './parse-class.js';
import type { Assertion, Node, ParsedPattern, Repeat } from './tree.js';
import { EMPTY } from './tree.js';

const MAX_REPEAT = 1000;
const MAX_HEIGHT = 1000;
/** Characters, repeats counted in full. The reference stops at 3.3 million; nobody writes such a pattern by hand. */
const MAX_SIZE = 250_000;

const NOT_NEWLINE: CharSet = [0, 0x09, 0x0b, 0x10ffff];

const ESCAPED_ASSERTIONS: ReadonlyMap<string, Assertion> = new Map([
  ['A', 'textStart'],
  ['z', 'textEnd'],
  ['b', 'wordBorder'],
  ['B', 'noWordBorder'],
]);

interface Flags {
  readonly foldCase: boolean;
  readonly multiLine: boolean;
  readonly dotAll: boolean;
  readonly lazy: boolean;
}

/** What stands between an opening parenthesis and its end, or the whole pattern. */
interface Frame {
  /** 0: a group that captures nothing. */
  readonly index: number;
  readonly outerFlags: Flags;
  readonly branches: Node[];
  items: Node[];
}

/** @throws PatternError */
export function parsePattern(pattern: string): ParsedPattern {
  return new Parser(pattern).parse();
}

class Parser {
  private readonly c: Cursor;
  private flags: Flags = { foldCase: false, multiLine: false, dotAll: false, lazy: false };
  private readonly frames: Frame[] = [];
  private frame: Frame;
  private readonly names: (string | undefined)[] = [undefined];
  /** Where the repeat operator right before here starts, -1 when something else stands there. */
  private lastRepeat = -1;
  /** Heights of the nodes that have children. */
  private readonly heights = new Map<Node, number>();

  constructor(pattern: string) {
    this.c = new Cursor(pattern);
    this.frame = { index: 0, outerFlags: this.flags, branches: [], items: [] };
  }

  parse(): ParsedPattern {
    const c = this.c;
    while (!c.done) {
      if (!this.parseRepeat()) {
        this.parseItem();
        this.lastRepeat = -1;
      }
    }
    if (this.frames.length > 0) throw new PatternError('missing closing )', c.text);
    const root = this.closeFrame();
    if (expandedSize(root) > MAX_SIZE) throw new PatternError('expression too large', c.text);
    return { root, groupNames: this.names };
  }

  private parseItem(): void {
    const c = this.c;
    switch (c.peek()) {
      case '(':
        if (c.peek(1) === '?') this.parsePerlGroup();
        else this.openCapture(1, undefined);
        break;
      case ')':
        this.closeGroup();
        break;
      case '|':
        c.at++;
        this.frame.branches.push(this.concat(this.frame.items));
        this.frame.items = [];
        break;
      case '\\':
        if (c.peek(1) === 'Q') this.parseQuoted();
        else this.push(this.escapeAtom());
        break;
      default:
        this.push(this.atom());
    }
  }

  private atom(): Node {
    const c = this.c;
    const { foldCase, multiLine, dotAll } = this.flags;
    if (c.peek() === '[') return { kind: 'char', set: parseBracketClass(c, foldCase) };
    const char = c.next();
    switch (String.fromCodePoint(char)) {
      case '^':
        return { kind: 'assert', what: multiLine ? 'lineStart' : 'textStart' };
      case '$':
        return { kind: 'assert', what: multiLine ? 'lineEnd' : 'textEnd' };
      case '.':
        return { kind: 'char', set: dotAll ? ANY_CHAR : NOT_NEWLINE };
      default:
        return this.literal(char);
    }
  }

  private escapeAtom(): Node {
    const c = this.c;
    const what = ESCAPED_ASSERTIONS.get(c.peek(1));
    if (what !== undefined) {
      c.at += 2;
      return { kind: 'assert', what };
    }
    const set = parseClassEscape(c, this.flags.foldCase);
    return set === undefined ? this.literal(parseEscape(c)) : { kind: 'char', set };
  }

  /** `\Q...\E`, or to the end of the pattern. */
  private parseQuoted(): void {
    const c = this.c;
    const found = c.text.indexOf('\\E', c.at + 2);
    const end = found < 0 ? c.text.length : found;
    c.at += 2;
    while (c.at < end) this.push(this.literal(c.next()));
    c.at = Math.min(end + 2, c.text.length);
  }

  /** A repeat operator, if one stands here. */
  private parseRepeat(): boolean {
    const c = this.c;
    const start = c.at;
    let bounds: readonly [number, number];
    switch (c.peek()) {
      case '*':
        bounds = [0, Infinity];
        c.at++;
        break;
      case '+':
        bounds = [1, Infinity];
        c.at++;
        break;
      case '?':
        bounds = [0, 1];
        c.at++;
        break;
      case '{': {
        const counted = parseBounds(c);
        if (counted === undefined) return false; // a literal brace
        bounds = counted;
        break;
      }
      default:
        return false;
    }
    this.repeat(bounds, start);
    this.lastRepeat = start;
    return true;
  }

  private repeat([min, max]: readonly [number, number], start: number): void {
    const c = this.c;
    let lazy = this.flags.lazy;
    if (c.peek() === '?') {
      c.at++;
      lazy = !lazy;
    }
    if (this.lastRepeat >= 0) {
      throw new PatternError('invalid nested repetition operator', c.since(this.lastRepeat));
    }
    const items = this.frame.items;
    const item = items.pop();
    if (item === undefined) throw new PatternError('missing argument to repetition operator', c.since(start));
    const repeated: Repeat = { kind: 'repeat', item, min, max, lazy };
    this.limitHeight(repeated, [item]);
    if ((min >= 2 || (max >= 2 && max !== Infinity)) && !repeatsFit(repeated, MAX_REPEAT)) {
      throw new PatternError('invalid repeat count', c.since(start));
    }
    items.push(repeated);
  }

  /** `(?P<name>`, `(?flags)` or `(?flags:`. */
  private parsePerlGroup(): void {
    const c = this.c;
    if (c.lookingAt('(?P<') && c.at + 4 < c.text.length) {
      this.parseNamedGroup();
      return;
    }
    const start = c.at;
    c.at += 2;
    let flags = this.flags;
    let clearing = false;
    let sawFlag = false;
    while (!c.done) {
      const letter = String.fromCodePoint(c.next());
      const changed = changeFlag(flags, letter, !clearing);
      if (changed !== undefined) {
        flags = changed;
        sawFlag = true;
      } else if (letter === '-' && !clearing) {
        clearing = true;
        sawFlag = false;
      } else if ((letter === ':' || letter === ')') && (!clearing || sawFlag)) {
        if (letter === ':') this.openFrame(0);
        this.flags = flags;
        return;
      } else {
        break;
      }
    }
    throw new PatternError('invalid or unsupported Perl syntax', c.since(start));
  }

  private parseNamedGroup(): void {
    const c = this.c;
    const end = c.text.indexOf('>', c.at);
    if (end < 0) {
      checkUtf8(c.rest());
      throw new PatternError('invalid named capture', c.rest());
    }
    const name = c.text.slice(c.at + 4, end);
    checkUtf8(name);
    if (!/^[0-9A-Za-z_]+$/.test(name)) {
      throw new PatternError('invalid named capture', c.text.slice(c.at, end + 1));
    }
    this.openCapture(end + 1 - c.at, name);
  }

  private openCapture(length: number, name: string | undefined): void {
    this.c.at += length;
    this.names.push(name);
    this.openFrame(this.names.length - 1);
  }

  private openFrame(index: number): void {
    this.frames.push(this.frame);
    this.frame = { index, outerFlags: this.flags, branches: [], items: [] };
  }

  private closeGroup(): void {
    const outer = this.frames.pop();
    if (outer === undefined) throw new PatternError('unexpected )', this.c.text);
    this.c.at++;
    const { index, outerFlags } = this.frame;
    const item = this.closeFrame();
    this.frame = outer;
    this.flags = outerFlags;
    if (index === 0) {
      this.push(item);
      return;
    }
    const group: Node = { kind: 'group', index, item };
    this.limitHeight(group, [item]);
    this.push(group);
  }

  private closeFrame(): Node {
    const { branches, items } = this.frame;
    const last = this.concat(items);
    if (branches.length === 0) return last;
    const node: Node = { kind: 'alternate', items: [...branches, last] };
    this.limitHeight(node, node.items);
    return node;
  }

  private concat(items: readonly Node[]): Node {
    if (items.length === 0) return EMPTY;
    if (items.length === 1) return items[0]!;
    const node: Node = { kind: 'concat', items };
    this.limitHeight(node, items);
    return node;
  }

  /** Keeps the tree so low that recursion over it is safe. */
  private limitHeight(node: Node, children: readonly Node[]): void {
    let height = 0;
    for (const child of children) height = Math.max(height, this.heights.get(child) ?? 1);
    this.heights.set(node, height + 1);
    if (height + 1 > MAX_HEIGHT) throw new PatternError('expression nests too deeply', this.c.text);
  }

  private literal(char: number): Node {
    const set = [char, char];
    return { kind: 'char', set: this.flags.foldCase ? foldSet(set) : charSet(set) };
  }

  private push(node: Node): void {
    this.frame.items.push(node);
  }
}

function changeFlag(flags: Flags, letter: string, on: boolean): Flags | undefined {
  switch (letter) {
    case 'i':
      return { ...flags, foldCase: on };
    case 'm':
      return { ...flags, multiLine: on };
    case 's':
      return { ...flags, dotAll: on };
    case 'U':
      return { ...flags, lazy: on };
    default:
      return undefined;
  }
}

/** `{n}`, `{n,}` or `{n,m}`; undefined, with nothing consumed, when the brace is a literal. */
function parseBounds(c: Cursor): readonly [number, number] | undefined {
  const bounds = /\{(0|[1-9][0-9]*)(?:(,)(0|[1-9][0-9]*)?)?\}/y;
  bounds.lastIndex = c.at;
  const found = bounds.exec(c.text);
  if (found === null) return undefined;
  const min = Number(found[1]);
  const max = found[3] !== undefined ? Number(found[3]) : found[2] !== undefined ? Infinity : min;
  c.at += found[0].length;
  if (min > MAX_REPEAT || (max > MAX_REPEAT && max !== Infinity) || min > max) {
    throw new PatternError('invalid repeat count', found[0]);
  }
  return [min, max];
}

/** False when nested counts multiply to more than `limit` copies of the innermost item. */
function repeatsFit(node: Node, limit: number): boolean {
  switch (node.kind) {
    case 'repeat': {
      if (node.max === 0) return true;
      const isCounted = !(node.max === Infinity && node.min <= 1) && !(node.min === 0 && node.max === 1);
      const count = isCounted ? (node.max === Infinity ? node.min : node.max) : 1;
      return count <= limit && repeatsFit(node.item, Math.floor(limit / count));
    }
    case 'group':
      return repeatsFit(node.item, limit);
    case 'concat':
    case 'alternate':
      return node.items.every((item) => repeatsFit(item, limit));
    case 'empty':
    case 'char':
    case 'assert':
      return true;
  }
}

/** Characters of the pattern with every counted repeat written out. */
function expandedSize(node: Node): number {
  switch (node.kind) {
    case 'repeat':
      return 1 + expandedSize(node.item) * (node.max === Infinity ? Math.max(1, node.min) : node.max);
    case 'group':
      return 1 + expandedSize(node.item);
    case 'concat':
    case 'alternate':
      return node.items.reduce((sum, item) => sum + expandedSize(item), 1);
    case 'empty':
    case 'char':
    case 'assert':
      return 1;
  }
}
