// XPath text to a tree, by recursive descent. What follows a complete expression is not looked at, as in the reference.

import type { Operator, PathNode } from './syntax.js';
import { XPathError } from './syntax.js';
import type { TokenType } from './tokens.js';
import { XPathTokens } from './tokens.js';

const MAX_DEPTH = 200;
const NODE_TESTS: ReadonlySet<string> = new Set(['node', 'text', 'processing-instruction', 'comment']);
const ANYWHERE = 'descendant-or-self';

/** Binary operators, loosest first. Word operators are names in disguise. */
const LEVELS: readonly (readonly Operator[])[] = [
  ['or'],
  ['and'],
  ['=', '!='],
  ['<', '>', '<=', '>='],
  ['+', '-'],
  ['*', 'div', 'mod'],
];

/** @throws XPathError */
export function parseXPath(text: string): PathNode {
  return new Parser(new XPathTokens(text)).expression();
}

class Parser {
  private readonly tokens: XPathTokens;
  private depth = 0;

  constructor(tokens: XPathTokens) {
    this.tokens = tokens;
  }

  expression(): PathNode {
    if (++this.depth > MAX_DEPTH) throw new XPathError('nested too deeply');
    const node = this.binary(0);
    this.depth--;
    return node;
  }

  private binary(level: number): PathNode {
    const operators = LEVELS[level];
    if (operators === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (let op = this.operatorOf(operators); op !== undefined; op = this.operatorOf(operators)) {
      this.tokens.next();
      left = { kind: 'operator', op, left, right: this.binary(level + 1) };
    }
    return left;
  }

  private operatorOf(operators: readonly Operator[]): Operator | undefined {
    const { type, name, prefix } = this.tokens;
    const text = type === 'name' ? (prefix === '' ? name : '') : type;
    return operators.find((op) => op === text);
  }

  private unary(): PathNode {
    let isNegative = false;
    while (this.accept('-')) isNegative = !isNegative;
    const operand = this.union();
    if (!isNegative) return operand;
    return { kind: 'operator', op: '*', left: operand, right: { kind: 'constant', value: -1 } };
  }

  private union(): PathNode {
    let left = this.path();
    while (this.accept('|')) left = { kind: 'operator', op: '|', left, right: this.path() };
    return left;
  }

  private path(): PathNode {
    if (!this.startsPrimary()) return this.locationPath();
    let node = this.primary();
    if (this.tokens.type === '[') node = { kind: 'filter', input: node, condition: this.predicate() };
    if (this.accept('/')) return this.steps(node);
    return this.accept('//') ? this.steps(step(ANYWHERE, node)) : node;
  }

  private startsPrimary(): boolean {
    const { type, mayBeCall } = this.tokens;
    return (
      type === 'string' ||
      type === 'number' ||
      type === '$' ||
      type === '(' ||
      (type === 'name' && mayBeCall && !this.isNodeTest())
    );
  }

  private isNodeTest(): boolean {
    return this.tokens.prefix === '' && NODE_TESTS.has(this.tokens.name);
  }

  private primary(): PathNode {
    const { type, value } = this.tokens;
    switch (type) {
      case 'string':
      case 'number':
        this.tokens.next();
        return { kind: 'constant', value };
      case '$':
        this.tokens.next();
        this.expect('name');
        return { kind: 'variable' };
      case '(': {
        this.tokens.next();
        const input = this.expression();
        this.expect(')');
        return input.kind === 'constant' ? input : { kind: 'group', input };
      }
      default:
        return this.call();
    }
  }

  private call(): PathNode {
    const { name } = this.tokens;
    this.expect('name');
    this.expect('(');
    const args: PathNode[] = [];
    if (this.tokens.type !== ')') {
      do args.push(this.expression());
      while (this.accept(','));
    }
    this.expect(')');
    return { kind: 'call', name, args };
  }

  private predicate(): PathNode {
    this.expect('[');
    const condition = this.expression();
    this.expect(']');
    return condition;
  }

  private locationPath(): PathNode {
    if (this.accept('//')) return this.steps(step(ANYWHERE, { kind: 'root' }));
    if (!this.accept('/')) return this.steps(undefined);
    const isStep = ['.', '..', '@', 'axis', '*', 'name'].includes(this.tokens.type);
    return isStep ? this.steps({ kind: 'root' }) : { kind: 'root' };
  }

  private steps(input: PathNode | undefined): PathNode {
    let node = this.step(input);
    for (;;) {
      if (this.accept('//')) node = this.step(step(ANYWHERE, node));
      else if (this.accept('/')) node = this.step(node);
      else return node;
    }
  }

  private step(input: PathNode | undefined): PathNode {
    let node: PathNode;
    const { type, name } = this.tokens;
    switch (type) {
      case '.':
      case '..':
        this.tokens.next();
        node = step(type === '.' ? 'self' : 'parent', input);
        break;
      case '@':
        this.tokens.next();
        node = this.nodeTest(input, 'attribute');
        break;
      case 'axis':
        this.tokens.next();
        node = this.nodeTest(input, name);
        break;
      case '(':
        return this.sequence(input);
      default:
        node = this.nodeTest(input, 'child');
    }
    while (this.tokens.type === '[') node = { kind: 'filter', input: node, condition: this.predicate() };
    return node;
  }

  /** `(a, b)` as a step. */
  private sequence(input: PathNode | undefined): PathNode {
    this.expect('(');
    let node = this.step(input);
    while (this.accept(',')) node = { kind: 'operator', op: '|', left: node, right: this.step(input) };
    this.expect(')');
    return node;
  }

  private nodeTest(input: PathNode | undefined, axis: string): PathNode {
    const { type, name, prefix, mayBeCall } = this.tokens;
    if (this.accept('*')) return step(axis, input);
    if (type !== 'name') throw new XPathError('not a node set');
    const isNodeTest = mayBeCall && this.isNodeTest();
    this.tokens.next();
    if (!isNodeTest) {
      // compat: `p:*` is any element only when no name follows, and matches nothing otherwise.
      return { kind: 'step', axis, name: this.tokens.name === '*' ? '' : name, prefix, test: '', input };
    }
    this.expect('(');
    let target = '';
    if (name === 'processing-instruction' && this.tokens.type !== ')') {
      target = String(this.tokens.value);
      this.expect('string');
    }
    this.expect(')');
    return { kind: 'step', axis, name: target, prefix: '', test: name, input };
  }

  private accept(type: TokenType): boolean {
    const found = this.tokens.type === type;
    if (found) this.tokens.next();
    return found;
  }

  private expect(type: TokenType): void {
    if (!this.accept(type)) throw new XPathError(`expected ${type}`);
  }
}

/** A step to any node of an axis. */
function step(axis: string, input: PathNode | undefined): PathNode {
  return { kind: 'step', axis, name: '', prefix: '', test: '', input };
}
