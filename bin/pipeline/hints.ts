// What in a script is likely to be dear, and what to do about it.

import { GrokPattern } from '../../core/grok/grok.js';
import { Regex } from '../../core/grok/regex.js';
import type { CheckedScript } from '../../core/lang/check/checked.js';
import type { Block, CallExpr, Stmt } from '../../core/lang/syntax/ast.js';
import { callsIn } from '../../core/lang/codegen/walk.js';

/** Functions that parse or match a whole text, or go over the network. */
const DEAR: ReadonlySet<string> = new Set([
  'grok',
  'xml',
  'sql_cover',
  'user_agent',
  'http_request',
  'replace',
  'match',
]);
const MANY_GROKS = 5;

export function hintsOf(checked: CheckedScript): string[] {
  const hints: string[] = [];
  const place = (call: CallExpr) => {
    const { line, col } = checked.source.position(call.pos);
    return `${line}:${col}`;
  };
  for (const [call, { signature, plan }] of checked.calls) {
    if (signature.waits === true) {
      hints.push(`${signature.name} at ${place(call)} waits for the network with every record: cache what it answers`);
    }
    const regexes = Object.values(plan ?? {}).map((v: unknown) => (v instanceof GrokPattern ? v.regex : v));
    if (regexes.some((regex) => regex instanceof Regex && regex.engine === 'linear')) {
      hints.push(`${signature.name} at ${place(call)} runs on the linear matcher, several times slower than V8's`);
    }
  }
  for (const call of callsInLoops(checked.program.stmts, false)) {
    if (DEAR.has(call.name)) hints.push(`${call.name} at ${place(call)} runs in a loop`);
  }
  const groks = [...checked.calls.values()].filter(({ signature }) => signature.name === 'grok').length;
  if (groks >= MANY_GROKS) {
    hints.push(`${groks} grok patterns: put the likeliest first, and an if on a text in it around the rare ones`);
  }
  return hints;
}

function callsInLoops(stmts: readonly Stmt[], inLoop: boolean): CallExpr[] {
  return stmts.flatMap((stmt) => {
    const inside = (block: Block, looped: boolean) => callsInLoops(block.stmts, looped);
    switch (stmt.kind) {
      case 'IfelseStmt': {
        const conds = inLoop ? callsIn(stmt.branches.map(({ cond }) => cond)) : [];
        const blocks = stmt.branches.flatMap(({ block }) => inside(block, inLoop));
        return [...conds, ...blocks, ...(stmt.otherwise === undefined ? [] : inside(stmt.otherwise, inLoop))];
      }
      case 'ForStmt':
        return [...callsIn([stmt.cond, stmt.loop]), ...inside(stmt.body, true)];
      case 'ForInStmt':
        return inside(stmt.body, true);
      case 'BreakStmt':
      case 'ContinueStmt':
        return [];
      default:
        return inLoop ? callsIn([stmt]) : [];
    }
  });
}
