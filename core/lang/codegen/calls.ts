// Calls of builtins: arguments as the modes of the parameters say (check/signature.ts), then the builtin itself.

import type { BoundCall } from '../check/checked.js';
import { keyName } from '../check/key-name.js';
import type { Param } from '../check/signature.js';
import type { KindRule } from '../runtime/arguments.js';
import { Fault } from '../runtime/fault.js';
import { Site } from '../runtime/site.js';
import type { Kind } from '../runtime/value.js';
import type { CallExpr, Expr } from '../syntax/ast.js';
import { ABSENT, type Code, computed, constant, textLiteral, variable } from './code.js';
import { expression, voidCode } from './expressions.js';
import type { Generator } from './generator.js';

/** A call as a value. */
export function call(g: Generator, node: CallExpr): Code {
  const code = rawCall(g, node);
  if (code === undefined) return voidCode(g);
  return computed(`${g.emitter.operator('result')}(${code.text})`, 'any', code);
}

/** A call whose result nobody looks at. */
export function callStatement(g: Generator, node: CallExpr): void {
  const code = rawCall(g, node);
  if (code !== undefined && !code.simple) g.emitter.line(`${code.text};`);
}

/** The builtin's result as it is (undefined for nothing); undefined when the call was never bound. */
function rawCall(g: Generator, node: CallExpr): Code | undefined {
  const bound = g.bound(node);
  if (bound === undefined) return undefined; // compat: the step of a slice without an end is not checked
  const { emitter } = g;
  const { signature } = bound;
  g.calls++;
  const callee = bound.usesScript === undefined ? undefined : g.findCallee(bound.usesScript);
  const offsets = bound.args.map((arg) => arg?.pos);
  const site = emitter.constant(new Site(bound.plan, g.place(node.pos), g.outerFrames, offsets, callee));
  const run = emitter.constant(signature.run);
  const frame = signature.framesErrors === true ? node.pos : undefined;
  const args = frame === undefined ? argumentsOf(g, bound) : g.framed(frame, () => argumentsOf(g, bound));
  const code = computed(`${run}(${['c', site, ...args.map((arg) => arg.text)].join(', ')})`, 'any', ...args);
  if (signature.exits === true) {
    emitter.line(`${code.text};`);
    emitter.line('x = true;');
    g.hasExit = true;
    g.exitPending = true;
    return ABSENT;
  }
  if (signature.waits === true || callee?.waits === true) {
    const name = emitter.fresh('t');
    emitter.line(`const ${name} = await b.wait(${code.text});`);
    return constant(name, 'any');
  }
  return code;
}

function argumentsOf(g: Generator, bound: BoundCall): Code[] {
  if (bound.signature.exits === true) return [];
  const steps: (() => Code)[] = [];
  for (const [slot, param] of bound.signature.params.entries()) {
    if (param.variadic === true) steps.push(() => restOf(g, bound, param, slot));
    else steps.push(...stepsOf(g, bound, param, bound.args[slot]));
  }
  return g.emitter.sequence(steps);
}

function stepsOf(g: Generator, bound: BoundCall, param: Param, arg: Expr | undefined): (() => Code)[] {
  const name = arg === undefined ? undefined : keyName(arg);
  switch (param.mode) {
    case 'node':
      return [];
    case 'value':
      return [() => (arg === undefined ? ABSENT : value(g, bound, param, arg))];
    case 'guarded':
      return [() => (arg === undefined ? ABSENT : guarded(g, arg))];
    case 'key':
      return [() => nameOf(arg, name)];
    case 'read': {
      const skips = param.readUnless !== undefined && isGiven(bound, param.readUnless);
      return [() => nameOf(arg, name), () => (name === undefined || skips ? ABSENT : g.lookup(name))];
    }
    case 'lazy':
      return [() => (arg === undefined ? ABSENT : lazy(g, arg))];
    case 'reads':
      return [() => (arg === undefined ? ABSENT : reads(g, arg, name))];
    case 'names':
      if (bound.names !== undefined) return [() => lookups(g, bound.names!)];
      return [() => (arg === undefined ? ABSENT : expression(g, arg))];
  }
}

