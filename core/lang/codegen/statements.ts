// Statements and their scopes (language.md 10). A script block becomes a JavaScript block that declares the slots of its
// scope, so each entry and each turn of a loop starts with fresh ones. A call that ends the script (exit) sets `x`; it is
// looked at where the reference looks: after the statement, and after the first statement of a block such a call led to.

import type { Block, Expr, ForInStmt, ForStmt, IfelseStmt, Stmt } from '../syntax/ast.js';
import { callStatement } from './calls.js';
import { type Code, constant } from './code.js';
import { expression } from './expressions.js';
import type { Generator } from './generator.js';
import { realName } from './names.js';
import { truth } from './operators.js';
import { resolve } from './scopes.js';
import { assignedNames, callsIn, repeatedNames } from './walk.js';

export function statements(g: Generator, stmts: readonly Stmt[]): void {
  for (const stmt of stmts) {
    statement(g, stmt);
    checkExit(g);
  }
}

function checkExit(g: Generator): void {
  if (g.exitPending) g.emitter.line('if (x) return;');
  g.exitPending = false;
}

function statement(g: Generator, stmt: Stmt): void {
  switch (stmt.kind) {
    case 'IfelseStmt': {
      branch(g, stmt);
      return;
    }
    case 'ForStmt': {
      loop(g, stmt);
      return;
    }
    case 'ForInStmt': {
      loopIn(g, stmt);
      return;
    }
    case 'BreakStmt':
      g.emitter.line('break;');
      return;
    case 'ContinueStmt':
      g.emitter.line(g.continueTo === undefined ? 'continue;' : `break ${g.continueTo};`);
      return;
    case 'CallExpr': {
      callStatement(g, stmt);
      return;
    }
    case 'AssignmentExpr':
      expression(g, stmt);
      return;
    default: {
      const code = expression(g, stmt);
      if (!code.simple) g.emitter.line(`${code.text};`);
    }
  }
}

/** A block in a scope of its own, without the braces. */
function block(g: Generator, body: Block): void {
  emitScope(g, () => statements(g, body.stmts));
}

/** Runs `step` in a new scope and emits its lines behind the declaration of its slots. */
function emitScope(g: Generator, step: () => void): void {
  const { lines, names } = g.inScope(step);
  if (names.length > 0) g.emitter.line(`let ${names.join(', ')};`);
  g.emitter.append(lines);
}

/** Conditions in order; a block that was run leaves the labelled block, so that many branches nest no deeper than one. */
function branch(g: Generator, stmt: IfelseStmt): void {
  const { emitter } = g;
  const isSimple = stmt.branches.length === 1;
  const done = isSimple ? '' : emitter.fresh('L');
  emitter.line(isSimple ? '{' : `${done}: {`);
  emitScope(g, () => {
    const pinned = pinKeys(
      g,
      stmt.branches.map(({ cond }) => cond),
    );
    for (const { cond, block: body } of stmt.branches) {
      g.pinned = pinned;
      const condition = truth(g, expression(g, cond));
      g.pinned = new Map();
      emitter.line(`if (${condition}) {`);
      keepingExit(g, () => block(g, body));
      if (!isSimple) emitter.line(`break ${done};`);
      emitter.line('}');
    }
    if (stmt.otherwise !== undefined) {
      emitter.line(isSimple ? 'else {' : '{');
      keepingExit(g, () => block(g, stmt.otherwise!));
      emitter.line('}');
    }
  });
  emitter.line('}');
}

/**
 * Reads the keys that several conditions look at once, before the first: without calls among the conditions nothing
 * changes them on the way.
 */
function pinKeys(g: Generator, conds: readonly Expr[]): ReadonlyMap<string, Code> {
  const pinned = new Map<string, Code>();
  if (conds.length === 1 || callsIn(conds).length > 0) return pinned;
  for (const name of repeatedNames(conds)) {
    if (resolve(g.scope, name).slots.length === 0) pinned.set(name, g.emitter.hold(g.read(name)));
  }
  return pinned;
}

