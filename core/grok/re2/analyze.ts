// Questions about a tree that decide how it can be run.

import type { Assertion, Node } from './tree.js';

/** True when the node can match without consuming anything. */
export function isNullable(node: Node): boolean {
  switch (node.kind) {
    case 'empty':
    case 'assert':
      return true;
    case 'char':
      return false;
    case 'concat':
      return node.items.every(isNullable);
    case 'alternate':
      return node.items.some(isNullable);
    case 'repeat':
      return node.min === 0 || isNullable(node.item);
    case 'group':
      return isNullable(node.item);
  }
}

/** True when a match can start at the start of the text only. */
export function isAnchored(node: Node): boolean {
  switch (node.kind) {
    case 'assert':
      return node.what === 'textStart';
    case 'concat':
      return isAnchored(node.items[0]!);
    case 'alternate':
      return node.items.every(isAnchored);
    case 'repeat':
      return node.min > 0 && isAnchored(node.item);
    case 'group':
      return isAnchored(node.item);
    case 'empty':
    case 'char':
      return false;
  }
}

/** The assertions that occur in a tree. */
export function assertionsOf(node: Node, found: Set<Assertion> = new Set()): ReadonlySet<Assertion> {
  switch (node.kind) {
    case 'assert':
      found.add(node.what);
      break;
    case 'concat':
    case 'alternate':
      for (const item of node.items) assertionsOf(item, found);
      break;
    case 'repeat':
    case 'group':
      assertionsOf(node.item, found);
      break;
    case 'empty':
    case 'char':
      break;
  }
  return found;
}

/** True when a group of `wanted` stands anywhere inside. */
export function holdsGroup(node: Node, wanted: readonly number[]): boolean {
  switch (node.kind) {
    case 'group':
      return wanted.includes(node.index) || holdsGroup(node.item, wanted);
    case 'repeat':
      return holdsGroup(node.item, wanted);
    case 'concat':
    case 'alternate':
      return node.items.some((item) => holdsGroup(item, wanted));
    case 'empty':
    case 'char':
    case 'assert':
      return false;
  }
}

/**
 * True when one pass through the node can leave out a wanted group: inside a loop such a group would have to keep the
 * text of an earlier pass.
 */
export function canSkipGroup(node: Node, wanted: readonly number[]): boolean {
  switch (node.kind) {
    case 'group':
      return canSkipGroup(node.item, wanted);
    case 'concat':
      return node.items.some((item) => canSkipGroup(item, wanted));
    case 'alternate':
      return holdsGroup(node, wanted);
    case 'repeat':
      return node.min === 0 ? holdsGroup(node.item, wanted) : canSkipGroup(node.item, wanted);
    case 'empty':
    case 'char':
    case 'assert':
      return false;
  }
}
