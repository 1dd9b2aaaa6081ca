// XPath as a tree.

export type Operator = '+' | '-' | '*' | 'div' | 'mod' | '=' | '!=' | '<' | '<=' | '>' | '>=' | 'and' | 'or' | '|';

export type PathNode =
  | { readonly kind: 'root' }
  | {
      readonly kind: 'step';
      readonly axis: string;
      readonly name: string;
      readonly prefix: string;
      /** `text`, `node` and so on of a node test, '' for a test by name. */
      readonly test: string;
      /** Undefined: the context. */
      readonly input: PathNode | undefined;
    }
  | { readonly kind: 'filter'; readonly input: PathNode; readonly condition: PathNode }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly PathNode[] }
  | { readonly kind: 'operator'; readonly op: Operator; readonly left: PathNode; readonly right: PathNode }
  | { readonly kind: 'constant'; readonly value: string | number }
  | { readonly kind: 'group'; readonly input: PathNode }
  | { readonly kind: 'variable' };

/** An XPath the reference does not take; it is ignored there. */
export class XPathError extends Error {}
