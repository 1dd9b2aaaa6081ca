// A plain interpreter of the script language over the checked tree: dynamic scopes, one function per rule, nothing
// decided before it runs. Slow and simple on purpose: generated code is compared with it.

import type { BoundCall, CheckedScript } from '../../core/lang/check/checked.js';
import { keyName } from '../../core/lang/check/key-name.js';
import { FAILED, type Param } from '../../core/lang/check/signature.js';
import { OPERATORS as R } from '../../core/lang/runtime/operators.js';
import type { RunContext } from '../../core/lang/runtime/context.js';
import { Fault, type Place } from '../../core/lang/runtime/fault.js';
import { Site } from '../../core/lang/runtime/site.js';
import { Float, kindOf, type Value, VOID } from '../../core/lang/runtime/value.js';
import { ScriptRunError } from '../../core/lang/source/diagnostic.js';
import type {
  AssignmentExpr,
  Block,
  CallExpr,
  Expr,
  ForInStmt,
  ForStmt,
  IndexExpr,
  Stmt,
} from '../../core/lang/syntax/ast.js';

type Jump = 'break' | 'continue' | undefined;
type Operator = (a: Value, b: Value, at: Fault) => Value;

const ARITHMETIC: Readonly<Record<string, Operator>> = {
  '+': R.add,
  '-': R.subtract,
  '*': R.multiply,
  '/': R.divide,
  '%': R.modulo,
};
const COMPARISON: Readonly<Record<string, Operator>> = {
  '==': (a, b) => R.equal(a, b),
  '!=': (a, b) => !R.equal(a, b),
  '<': R.less,
  '<=': R.lessOrEqual,
  '>': R.greater,
  '>=': R.greaterOrEqual,
};

/** Thrown when a script runs for too long to be worth comparing. */
export class TooManySteps extends Error {}

export class TreeWalker {
  private readonly checked: CheckedScript;
  private readonly ctx: RunContext;
  private scopes: Map<string, Value>[] = [new Map<string, Value>()];
  private frames: readonly Place[] = [];
  private exited = false;
  private steps = 20_000;

  constructor(checked: CheckedScript, ctx: RunContext) {
    this.checked = checked;
    this.ctx = ctx;
  }

  run(): void {
    this.statements(this.checked.program.stmts);
  }

  private statements(stmts: readonly Stmt[]): Jump {
    for (const stmt of stmts) {
      if (--this.steps < 0) throw new TooManySteps();
      const jump = this.statement(stmt);
      if (this.exited || jump !== undefined) return jump;
    }
    return undefined;
  }

  private inScope<T>(step: () => T): T {
    const outer = this.scopes;
    this.scopes = [new Map<string, Value>(), ...outer];
    const value = step();
    this.scopes = outer;
    return value;
  }

  private block(block: Block): Jump {
    return this.inScope(() => this.statements(block.stmts));
  }

  private statement(stmt: Stmt): Jump {
    switch (stmt.kind) {
      case 'IfelseStmt':
        return this.inScope(() => {
          for (const { cond, block } of stmt.branches) if (R.isTruthy(this.value(cond))) return this.block(block);
          return stmt.otherwise === undefined ? undefined : this.block(stmt.otherwise);
        });
      case 'ForStmt':
        this.inScope(() => {
          this.loop(stmt);
        });
        return undefined;
      case 'ForInStmt':
        this.inScope(() => {
          this.loopIn(stmt);
        });
        return undefined;
      case 'BreakStmt':
        return 'break';
      case 'ContinueStmt':
        return 'continue';
      default:
        this.value(stmt);
        return undefined;
    }
  }

  private loop(stmt: ForStmt): void {
    if (stmt.init !== undefined) this.value(stmt.init);
    while (stmt.cond === undefined || R.isTruthy(this.value(stmt.cond))) {
      if (--this.steps < 0) throw new TooManySteps();
      if (this.block(stmt.body) === 'break' || this.exited) return;
      if (stmt.loop !== undefined) this.value(stmt.loop);
    }
  }

