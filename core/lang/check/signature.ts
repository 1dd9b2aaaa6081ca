// What the checker, the generator and the documentation know about a builtin. `lang/` is handed a table of these; it
// never imports the builtins themselves.
//
// How a call is bound: arguments go to parameter slots (by position, then by name as `style` allows); `arity` and the
// modes of the parameters are checked in slot order; then `check` may look at the nodes, refuse, and prepare a plan.
// At run time `run(ctx, site, ...args)` gets one argument per parameter as its mode says.

import type { CallExpr, Expr } from '../syntax/ast.js';
import type { Position } from '../source/source.js';
import type { RunContext } from '../runtime/context.js';
import type { ScriptRunError } from '../source/diagnostic.js';
import type { Kind, Value } from '../runtime/value.js';

/**
 * value    evaluated; run gets the Value, undefined when the argument is absent
 * guarded  evaluated, a run error inside is swallowed; run gets the Value or FAILED, undefined when absent
 * key      a key's name (identifier, attribute or string; `_` is message); run gets the name
 * read     a key and what it holds: run gets name, then Value (variable first, then point; undefined = nowhere)
 * reads    a list literal whose identifiers and attributes are read as by `read` (other items are evaluated), or one key:
 *          run gets an array with undefined for what is nowhere, or what the one key holds (undefined = nowhere)
 * names    check declares names with `names()`: run gets an array of what they hold, read as by `read`, and the argument
 *          is not evaluated. When check declares none, run gets the argument's value (undefined when absent)
 * lazy     only where the builtin waits: run gets a function that evaluates the argument, undefined when absent
 * node     never evaluated, only `check` looks at it; run gets nothing
 */
export type ParamMode = 'value' | 'guarded' | 'key' | 'read' | 'reads' | 'names' | 'lazy' | 'node';

export const FAILED: unique symbol = Symbol('argument ended in a run error');

export interface Param {
  readonly name: string;
  readonly mode: ParamMode;
  /**
   * Kinds of node the argument may have, checked in slot order. Absent: identifier, attribute or string for `key` and
   * `read`, any for the other modes. Where `read` or `key` accept further kinds, such a node is not evaluated and run
   * gets the name '' (and undefined for its value).
   */
  readonly accepts?: readonly Expr['kind'][];
  /** The reference's text for a node of another kind; NODE stands for the kind found, SOURCE for the node printed. */
  readonly expects?: string;
  /** Slot whose node that error points at, when not this one. */
  readonly errorAt?: number;
  /** Kinds the value may have, for the docs and (style `typed`) for checks; absent = any. */
  readonly kind?: Kind | readonly Kind[];
  readonly optional?: boolean;
  /** For optional parameters, as the docs print it. */
  readonly default?: string;
  /** The last parameter takes all remaining arguments; run gets an array of Values (mode guarded: nil for a failed one). */
  readonly variadic?: boolean;
  /** Mode read: what the key holds is not looked up (run gets undefined) when the call has an argument for this parameter. */
  readonly readUnless?: string;
  readonly doc: string;
}

/** positional: no names. named: NAMED-A of functions-a-i.md 2.6. typed: NAMED-B. */
export type CallStyle = 'positional' | 'named' | 'typed';

/** State that lives with a block of the script while it is checked; inner blocks see outer ones. */
export interface BlockScope {
  state<T>(key: symbol, create: (outer: T | undefined) => T): T;
}

/** A call while it is being checked. */
export interface CallCheck {
  readonly call: CallExpr;
  /** Arguments by parameter slot; undefined where none was given. Variadic arguments follow from their slot on. */
  readonly args: readonly (Expr | undefined)[];
  readonly block: BlockScope;
  /** Ends the check of this script with the reference's message; `at` defaults to the call's name. */
  fail(message: string, at?: Expr, code?: string): never;
  /**
   * Declares that this call runs another script of the set (`use`, `create_point(after_use=)`). Errors of linking stand
   * at `at`, by default at the call's name.
   */
  useScript(name: string, at?: Expr): void;
  /** Declares what the one parameter of mode `names` reads. */
  names(names: readonly string[]): void;
}

/** A bound call at run time: fixed positions and the plan `check` made. */
export interface CallSite<Plan = unknown> {
  readonly plan: Plan;
  /** Name of the script the call stands in. */
  readonly script: string;
  readonly position: Position;
  /** A run error at the call's name, or at the argument in slot `arg`. Throw it. */
  error(message: string, arg?: number): ScriptRunError;
  /**
   * Runs the script declared with useScript on the given context. A run error passes through with its chain. The caller
   * returns or awaits what it gets: a promise when that script waits.
   */
  callScript(ctx: RunContext): undefined | Promise<undefined>;
}

type ArgOf<P extends Param> = P['mode'] extends 'node'
  ? []
  : P extends { variadic: true }
    ? [readonly Value[]]
    : P['mode'] extends 'key'
      ? P extends { optional: true }
        ? [string | undefined]
        : [string]
      : P['mode'] extends 'read'
        ? P extends { optional: true }
          ? [string | undefined, Value | undefined]
          : [string, Value | undefined]
        : P['mode'] extends 'reads' | 'names'
          ? [Value | readonly (Value | undefined)[] | undefined]
          : P['mode'] extends 'lazy'
            ? [(() => Promise<Value>) | undefined]
            : P['mode'] extends 'guarded'
              ? [Value | typeof FAILED | undefined]
              : P extends { optional: true }
                ? [Value | undefined]
                : [Value];

/** Types of the arguments `run` gets, derived from the parameter list. */
export type ArgsOf<P extends readonly Param[]> = P extends readonly [
  infer H extends Param,
  ...infer T extends readonly Param[],
]
  ? [...ArgOf<H>, ...ArgsOf<T>]
  : [];

export interface Example {
  readonly title: string;
  readonly script: string;
  /** Message the script runs on; default ''. */
  readonly message?: string;
  /** Further scripts of the set, by name. */
  readonly scripts?: Readonly<Record<string, string>>;
  /** Fields and tags expected afterwards (others are not looked at); null = the key is absent or has no value. */
  readonly want: Readonly<Record<string, string | number | boolean | null>>;
}

export type Family =
  | 'point'
  | 'string'
  | 'number'
  | 'type'
  | 'json'
  | 'regex'
  | 'time'
  | 'net'
  | 'url'
  | 'xml'
  | 'collection'
  | 'state'
  | 'flow';

export interface Signature {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly family: Family;
  readonly style: CallStyle;
  readonly params: readonly Param[];
  /** Positional style: the reference's text when the argument count is wrong; absent = the count is not checked. */
  readonly arity?: string;
  readonly returns: Kind | readonly Kind[] | 'any';
  readonly doc: string;
  /** Reference source as `repo path`. */
  readonly source: string;
  readonly examples: readonly Example[];
  /** The call may wait (http_request): scripts that reach it are emitted as async functions. */
  readonly waits?: boolean;
  /** The call keeps state between records: its script runs on the state worker. */
  readonly stateful?: boolean;
  /** The call ends the script after the current statement (exit). Arguments are checked, not evaluated. */
  readonly exits?: boolean;
  /** A run error while evaluating arguments gets the call's position appended to its chain (add_key). */
  readonly framesErrors?: boolean;
  readonly check?: (call: CallCheck) => unknown;
  // Arguments are typed where the builtin is defined (defineBuiltin); the generator passes what the modes say.
  readonly run: (ctx: RunContext, site: CallSite, ...args: never[]) => Value | undefined | Promise<Value | undefined>;
}

export type SignatureTable = ReadonlyMap<string, Signature>;
