// A place in a document: a node, or an attribute of it. Moves are counted, so that no path runs for ever on a hostile
// document.

import { innerText, type XmlNode } from './document.js';
import { trimSpace } from '../trimming.js';

/** An evaluation that the reference does not survive, or that takes too long. */
export class XPathFault extends Error {}

/** Moves that one evaluation may make. */
const MAX_MOVES = 1_000_000;

export type PlaceType = 'root' | 'element' | 'attribute' | 'text' | 'comment';

export class Cursor {
  private node: XmlNode;
  /** Index of an attribute, -1 on the node itself. */
  private attribute: number;
  private readonly root: XmlNode;
  private readonly moves: { count: number };

  constructor(root: XmlNode, node = root, attribute = -1, moves = { count: 0 }) {
    this.root = root;
    this.node = node;
    this.attribute = attribute;
    this.moves = moves;
  }

  copy(): Cursor {
    return new Cursor(this.root, this.node, this.attribute, this.moves);
  }

  moveTo(other: Cursor): void {
    this.node = other.node;
    this.attribute = other.attribute;
  }

  get type(): PlaceType {
    switch (this.node.type) {
      case 'element':
        return this.attribute < 0 ? 'element' : 'attribute';
      case 'comment':
        return 'comment';
      case 'text':
      case 'cdata':
        return 'text';
      default:
        return 'root';
    }
  }

  get name(): string {
    return this.attribute < 0 ? this.node.data : (this.node.attributes[this.attribute]?.name ?? '');
  }

  get prefix(): string {
    return this.attribute < 0 ? this.node.prefix : (this.node.attributes[this.attribute]?.prefix ?? '');
  }

  get namespace(): string {
    return this.attribute < 0 ? this.node.namespace : (this.node.attributes[this.attribute]?.namespace ?? '');
  }

  /** The value predicates see; compat: none for a CDATA section. */
  get value(): string {
    if (this.attribute >= 0) return this.node.attributes[this.attribute]?.value ?? '';
    switch (this.node.type) {
      case 'element':
        return innerText(this.node);
      case 'text':
      case 'comment':
        return this.node.data;
      default:
        return '';
    }
  }

  /** The text of a result. */
  get text(): string {
    return this.attribute >= 0 ? this.value : innerText(this.node);
  }

  /** Equal for two cursors at the same place. */
  get identity(): readonly [XmlNode, number] {
    return [this.node, this.attribute];
  }

  toRoot(): void {
    this.node = this.root; // compat: an attribute index would stay
  }

  toParent(): boolean {
    if (this.attribute >= 0) {
      this.attribute = -1;
      return true;
    }
    return this.go(this.node.parent);
  }

  toNextAttribute(): boolean {
    if (this.attribute >= this.node.attributes.length - 1) return false;
    this.attribute++;
    return true;
  }

  toChild(): boolean {
    return this.attribute < 0 && this.go(this.node.first);
  }

  toFirst(): void {
    if (this.attribute >= 0) return;
    while (this.go(this.node.previous));
  }

  /** The next sibling that is no blank text; compat: moves over blank ones even when there is none. */
  toNext(): boolean {
    if (this.attribute >= 0) return false;
    while (this.go(this.node.next)) if (!isBlankText(this.node)) return true;
    return false;
  }

  toPrevious(): boolean {
    if (this.attribute >= 0) return false;
    while (this.go(this.node.previous)) if (!isBlankText(this.node)) return true;
    return false;
  }

  private go(node: XmlNode | undefined): boolean {
    if (node === undefined) return false;
    if (++this.moves.count > MAX_MOVES) throw new XPathFault('too many steps');
    this.node = node;
    return true;
  }
}

function isBlankText(node: XmlNode): boolean {
  return node.type === 'text' && trimSpace(node.data) === '';
}
