// Tokens to a document. Nodes are placed by level, as the reference's library does it: an instruction inside an element
// raises the level for good, and what stands before the first element is no child of the document.

import type { Attribute } from './document.js';
import { addChild, addSibling, XmlNode } from './document.js';
import type { RawAttribute, XmlToken } from './tokens.js';
import { XmlError, XmlTokenizer } from './tokens.js';

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

/** @throws XmlError */
export function readXml(text: string): XmlNode {
  const reader = new DocumentReader();
  const tokens = new XmlTokenizer(text);
  for (let token = tokens.next(); token !== undefined; token = tokens.next()) reader.add(token);
  return reader.document;
}

/** Prefix to namespace, as declared on an element and those around it. */
type Scope = ReadonlyMap<string, string>;

class DocumentReader {
  readonly document = new XmlNode('document', '', 0);
  private level = 0;
  /** The element or instruction read last. */
  private previous = this.document;
  private readonly scopes: Scope[] = [new Map([['xml', XML_NAMESPACE]])];
  /** The prefix last declared for a namespace, anywhere in the document so far. */
  private readonly prefixes = new Map([[XML_NAMESPACE, 'xml']]);

  add(token: XmlToken): void {
    switch (token.kind) {
      case 'open':
        this.open(token.prefix, token.name, token.attributes);
        break;
      case 'close':
        this.level--;
        this.scopes.pop();
        break;
      case 'instruction': {
        if (this.previous.type !== 'declaration') this.level++;
        const node = new XmlNode('declaration', token.target, this.level);
        this.place(node);
        this.previous = node;
        break;
      }
      default:
        if (token.kind !== 'text' || token.text !== '') this.place(new XmlNode(token.kind, token.text, this.level));
    }
  }

  private open(prefix: string, name: string, raw: readonly RawAttribute[]): void {
    if (this.level === 0) {
      const declaration = new XmlNode('declaration', 'xml', 1);
      addChild(this.previous, declaration);
      this.level = 1;
      this.previous = declaration;
    }
    const scope = this.declare(raw);
    this.scopes.push(scope);
    const namespace = scope.get(prefix) ?? prefix;
    if (namespace !== '' && !this.prefixes.has(namespace)) throw new XmlError(`namespace ${namespace} is missing`);
    const node = new XmlNode('element', name, this.level, {
      attributes: raw.map((attribute) => this.attribute(attribute, scope)),
      prefix: namespace !== '' && this.prefixes.get(namespace) === prefix ? prefix : '',
      namespace,
    });
    this.place(node);
    this.previous = node;
    this.level++;
  }

  /** The scope of an element that carries these attributes. */
  private declare(attributes: readonly RawAttribute[]): Scope {
    let scope = this.scopes.at(-1)!;
    for (const { prefix, name, value } of attributes) {
      const declared = prefix === 'xmlns' ? name : prefix === '' && name === 'xmlns' ? '' : undefined;
      if (declared !== undefined) {
        scope = new Map([...scope, [declared, value]]);
        this.prefixes.set(value, declared);
      }
    }
    return scope;
  }

  private attribute({ prefix, name, value }: RawAttribute, scope: Scope): Attribute {
    const namespace = prefix === '' || prefix === 'xmlns' ? prefix : (scope.get(prefix) ?? prefix);
    return { prefix: this.prefixes.get(namespace) ?? namespace, name, value, namespace };
  }

  private place(node: XmlNode): void {
    if (this.level > this.previous.level) {
      addChild(this.previous, node);
      return;
    }
    for (let up = this.previous.level - this.level; up > 1; up--) this.previous = this.previous.parent!;
    const sibling = this.level === this.previous.level ? this.previous : this.previous.parent!;
    addSibling(sibling, node);
  }
}
