// The axes: from a node to the nodes around it, in the order the reference visits them.

import type { Cursor } from '../cursor.js';
import type { Axis, NodeTest, Query, Walk } from './query.js';
import { ContextQuery, StepQuery } from './query.js';

export const AXES: ReadonlyMap<string, Axis> = new Map<string, Axis>([
  ['ancestor', { walk: ancestors(false) }],
  ['ancestor-or-self', { walk: ancestors(true) }],
  ['attribute', { walk: moving((node) => node.toNextAttribute()) }],
  ['child', { walk: children }],
  ['descendant', { walk: descendants(false) }],
  ['descendant-or-self', { walk: descendants(true) }],
  ['following', { walk: outside((node) => node.toNext(), false), goesOn: true }],
  ['following-sibling', { walk: counting(moving((node) => node.toNext())), goesOn: true }],
  ['parent', { walk: once((node) => node.toParent()) }],
  ['preceding', { walk: outside((node) => node.toPrevious(), true), goesOn: true }],
  ['preceding-sibling', { walk: counting(moving((node) => node.toPrevious())), goesOn: true }],
  ['self', { walk: once(() => true) }],
]);

/** Moves on and on, and hands out what fits. */
function moving(move: (node: Cursor) => boolean): Walk {
  return (node, test) => () => {
    while (move(node)) if (test(node)) return node;
    return undefined;
  };
}

/** Numbers what a walk hands out. */
function counting(walk: Walk): Walk {
  return (node, test, query, t) => {
    query.position = 0;
    const next = walk(node, test, query, t);
    return () => {
      const found = next();
      if (found !== undefined) query.position++;
      return found;
    };
  };
}

function children(start: Cursor, test: NodeTest, query: Query, ...rest: [Parameters<Walk>[3]]): ReturnType<Walk> {
  let isFirst = true;
  const walk = moving((node) => {
    const moved = isFirst ? node.toChild() : node.toNext();
    isFirst = false;
    return moved;
  });
  return counting(walk)(start, test, query, ...rest);
}

function ancestors(withSelf: boolean): Walk {
  return (node, test, query, t) => {
    const up = moving((at) => at.toParent())(node, test, query, t);
    let isFirst = withSelf;
    return () => {
      if (isFirst) {
        isFirst = false;
        if (test(node)) return node;
      }
      return up();
    };
  };
}

function once(move: (node: Cursor) => boolean): Walk {
  return (node, test) => {
    let isDone = false;
    return () => {
      if (isDone || !move(node) || !test(node)) return undefined;
      isDone = true;
      return node;
    };
  };
}

/** compat: positions are counted by depth, and start over below each node that has children. */
export function descendants(withSelf: boolean): Walk {
  return (node, test, query) => {
    const positions = new Map<number, number>();
    let isFirst = withSelf;
    query.depth = 0;
    query.position = 0;
    const found = (): Cursor => {
      query.position = (positions.get(query.depth) ?? 0) + 1;
      positions.set(query.depth, query.position);
      return node;
    };
    return () => {
      if (isFirst) {
        isFirst = false;
        if (test(node)) return found();
      }
      for (;;) {
        if (node.toChild()) {
          query.depth++;
          positions.set(query.depth, 0);
        } else {
          for (;;) {
            if (query.depth === 0) return undefined;
            if (node.toNext()) break;
            node.toParent();
            query.depth--;
          }
        }
        if (test(node)) return found();
      }
    };
  };
}

/** All before or behind a node: the trees under its siblings, then under its parent's, and so on. */
function outside(toSibling: (node: Cursor) => boolean, isPreceding: boolean): Walk {
  return (node, test, query, t) => {
    let tree: StepQuery | undefined;
    query.position = 0;
    return () => {
      for (;;) {
        if (tree === undefined) {
          while (!toSibling(node)) {
            if (!node.toParent()) return undefined;
            if (isPreceding) query.position = 0;
          }
          tree = new StepQuery({ walk: descendants(true) }, new ContextQuery(false), test);
          t.current.moveTo(node);
        }
        const found = tree.select(t);
        if (found !== undefined) {
          query.position = isPreceding ? query.position + 1 : tree.position;
          return found;
        }
        tree = undefined;
      }
    };
  };
}
