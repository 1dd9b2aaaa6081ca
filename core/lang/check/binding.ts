// Which argument goes to which parameter: the three styles of call and what each refuses (functions-a-i.md 2.6).

import { nearestName } from '../../flow/nearest.js';
import type { AssignmentExpr, CallExpr, Expr, Identifier } from '../syntax/ast.js';
import type { Param, Signature } from './signature.js';
import type { Kind } from '../runtime/value.js';

export type Arguments = readonly (Expr | undefined)[];

/** Ends the check; `at` undefined = at the call's name. */
export type Refuse = (message: string, at?: Expr, hint?: string) => never;

/** Arguments by slot, as long as the parameter list at least; variadic arguments follow from their slot on. */
export function bindArguments(call: CallExpr, signature: Signature, refuse: Refuse): Arguments {
  switch (signature.style) {
    case 'positional':
      return bindPositional(call, signature, refuse);
    case 'named':
      return bindNamed(call, signature, refuse);
    case 'typed':
      return bindTyped(call, signature, refuse);
  }
}

function isRequired(param: Param): boolean {
  return param.optional !== true && param.variadic !== true;
}

/** Names mean nothing here: `name = value` stays an assignment and takes its place in the order. */
function bindPositional({ args }: CallExpr, { params, arity }: Signature, refuse: Refuse): Arguments {
  if (arity !== undefined) {
    const hasRest = params.at(-1)?.variadic === true;
    if (args.length < params.filter(isRequired).length || (!hasRest && args.length > params.length)) {
      refuse(arity, undefined, signatureHint(params));
    }
  }
  return padded(args, params.length);
}

function padded(args: Arguments, length: number): Arguments {
  return args.length >= length ? args : [...args, ...new Array<undefined>(length - args.length).fill(undefined)];
}

function slotOf(params: readonly Param[], name: string): number {
  return params.findIndex((param) => param.name === name);
}

function isNamed(arg: Expr): arg is AssignmentExpr {
  return arg.kind === 'AssignmentExpr';
}

/** The grammar lets only a plain name stand before the `=` of an argument. */
function nameOf(arg: AssignmentExpr): string {
  return (arg.targets[0] as Identifier).name;
}

/** The value takes the slot, no variable is made. The later of two for one slot wins. */
function bindNamed({ args }: CallExpr, { params }: Signature, refuse: Refuse): Arguments {
  if (args.length > params.length) refuse('the number of parameters does not match', undefined, signatureHint(params));
  const slots = new Array<Expr | undefined>(params.length).fill(undefined);
  let sawName = false;
  for (const [i, arg] of args.entries()) {
    if (isNamed(arg)) {
      sawName = true;
      const slot = slotOf(params, nameOf(arg));
      if (slot < 0) refuse(`argument ${nameOf(arg)} does not exist`, undefined, nameHint(nameOf(arg), params));
      slots[slot] = arg.values[0];
    } else if (sawName) {
      refuse('positional arguments cannot follow keyword arguments', undefined, NAMES_LAST);
    } else {
      slots[i] = arg;
    }
  }
  for (const [i, param] of params.entries()) {
    if (isRequired(param) && slots[i] === undefined) {
      refuse(`parameter ${param.name} is required`, undefined, signatureHint(params));
    }
  }
  return slots;
}

/** A named argument keeps its place as an assignment, which also makes a variable (functions-a-i.md 2.6). */
function bindTyped({ args }: CallExpr, { params }: Signature, refuse: Refuse): Arguments {
  const hasRest = params.at(-1)?.variadic === true;
  if (!hasRest && args.length > params.length) refuse('too many parameters', undefined, signatureHint(params));
  const slots = new Array<Expr | undefined>(Math.max(params.length, args.length)).fill(undefined);
  let sawName = false;
  for (const [i, arg] of args.entries()) {
    if (isNamed(arg)) {
      sawName = true;
      const slot = slotOf(params, nameOf(arg));
      if (slot < 0) refuse('unknown named parameter', arg, nameHint(nameOf(arg), params));
      slots[slot] = arg;
    } else if (sawName) {
      refuse('positional parameter should not follow keyword parameter', arg, NAMES_LAST);
    } else {
      slots[i] = arg;
    }
  }
  for (const [i, param] of params.entries()) {
    if (isRequired(param) && slots[i] === undefined) {
      refuse(`missing required parameter \`${param.name}\``, undefined, signatureHint(params));
    }
  }
  if (sawName && args.length > params.length) refuse('too many parameters', undefined, signatureHint(params));
  checkKinds(slots, params, refuse);
  return slots;
}

function checkKinds(slots: Arguments, params: readonly Param[], refuse: Refuse): void {
  for (const [i, arg] of slots.entries()) {
    const kinds = params[Math.min(i, params.length - 1)]?.kind;
    const kind = arg === undefined ? undefined : LITERAL_KINDS[arg.kind];
    if (kinds === undefined || kind === undefined) continue;
    const allowed = typeof kinds === 'string' ? [kinds] : kinds;
    if (!allowed.includes(kind)) refuse('unexpected data type', arg, `this parameter takes ${allowed.join(' or ')}`);
  }
}

const LITERAL_KINDS: Partial<Record<Expr['kind'], Kind>> = {
  StringLiteral: 'str',
  IntLiteral: 'int',
  FloatLiteral: 'float',
  BoolLiteral: 'bool',
  NilLiteral: 'nil',
  ListLiteral: 'list',
  MapLiteral: 'map',
};

const NAMES_LAST = 'put the arguments without a name first';

function nameHint(name: string, params: readonly Param[]): string {
  return (
    didYouMean(
      name,
      params.map((param) => param.name),
    ) ?? signatureHint(params)
  );
}

/** A hint naming the candidate that was probably meant; undefined when none is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const near = nearestName(name, candidates);
  return near === undefined ? undefined : `did you mean \`${near}\`?`;
}

function signatureHint(params: readonly Param[]): string {
  if (params.length === 0) return 'it takes no parameters';
  const words = params.map((param) =>
    param.variadic === true ? `${param.name} ...` : isRequired(param) ? param.name : `[${param.name}]`,
  );
  return `its parameters are ${words.join(', ')}`;
}
