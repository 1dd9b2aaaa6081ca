// An XPath being evaluated: objects that hand out nodes one by one and remember where they are. What they remember
// between evaluations decides results in the reference (positions that go on counting, axes that do not start over), so it
// is kept here just so.

import type { Cursor } from '../cursor.js';
import { XPathFault } from '../cursor.js';

/** Where the evaluation stands; predicates move it. */
export interface Context {
  readonly current: Cursor;
}

/** An integer, which the reference's round() returns and most of its other parts do not know. */
export class Whole {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export type Value = boolean | number | string | Whole | Query;

export abstract class Query {
  /** Of the node handed out last, among its like. */
  position = 1;
  /** Of the node handed out last, below where the search started. */
  depth = 0;

  abstract select(t: Context): Cursor | undefined;
  abstract clone(): Query;

  /** A plain value, or this query made ready to select. */
  abstract evaluate(t: Context): Value;

  /** Does a node fit the last step? */
  test(_node: Cursor): boolean {
    return true;
  }
}

/** Stands where the reference has nothing at all, and fails as it does. */
export const NOTHING = new (class extends Query {
  select(): never {
    throw new XPathFault('an expression without value');
  }
  clone(): never {
    return this.select();
  }
  evaluate(): never {
    return this.select();
  }
})();

export class ContextQuery extends Query {
  private isUsed = false;
  private readonly fromRoot: boolean;

  constructor(fromRoot: boolean) {
    super();
    this.fromRoot = fromRoot;
  }

  select(t: Context): Cursor | undefined {
    if (this.isUsed) return undefined;
    this.isUsed = true;
    const node = t.current.copy();
    if (this.fromRoot) node.toRoot();
    return node;
  }

  evaluate(): Value {
    this.isUsed = false;
    return this;
  }

  clone(): Query {
    return new ContextQuery(this.fromRoot);
  }
}

export type NodeTest = (node: Cursor) => boolean;
/** From a node of the input to the nodes of an axis, one by one; may set `position` and `depth` of the query. */
export type Walk = (start: Cursor, test: NodeTest, query: Query, t: Context) => () => Cursor | undefined;

export interface Axis {
  readonly walk: Walk;
  /** compat: some axes go on where they were when they are evaluated again. */
  readonly goesOn?: boolean;
}

export class StepQuery extends Query {
  private readonly axis: Axis;
  private readonly input: Query;
  private readonly fits: NodeTest;
  private walk: (() => Cursor | undefined) | undefined;

  constructor(axis: Axis, input: Query, fits: NodeTest) {
    super();
    this.axis = axis;
    this.input = input;
    this.fits = fits;
  }

  select(t: Context): Cursor | undefined {
    for (;;) {
      if (this.walk === undefined) {
        const start = this.input.select(t);
        if (start === undefined) return undefined;
        this.walk = this.axis.walk(start.copy(), this.fits, this, t);
      }
      const found = this.walk();
      if (found !== undefined) return found;
      this.walk = undefined;
    }
  }

  evaluate(t: Context): Value {
    this.input.evaluate(t);
    if (this.axis.goesOn !== true) this.walk = undefined;
    return this;
  }

  clone(): Query {
    return new StepQuery(this.axis, this.input.clone(), this.fits);
  }

  override test(node: Cursor): boolean {
    return this.fits(node);
  }
}

export class FilterQuery extends Query {
  private readonly input: Query;
  private readonly condition: Query;
  /** compat: positions by depth go on counting through all inputs and evaluations. */
  private readonly positions = new Map<number, number>();

  constructor(input: Query, condition: Query) {
    super();
    this.input = input;
    this.condition = condition;
    this.position = 0;
  }

  select(t: Context): Cursor | undefined {
    for (;;) {
      const node = this.input.select(t)?.copy();
      if (node === undefined) return undefined;
      t.current.moveTo(node);
      if (!this.holds(t)) continue;
      const { depth } = this.input;
      this.position = (this.positions.get(depth) ?? 0) + 1;
      this.positions.set(depth, this.position);
      return node;
    }
  }

  private holds(t: Context): boolean {
    const value = this.condition.evaluate(t);
    switch (typeof value) {
      case 'boolean':
        return value;
      case 'string':
        return value !== '';
      case 'number':
        return Math.trunc(value) === this.input.position;
      default:
        return this.condition.select(t) !== undefined;
    }
  }

  evaluate(t: Context): Value {
    this.input.evaluate(t);
    return this;
  }

  clone(): Query {
    return new FilterQuery(this.input.clone(), this.condition.clone());
  }
}

export class GroupQuery extends Query {
  private readonly input: Query;

  constructor(input: Query) {
    super();
    this.input = input;
    this.position = 0;
  }

  select(t: Context): Cursor | undefined {
    const node = this.input.select(t);
    if (node !== undefined) this.position++;
    return node;
  }

  evaluate(t: Context): Value {
    return this.input.evaluate(t);
  }

  clone(): Query {
    return new GroupQuery(this.input.clone());
  }
}

/** A value computed anew at each evaluation; it has no nodes to select. */
export class ValueQuery extends Query {
  private readonly input: Query;
  private readonly compute: (input: Query, t: Context) => Value;
  /** compat: calls share one state where they are arguments of calls; other queries are copied there. */
  readonly isCall: boolean;

  constructor(input: Query, compute: (input: Query, t: Context) => Value, isCall = true) {
    super();
    this.input = input;
    this.compute = compute;
    this.isCall = isCall;
  }

  select(): Cursor | undefined {
    return undefined;
  }

  evaluate(t: Context): Value {
    return this.compute(this.input, t);
  }

  clone(): Query {
    return new ValueQuery(this.input.clone(), this.compute, this.isCall);
  }
}

/** Nodes collected at the first select: unions, reverse() and the like. */
export class ListQuery extends Query {
  private readonly inputs: readonly Query[];
  private readonly collect: (inputs: readonly Query[], t: Context) => Cursor[];
  private readonly value: ((inputs: readonly Query[], t: Context) => Value) | undefined;
  private list: Cursor[] | undefined;
  private at = 0;

  /** @param value what it evaluates to, when that is not the list */
  constructor(
    inputs: readonly Query[],
    collect: (inputs: readonly Query[], t: Context) => Cursor[],
    value?: (inputs: readonly Query[], t: Context) => Value,
  ) {
    super();
    this.inputs = inputs;
    this.collect = collect;
    this.value = value;
  }

  select(t: Context): Cursor | undefined {
    this.list ??= this.collect(this.inputs, t);
    return this.list[this.at++];
  }

  evaluate(t: Context): Value {
    if (this.value !== undefined) return this.value(this.inputs, t);
    this.list = undefined;
    this.at = 0;
    for (const input of this.inputs) input.evaluate(t);
    return this;
  }

  clone(): Query {
    return new ListQuery(
      this.inputs.map((input) => input.clone()),
      this.collect,
      this.value,
    );
  }
}

/** All nodes a query still has to give. */
export function remaining(query: Query, t: Context): Cursor[] {
  const nodes: Cursor[] = [];
  for (let node = query.select(t); node !== undefined; node = query.select(t)) nodes.push(node.copy());
  return nodes;
}
