// An XPath tree to the query that evaluates it.

import type { Cursor } from '../cursor.js';
import { AXES, descendants } from './axes.js';
import { makeCall } from './functions.js';
import { parseXPath } from './parse.js';
import type { Context, NodeTest, Value } from './query.js';
import {
  ContextQuery,
  FilterQuery,
  GroupQuery,
  ListQuery,
  NOTHING,
  Query,
  remaining,
  StepQuery,
  ValueQuery,
} from './query.js';
import type { Operator, PathNode } from './syntax.js';
import { XPathError } from './syntax.js';
import { calculate, compare, toBoolean } from './values.js';

type Step = Extract<PathNode, { kind: 'step' }>;

const MAX_NODES = 1024;

/**
 * @returns finds the first match
 * @throws XPathError for what the reference does not take
 */
export function compileXPath(text: string): (root: Cursor) => Cursor | undefined {
  if (text === '') throw new XPathError('empty');
  const query = new Builder().build(parseXPath(text));
  if (query === NOTHING) throw new XPathError('undeclared variable');
  return (root) => query.clone().select({ current: root });
}

class Builder {
  private nodes = 0;
  /** The path, filter or group built last: what calls without arguments are about. */
  private last: Query | undefined;

  build(node: PathNode): Query {
    if (++this.nodes > MAX_NODES) throw new XPathError('too complex');
    switch (node.kind) {
      case 'constant':
        return new ValueQuery(new ContextQuery(false), () => node.value, false);
      case 'root':
        return new ContextQuery(true);
      case 'step':
        return (this.last = this.step(node));
      case 'filter': {
        const input = this.build(node.input);
        return (this.last = new FilterQuery(input, this.build(node.condition)));
      }
      case 'group':
        return (this.last = new GroupQuery(this.build(node.input)));
      case 'call': {
        const args = node.args.map((arg) => this.build(arg));
        return makeCall(
          node.name,
          args,
          this.last,
          this.last instanceof FilterQuery || this.last instanceof GroupQuery,
        );
      }
      case 'operator':
        return operation(node.op, this.build(node.left), this.build(node.right));
      case 'variable':
        return NOTHING;
    }
  }

  private step(node: Step): Query {
    const test = nodeTest(node);
    const { axis, input } = node;
    if (axis === 'child' && input?.kind === 'step' && input.axis === 'descendant-or-self') {
      // `//name` searches the tree once instead of looking for children everywhere.
      const start = input.input === undefined ? new ContextQuery(false) : this.build(input.input);
      const walk = descendants(start instanceof ContextQuery);
      return new StepQuery({ walk }, start, restricted(node, test));
    }
    const start = input === undefined ? new ContextQuery(false) : this.build(input);
    if (axis === 'namespace') return NOTHING;
    const known = AXES.get(axis);
    if (known === undefined) throw new XPathError(`unknown axe type: ${axis}`);
    const onlyContent = axis === 'child' && node.test === 'node';
    return new StepQuery(known, start, onlyContent ? contentOnly(test) : test);
  }
}

/** The type of node a step looks for, and its name. */
function nodeTest({ axis, test, name, prefix }: Step): NodeTest {
  const hasName = name !== '' || prefix !== '';
  const nameFits: NodeTest = (node) => !hasName || (node.name === name && node.prefix === prefix);
  if (axis === 'self' || axis === 'parent' || (axis !== 'attribute' && test === 'node')) return nameFits;
  const type = axis === 'attribute' ? 'attribute' : test === 'text' || test === 'comment' ? test : 'element';
  return (node) => node.type === type && nameFits(node);
}

function contentOnly(test: NodeTest): NodeTest {
  return (node) => (node.type === 'element' || node.type === 'text') && test(node);
}

function restricted({ test }: Step, fits: NodeTest): NodeTest {
  return test === 'text' || test === 'comment' ? (node) => node.type === test && fits(node) : fits;
}

function operation(op: Operator, left: Query, right: Query): Query {
  switch (op) {
    case '|':
      return new ListQuery([left, right], union);
    case 'and':
    case 'or':
      return new ListQuery([left, right], op === 'or' ? both : lastOne, ([a, b], t) => logic(op, a!, b!, t));
    case '=':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return new Comparison(op, left, right);
    default:
      return new Calculation(op, left, right);
  }
}

class Calculation extends Query {
  protected readonly op: Operator;
  protected readonly left: Query;
  protected readonly right: Query;

  constructor(op: Operator, left: Query, right: Query) {
    super();
    this.op = op;
    this.left = left;
    this.right = right;
  }

  select(_t: Context): Cursor | undefined {
    return undefined;
  }

  evaluate(t: Context): Value {
    const left = this.left.evaluate(t);
    return calculate(this.op, left, this.right.evaluate(t));
  }

  clone(): Query {
    return new Calculation(this.op, this.left.clone(), this.right.clone());
  }
}

class Comparison extends Calculation {
  /** compat: as a whole expression, a comparison that holds gives the current node. */
  override select(t: Context): Cursor | undefined {
    const node = t.current.copy();
    return this.evaluate(t) === true ? node : undefined;
  }

  override evaluate(t: Context): Value {
    const left = this.left.evaluate(t);
    return compare(this.op, left, this.right.evaluate(t), t);
  }

  override clone(): Query {
    return new Comparison(this.op, this.left.clone(), this.right.clone());
  }
}

function logic(op: 'and' | 'or', left: Query, right: Query, t: Context): boolean {
  const start = t.current.copy();
  const first = toBoolean(left.evaluate(t), t);
  if (first === (op === 'or')) return first;
  t.current.moveTo(start);
  return toBoolean(right.evaluate(t), t);
}

function both([left, right]: readonly Query[], t: Context): Cursor[] {
  const start = t.current.copy();
  const nodes = remaining(left!, t);
  t.current.moveTo(start);
  return [...nodes, ...remaining(right!, t)];
}

/** compat: `a and b` as a path gives the last node of the two. */
function lastOne(inputs: readonly Query[], t: Context): Cursor[] {
  return both(inputs, t).slice(-1);
}

function union(inputs: readonly Query[], t: Context): Cursor[] {
  const seen = new Map<unknown, Set<number>>();
  return both(inputs, t).filter((cursor) => {
    const [node, attribute] = cursor.identity;
    const attributes = seen.get(node) ?? new Set();
    seen.set(node, attributes);
    const isNew = !attributes.has(attribute);
    attributes.add(attribute);
    return isNew;
  });
}