  private loopIn(stmt: ForInStmt): void {
    const items = R.iterable(this.value(stmt.iterable), this.fault(stmt.iterable.pos));
    const list = typeof items === 'string' ? Array.from(items) : items;
    const length = list.length;
    for (let i = 0; i < length; i++) {
      const jump = this.inScope(() => {
        this.assign(stmt.variable.name, list[i]!);
        return this.statements(stmt.body.stmts);
      });
      if (jump === 'break' || this.exited) return;
    }
  }

  private lookup(name: string): Value | undefined {
    const real = name === '_' ? 'message' : name;
    const scope = this.scopes.find((each) => each.has(real));
    return scope === undefined ? this.ctx.get(real) : scope.get(real);
  }

  private assign(name: string, value: Value): void {
    const real = name === '_' ? 'message' : name;
    (this.scopes.find((scope) => scope.has(real)) ?? this.scopes[0]!).set(real, value);
  }

  private fault(offset: number, op = ''): Fault {
    return new Fault(this.checked.source, offset, this.frames, op);
  }

  private value(node: Expr): Value {
    switch (node.kind) {
      case 'Identifier':
        return this.lookup(node.name) ?? null;
      case 'FloatLiteral':
        return new Float(node.value);
      case 'StringLiteral':
      case 'IntLiteral':
      case 'BoolLiteral':
        return node.value;
      case 'NilLiteral':
        return null;
      case 'ListLiteral':
        return node.items.map((item) => R.item(this.value(item)));
      case 'MapLiteral':
        return this.map(node.pairs);
      case 'ParenExpr':
        return this.value(node.inner);
      case 'AttrExpr':
        return VOID;
      case 'IndexExpr':
        return this.index(node);
      case 'SliceExpr': {
        const part = (bound: Expr | undefined) => (bound === undefined ? undefined : this.value(bound));
        const at = (bound: Expr | undefined) => (bound === undefined ? undefined : this.fault(bound.pos));
        const faults = {
          object: this.fault(node.object.pos),
          start: at(node.start),
          end: at(node.end),
          step: at(node.step),
        };
        return R.slice(this.value(node.object), part(node.start), part(node.end), part(node.step), faults);
      }
      case 'UnaryExpr': {
        const operand = this.value(node.operand);
        if (node.op === '!') return !R.isTruthy(operand);
        return (node.op === '-' ? R.negate : R.plus)(operand, this.fault(node.pos));
      }
      case 'ArithmeticExpr':
        return this.both(node.left, node.right, ARITHMETIC[node.op]!, this.fault(node.opPos, node.op));
      case 'InExpr':
        return this.both(node.left, node.right, R.isIn, this.fault(node.opPos));
      case 'ConditionalExpr': {
        const at = this.fault(node.opPos, node.op);
        if (node.op !== '&&' && node.op !== '||') return this.both(node.left, node.right, COMPARISON[node.op]!, at);
        const left = this.value(node.left);
        if (left === (node.op === '||')) return left;
        return (node.op === '&&' ? R.and : R.or)(left, this.value(node.right), at);
      }
      case 'AssignmentExpr':
        return this.assignment(node);
      case 'CallExpr':
        return R.result(this.call(node));
    }
  }

  private both(left: Expr, right: Expr, operator: Operator, at: Fault): Value {
    const a = this.value(left);
    return operator(a, this.value(right), at);
  }

  private map(pairs: readonly (readonly [Expr, Expr])[]): Value {
    const map = new Map<string, Value>();
    for (const [key, value] of pairs) {
      const k = R.pairKey(this.value(key), this.fault(key.pos));
      map.set(k, R.pairValue(this.value(value), this.fault(value.pos)));
    }
    return map;
  }

  private index(node: IndexExpr): Value {
    const object = node.object!;
    const container = R.indexable(this.lookup(object.name), this.fault(object.pos));
    return this.along(container, node.indexes);
  }