/** Keys that are named by nothing the builtin accepts otherwise: '' (see Param.accepts). */
function nameOf(arg: Expr | undefined, name: string | undefined): Code {
  if (arg === undefined) return ABSENT;
  return constant(textLiteral(name ?? ''), 'str');
}

function isGiven(bound: BoundCall, paramName: string): boolean {
  const slot = bound.signature.params.findIndex((param) => param.name === paramName);
  return bound.args[slot] !== undefined;
}

function value(g: Generator, bound: BoundCall, param: Param, arg: Expr): Code {
  const code = expression(g, arg);
  if (bound.signature.style !== 'typed' || param.kind === undefined) return code;
  const kinds: readonly Kind[] = typeof param.kind === 'string' ? [param.kind] : param.kind;
  if (isOneOf(code.known, kinds)) return code;
  const rule: KindRule = {
    name: param.name,
    kinds: new Set(kinds),
    at: new Fault(g.checked.source, arg.pos, g.outerFrames),
  };
  return computed(`${g.emitter.operator('checked')}(${code.text}, ${g.emitter.constant(rule)})`, 'some', code);
}

function isOneOf(known: Code['known'], kinds: readonly Kind[]): boolean {
  const kind = known === 'number' ? 'int' : known;
  return kind !== 'any' && kind !== 'some' && kinds.includes(kind);
}

/** The value, or FAILED when a run error happened on the way. */
function guarded(g: Generator, arg: Expr, whenFailed = ''): Code {
  const { emitter } = g;
  const { lines, value: code } = emitter.capture(() => g.uncertainly(() => expression(g, arg)));
  if (lines.length === 0 && code.simple) return code;
  const name = emitter.fresh('t');
  emitter.line(`let ${name};`);
  emitter.line('try {');
  emitter.append(lines);
  emitter.line(`${name} = ${code.text};`);
  emitter.line(`} catch (e) { ${name} = ${emitter.operator('failed')}(e)${whenFailed}; }`);
  return { ...variable(name), constant: true };
}

/** A function that evaluates the argument when the builtin asks for it. */
function lazy(g: Generator, arg: Expr): Code {
  const { emitter } = g;
  const { lines, value: code } = emitter.capture(() => g.uncertainly(() => expression(g, arg)));
  const name = emitter.fresh('t');
  emitter.line(`const ${name} = async () => {`);
  emitter.append(lines);
  emitter.line(`return ${code.text};`);
  emitter.line('};');
  return constant(name, 'any');
}

function restOf(g: Generator, bound: BoundCall, param: Param, slot: number): Code {
  const { emitter } = g;
  const args = bound.args.slice(slot).filter((arg) => arg !== undefined);
  const steps = args.map((arg) => () => {
    return param.mode === 'guarded' ? guarded(g, arg, ' && null') : value(g, bound, param, arg);
  });
  const codes = emitter.sequence(steps);
  return computed(`[${codes.map((code) => code.text).join(', ')}]`, 'list', ...codes);
}

/** Names inside a literal list are looked up, its other items evaluated; a single name gives what it holds. */
function reads(g: Generator, arg: Expr, name: string | undefined): Code {
  if (arg.kind !== 'ListLiteral') return name === undefined ? expression(g, arg) : g.lookup(name);
  const codes = g.emitter.sequence(
    arg.items.map((item) => () => {
      const itemName = item.kind === 'StringLiteral' ? undefined : keyName(item);
      return itemName === undefined ? expression(g, item) : g.lookup(itemName);
    }),
  );
  return computed(`[${codes.map((code) => code.text).join(', ')}]`, 'list', ...codes);
}

function lookups(g: Generator, names: readonly string[]): Code {
  const codes = names.map((name) => g.lookup(name));
  return computed(`[${codes.map((code) => code.text).join(', ')}]`, 'list', ...codes);
}
