// Checks a parsed script the way the reference walks it (language.md 5): depth first in source order; names of builtins,
// arguments, the builtin's own check, map keys, break and continue. What a call or list refuses inside gets its position
// appended. After a finding the next statement is checked; the first finding is the reference's.

import type { Diagnostic } from '../source/diagnostic.js';
import type { Position, Source } from '../source/source.js';
import type { Block, CallExpr, Expr, MapLiteral, Program, SliceExpr, Stmt } from '../syntax/ast.js';
import type { Arguments } from './binding.js';
import { bindArguments, didYouMean } from './binding.js';
import type { BoundCall, CheckedScript, ScriptUse } from './checked.js';
import { exprText } from './key-name.js';
import { Scope } from './scope.js';
import type { CallCheck, Param, Signature, SignatureTable } from './signature.js';

export interface CheckResult {
  /** Undefined when there is any diagnostic. */
  readonly checked: CheckedScript | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export function check(source: Source, program: Program, table: SignatureTable): CheckResult {
  const checker = new Checker(source, table);
  checker.script(program);
  const { diagnostics, calls, uses } = checker;
  return { checked: diagnostics.length === 0 ? { source, program, calls, uses } : undefined, diagnostics };
}

const MAX_DIAGNOSTICS = 20;

/** Thrown to leave the statement being checked; the finding is recorded. */
class CheckFailure extends Error {}

const KEY_NODES: readonly Expr['kind'][] = ['StringLiteral', 'Identifier', 'AttrExpr'];
const KEY_MESSAGE = 'expect StringLiteral or Identifier or AttrExpr, got NODE';

const NOT_A_MAP_KEY: ReadonlySet<Expr['kind']> = new Set<Expr['kind']>([
  'FloatLiteral',
  'IntLiteral',
  'BoolLiteral',
  'NilLiteral',
  'ListLiteral',
  'MapLiteral',
]);

type Refusal = (message: string, at?: Expr, hint?: string, code?: string) => never;

class Checker {
  readonly diagnostics: Diagnostic[] = [];
  readonly calls = new Map<CallExpr, BoundCall>();
  readonly uses: ScriptUse[] = [];
  private readonly source: Source;
  private readonly table: SignatureTable;
  private readonly inFrames: number[] = [];
  private loops = 0;
  private scope = new Scope(undefined);

  constructor(source: Source, table: SignatureTable) {
    this.source = source;
    this.table = table;
  }

  script(program: Program): void {
    try {
      this.statements(program.stmts, new Scope(undefined));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.diagnostics.push({ code: 'nesting', message: 'nested too deeply', chain: [this.source.position(0)] });
    }
  }

  private statements(stmts: readonly Stmt[], scope: Scope): void {
    const outer = this.scope;
    this.scope = scope;
    for (const stmt of stmts) {
      if (this.isFull) break;
      this.attempt(() => this.statement(stmt));
    }
    this.scope = outer;
  }

  /** Lets the checks behind a finding go on. */
  private attempt(step: () => void): void {
    const { scope, loops } = this;
    try {
      step();
    } catch (error) {
      if (!(error instanceof CheckFailure)) throw error;
      this.inFrames.length = 0;
      this.scope = scope;
      this.loops = loops;
    }
  }

  private get isFull(): boolean {
    return this.diagnostics.length >= MAX_DIAGNOSTICS;
  }

  private fail(code: string, message: string, offset: number, hint?: string): never {
    if (!this.isFull) {
      const chain: Position[] = [offset, ...[...this.inFrames].reverse()].map((at) => this.source.position(at));
      this.diagnostics.push({ code, message, chain, ...(hint === undefined ? {} : { hint }) });
    }
    throw new CheckFailure();
  }

  private statement(stmt: Stmt): void {
    switch (stmt.kind) {
      case 'IfelseStmt': {
        this.inside(() => {
          for (const { cond, block } of stmt.branches) {
            this.attempt(() => this.expression(cond));
            this.block(block);
          }
          if (stmt.otherwise !== undefined) this.block(stmt.otherwise);
        });
        return;
      }
      case 'ForStmt': {
        this.inside(() => {
          this.attempt(() => this.optional(stmt.init));
          this.attempt(() => this.optional(stmt.cond));
          this.loopBody(stmt.body);
          this.optional(stmt.loop);
        });
        return;
      }
      case 'ForInStmt': {
        this.inside(() => {
          this.attempt(() => this.expression(stmt.iterable));
          this.loopBody(stmt.body);
        });
        return;
      }
      case 'BreakStmt': {
        this.jump('break', stmt.pos);
        return;
      }
      case 'ContinueStmt': {
        this.jump('continue', stmt.pos);
        return;
      }
      default: {
        this.expression(stmt);
        return;
      }
    }
  }

  private inside(step: () => void): void {
    const outer = this.scope;
    this.scope = new Scope(outer);
    step();
    this.scope = outer;
  }

  private block(block: Block): void {
    this.statements(block.stmts, new Scope(this.scope));
  }

  private loopBody(body: Block): void {
    this.loops++;
    this.block(body);
    this.loops--;
  }

  private jump(word: string, pos: number): void {
    if (this.loops === 0) this.fail('not-in-loop', `${word} not in loop`, pos, 'exit() ends the script');
  }

