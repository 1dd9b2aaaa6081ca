// An XML document as linked nodes, and how text is taken from it.

export type NodeType = 'document' | 'declaration' | 'element' | 'text' | 'cdata' | 'comment';

export interface Attribute {
  readonly prefix: string;
  readonly name: string;
  readonly value: string;
  readonly namespace: string;
}

export class XmlNode {
  readonly type: NodeType;
  /** Local name of an element, target of a declaration, text of the others. */
  readonly data: string;
  readonly attributes: readonly Attribute[];
  readonly prefix: string;
  readonly namespace: string;
  readonly level: number;
  parent: XmlNode | undefined;
  first: XmlNode | undefined;
  last: XmlNode | undefined;
  previous: XmlNode | undefined;
  next: XmlNode | undefined;

  constructor(type: NodeType, data: string, level: number, element: Partial<ElementParts> = {}) {
    this.type = type;
    this.data = data;
    this.level = level;
    this.attributes = element.attributes ?? [];
    this.prefix = element.prefix ?? '';
    this.namespace = element.namespace ?? '';
  }
}

export interface ElementParts {
  readonly attributes: readonly Attribute[];
  readonly prefix: string;
  readonly namespace: string;
}

export function addChild(parent: XmlNode, node: XmlNode): void {
  node.parent = parent;
  node.previous = parent.last;
  if (parent.last === undefined) parent.first = node;
  else parent.last.next = node;
  parent.last = node;
}

/** Adds a node after the last sibling of another, which need not have a parent. */
export function addSibling(sibling: XmlNode, node: XmlNode): void {
  let last = sibling;
  while (last.next !== undefined) last = last.next;
  node.parent = last.parent;
  node.previous = last;
  last.next = node;
  if (last.parent !== undefined) last.parent.last = node;
}

/** All text inside a node, comments left out; '' for a comment itself. */
export function innerText(node: XmlNode): string {
  if (node.type === 'text' || node.type === 'cdata') return node.data;
  if (node.type === 'comment') return '';
  const parts: string[] = [];
  for (let at = nextInside(node, node); at !== undefined; at = nextInside(at, node)) {
    if (at.type === 'text' || at.type === 'cdata') parts.push(at.data);
  }
  return parts.join('');
}

/** The node after `at` in document order, while inside `top`. */
function nextInside(at: XmlNode, top: XmlNode): XmlNode | undefined {
  if (at.first !== undefined) return at.first;
  let node = at;
  while (node !== top) {
    if (node.next !== undefined) return node.next;
    if (node.parent === undefined) return undefined;
    node = node.parent;
  }
  return undefined;
}