/** An exit that may have happened before a block is still to be looked at behind it: the block may be empty. */
function keepingExit(g: Generator, step: () => void): void {
  const pending = g.exitPending;
  step();
  g.exitPending ||= pending;
}

function loop(g: Generator, stmt: ForStmt): void {
  const { emitter } = g;
  emitter.line('{');
  emitScope(g, () => {
    const headExits = g.exitPending || mayExit(g, [stmt.init, stmt.cond, stmt.loop]);
    if (stmt.init !== undefined) bare(g, stmt.init);
    foresee(g, [stmt.cond, stmt.loop]);
    emitter.line('for (;;) {');
    turn(g, stmt.pos, () => {
      if (stmt.cond !== undefined) emitter.line(`if (!${truth(g, expression(g, stmt.cond))}) break;`);
      const next = emitter.fresh('L');
      const outer = g.continueTo;
      g.continueTo = next;
      emitter.line(`${next}: {`);
      g.exitPending ||= headExits;
      keepingExit(g, () => block(g, stmt.body));
      emitter.line('}');
      g.continueTo = outer;
      checkExit(g);
      if (stmt.loop !== undefined) bare(g, stmt.loop);
    });
    emitter.line('}');
    g.exitPending ||= headExits; // the condition may have ended both the loop and the script
  });
  emitter.line('}');
}

/** An expression in the head of a loop: it runs like a statement, but an exit in it waits for the body. */
function bare(g: Generator, node: Expr): void {
  statement(g, node);
}

/** The names that later parts of a loop head may create are there from the second turn on. */
function foresee(g: Generator, parts: readonly (Expr | undefined)[]): void {
  for (const name of assignedNames(parts)) {
    if (resolve(g.scope, name).certain) continue;
    const slot = g.scope.slot(name, () => g.emitter.fresh('v'));
    if (slot.filled === 'no') slot.filled = 'maybe';
  }
}

/** Writes one turn of a loop behind the charge for what it does. */
function turn(g: Generator, offset: number, step: () => void): void {
  const callsOutside = g.calls;
  g.calls = 0;
  g.loops++;
  const { lines } = g.emitter.capture(step);
  g.loops--;
  g.emitter.line(g.charge(g.calls, offset));
  g.emitter.append(lines);
  g.calls = callsOutside;
}

function loopIn(g: Generator, stmt: ForInStmt): void {
  const { emitter } = g;
  emitter.line('{');
  emitScope(g, () => {
    const [items, isText, length, at, item] = ['t', 't', 't', 't', 't'].map(() => emitter.fresh('t')) as Names;
    const iterable = expression(g, stmt.iterable);
    const headExits = g.exitPending;
    const found = `${emitter.operator('iterable')}(${iterable.text}, ${g.fault(stmt.iterable.pos)})`;
    emitter.line(`const ${items} = ${found}, ${isText} = typeof ${items} === "string", ${length} = ${items}.length;`);
    emitter.line(`let ${at} = 0;`);
    emitter.line(`while (${at} < ${length}) {`);
    const outer = g.continueTo;
    g.continueTo = undefined;
    turn(g, stmt.pos, () => {
      const character = `${emitter.operator('character')}(${items}, ${at})`;
      emitter.line(`const ${item} = ${isText} ? ${character} : ${items}[${at}];`);
      emitter.line(`${at} += ${isText} ? ${item}.length : 1;`);
      keepingExit(g, () => {
        emitScope(g, () => {
          g.assign(realName(stmt.variable.name), constant(item, 'some'));
          statements(g, stmt.body.stmts);
        });
      });
      checkExit(g);
    });
    g.continueTo = outer;
    emitter.line('}');
    g.exitPending ||= headExits;
  });
  emitter.line('}');
}

type Names = [string, string, string, string, string];

function mayExit(g: Generator, nodes: readonly (Expr | undefined)[]): boolean {
  return callsIn(nodes).some((call) => g.bound(call)?.signature.exits === true);
}