  private optional(expr: Expr | undefined): void {
    if (expr !== undefined) this.expression(expr);
  }

  /** Long chains of operators lean to the left: they are walked in a loop, so that their length costs no stack. */
  private expression(expr: Expr): void {
    const pending: Expr[] = [];
    let node = expr;
    for (;;) {
      if (node.kind === 'ArithmeticExpr' || node.kind === 'ConditionalExpr') {
        pending.push(node);
        node = node.left;
      } else if (node.kind === 'InExpr') {
        this.expression(node.right); // compat: the right operand first
        node = node.left;
      } else if (node.kind === 'AttrExpr' || node.kind === 'SliceExpr') {
        pending.push(node);
        node = node.object;
      } else if (node.kind === 'ParenExpr') {
        node = node.inner;
      } else if (node.kind === 'UnaryExpr') {
        node = node.operand;
      } else {
        break;
      }
    }
    this.operand(node);
    for (let i = pending.length - 1; i >= 0; i--) this.rest(pending[i]!);
  }

  /** What remains of a node whose left part is checked. */
  private rest(node: Expr): void {
    switch (node.kind) {
      case 'ArithmeticExpr':
      case 'ConditionalExpr': {
        this.expression(node.right);
        return;
      }
      case 'AttrExpr': {
        this.expression(node.member);
        return;
      }
      case 'SliceExpr': {
        this.bounds(node);
        return;
      }
      default:
    }
  }

  private bounds({ start, end, step }: SliceExpr): void {
    this.optional(start);
    this.optional(end);
    if (step === undefined) return;
    if (end !== undefined) {
      this.expression(step);
      return;
    }
    // compat: without an end the step is not checked; a call in it that cannot be bound gives void when it runs
    const found = this.diagnostics.length;
    const frames = this.inFrames.length;
    try {
      this.expression(step);
    } catch (error) {
      if (!(error instanceof CheckFailure)) throw error;
      this.diagnostics.length = found;
      this.inFrames.length = frames;
    }
  }

  private operand(node: Expr): void {
    switch (node.kind) {
      case 'ListLiteral':
        this.inFrames.push(node.pos);
        for (const item of node.items) this.expression(item);
        this.inFrames.pop();
        return;
      case 'MapLiteral': {
        this.map(node);
        return;
      }
      case 'IndexExpr':
        for (const index of node.indexes) this.expression(index);
        return;
      case 'AssignmentExpr':
        for (const target of node.targets) this.expression(target);
        for (const value of node.values) this.expression(value);
        return;
      case 'CallExpr': {
        this.call(node);
        return;
      }
      default:
    }
  }

  private map(node: MapLiteral): void {
    for (const [key, value] of node.pairs) {
      if (NOT_A_MAP_KEY.has(key.kind)) {
        this.fail('map-key', 'map key expect string', key.pos, 'put the key into quotes');
      }
      this.expression(key);
      this.expression(value);
    }
  }

  private call(call: CallExpr): void {
    const signature = this.table.get(call.name);
    if (signature === undefined) {
      this.fail(
        'unsupported-func',
        `unsupported func: \`${call.name}\``,
        call.pos,
        didYouMean(call.name, this.table.keys()),
      );
    }
    this.inFrames.push(call.pos);
    for (const arg of call.args) this.expression(arg);
    this.inFrames.pop();
    this.calls.set(call, this.bind(call, signature));
  }

  private bind(call: CallExpr, signature: Signature): BoundCall {
    const refuse: Refusal = (message, at, hint, code = 'arguments') => this.fail(code, message, (at ?? call).pos, hint);
    const args = bindArguments(call, signature, refuse);
    for (const [i, arg] of args.entries()) {
      const param = paramOf(signature, i);
      if (arg !== undefined && param !== undefined) checkNode(param, arg, args, refuse);
    }
    let usesScript: string | undefined;
    let names: readonly string[] | undefined;
    const { scope, uses } = this;
    const view: CallCheck = {
      call,
      args,
      block: scope,
      fail: (message, at, code = 'bad-argument') => refuse(message, at, undefined, code),
      useScript(name, at) {
        usesScript = name;
        uses.push({ name, call, pos: (at ?? call).pos });
      },
      names(list) {
        names = list;
      },
    };
    const plan = signature.check?.(view);
    return { signature, args, plan, names, usesScript };
  }
}

function paramOf({ params }: Signature, slot: number): Param | undefined {
  const last = params.at(-1);
  return params[slot] ?? (last?.variadic === true ? last : undefined);
}

function checkNode(param: Param, arg: Expr, args: Arguments, refuse: Refusal): void {
  const isKey = param.mode === 'key' || param.mode === 'read';
  const accepts = param.accepts ?? (isKey ? KEY_NODES : undefined);
  if (accepts === undefined || accepts.includes(arg.kind)) return;
  const at = param.errorAt === undefined ? arg : (args[param.errorAt] ?? arg);
  const text = (param.expects ?? KEY_MESSAGE).replace(/NODE|SOURCE/, (word) =>
    word === 'NODE' ? arg.kind : exprText(arg),
  );
  refuse(text, at, undefined, param.expects === undefined ? 'arguments' : 'bad-argument');
}