  private along(container: Value, indexes: readonly Expr[]): Value {
    let at: Value = container;
    for (const index of indexes) {
      const found = R.element(at, this.value(index), this.fault(index.pos));
      if (found === undefined) return null;
      at = found;
    }
    return at;
  }

  private assignment(node: AssignmentExpr): Value {
    const [target, ...others] = node.targets;
    if (target === undefined || others.length > 0 || node.values.length !== 1) throw new Error('not generated');
    const right = this.value(node.values[0]!);
    const operator = node.op === '=' ? undefined : ARITHMETIC[node.op.slice(0, 1)]!;
    const at = this.fault(node.opPos, node.op);
    if (target.kind === 'Identifier') {
      const present = operator === undefined ? null : this.lookup(target.name);
      if (present === undefined) return null;
      const value = operator === undefined ? right : operator(present, right, at);
      this.assign(target.name, value);
      return value;
    }
    if (target.kind !== 'IndexExpr') return VOID;
    const object = R.assignable(this.lookup(target.object!.name), this.fault(target.object!.pos));
    const value = operator === undefined ? right : operator(this.along(object, target.indexes), right, at);
    let container = object;
    for (const [i, index] of target.indexes.entries()) {
      const key = this.value(index);
      if (i === target.indexes.length - 1) R.put(container, key, value, this.fault(index.pos));
      else container = R.inner(container, key, this.fault(index.pos));
    }
    return value;
  }

  private call(node: CallExpr): Value | undefined {
    const bound = this.checked.calls.get(node);
    if (bound === undefined) return undefined;
    const { signature, plan } = bound;
    const offsets = bound.args.map((arg) => arg?.pos);
    const site = new Site(plan, { source: this.checked.source, offset: node.pos }, this.frames, offsets, undefined);
    if (signature.exits === true) this.exited = true;
    const outer = this.frames;
    if (signature.framesErrors === true) this.frames = [{ source: this.checked.source, offset: node.pos }, ...outer];
    const args = signature.exits === true ? [] : this.args(bound);
    this.frames = outer;
    const result = signature.run(this.ctx, site, ...(args as never[]));
    if (result instanceof Promise) throw new Error('not generated');
    return result;
  }

  private args(bound: BoundCall): unknown[] {
    return bound.signature.params.flatMap((param, slot): unknown[] => {
      if (param.variadic === true) {
        const rest = bound.args.slice(slot).filter((arg) => arg !== undefined);
        return [
          rest.map((arg) => (param.mode === 'guarded' ? this.guarded(arg, null) : this.typed(bound, param, arg))),
        ];
      }
      const arg = bound.args[slot];
      const name = arg === undefined ? undefined : keyName(arg);
      switch (param.mode) {
        case 'node':
          return [];
        case 'key':
          return [name];
        case 'read': {
          const unless = bound.signature.params.findIndex((other) => other.name === param.readUnless);
          return [name, name === undefined || bound.args[unless] !== undefined ? undefined : this.lookup(name)];
        }
        case 'guarded':
          return [arg === undefined ? undefined : this.guarded(arg, FAILED)];
        default:
          return [arg === undefined ? undefined : this.typed(bound, param, arg)];
      }
    });
  }

  private typed(bound: BoundCall, param: Param, arg: Expr): Value {
    const value = this.value(arg);
    const kinds = typeof param.kind === 'string' ? [param.kind] : param.kind;
    if (bound.signature.style === 'typed' && kinds !== undefined && !kinds.includes(kindOf(value))) {
      this.fault(arg.pos).fail(`parameter ${param.name}: type not match`);
    }
    return value;
  }

  private guarded<T>(arg: Expr, whenFailed: T): Value | T {
    const frames = this.frames;
    const scopes = this.scopes;
    try {
      return this.value(arg);
    } catch (error) {
      if (!(error instanceof ScriptRunError)) throw error;
      this.frames = frames;
      this.scopes = scopes;
      return whenFailed;
    }
  }
}
