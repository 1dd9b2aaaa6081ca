// What a script does, read off its checked tree: keys, functions, other scripts, how its patterns run, what is dear.

import type { BoundCall, CheckedScript } from '../../core/lang/check/checked.js';
import { keyName } from '../../core/lang/check/key-name.js';
import { Regex } from '../../core/grok/regex.js';
import { GrokPattern } from '../../core/grok/grok.js';
import type { CompiledScript, ScriptSet } from '../../core/scripts/script-set.js';
import type { CallExpr } from '../../core/lang/syntax/ast.js';
import type { Write } from './command.js';
import { hintsOf } from './hints.js';
import { namesIn } from './names-in.js';
import { loadScript, problems } from './sources.js';

/** @returns the exit code: 1 when the script does not compile */
export async function explain(file: string, showsCode: boolean, write: Write): Promise<number> {
  const loaded = await loadScript(file);
  const script = loaded.set.scripts.get(loaded.name);
  if (script === undefined) {
    write(problems(loaded, loaded.name) ?? '');
    return 1;
  }
  const { checked } = script;
  write(`${script.name}: ${checked.program.stmts.length} statements, ${checked.calls.size} calls`);
  write(`  ${traits(script).join('; ')}`);
  section('keys named in calls', keysOfCalls(checked), write);
  section('names read as variable or key', namesIn(checked).read.map(quoted), write);
  section('variables assigned', namesIn(checked).assigned.map(quoted), write);
  section('functions', functionsOf(checked), write);
  section('patterns', patternsOf(checked), write);
  section('scripts used', usesOf(script.name, loaded.set), write);
  section('cost', hintsOf(checked), write);
  if (showsCode) section('compiled to', script.text.split('\n'), write);
  return 0;
}

function section(title: string, lines: readonly string[], write: Write): void {
  if (lines.length === 0) return;
  write(`${title}:`);
  for (const line of lines) write(`  ${line}`);
}

function quoted(name: string): string {
  return /^[A-Za-z_][\w.]*$/.test(name) ? name : JSON.stringify(name);
}

function traits(script: CompiledScript): string[] {
  return [
    script.waits ? 'waits (http_request): runs asynchronously' : 'never waits',
    script.stateful ? 'keeps state between records: runs on the state worker' : 'keeps no state between records',
  ];
}

/** `key: function, function`, in the order in which keys appear. */
function keysOfCalls(checked: CheckedScript): string[] {
  const keys = new Map<string, Set<string>>();
  const note = (key: string, by: string) => {
    const users = keys.get(key) ?? new Set<string>();
    keys.set(key, users.add(by));
  };
  for (const { signature, args, names, plan } of checked.calls.values()) {
    for (const [i, param] of signature.params.entries()) {
      const arg = args[i];
      const name = arg === undefined ? undefined : keyName(arg);
      if ((param.mode === 'key' || param.mode === 'read') && name !== undefined) note(name, signature.name);
    }
    for (const name of names ?? []) note(name, signature.name);
    for (const part of partsOf(plan)) {
      if (part instanceof GrokPattern) for (const field of part.fields) note(field.key, `${signature.name} (group)`);
    }
  }
  return [...keys].map(([key, users]) => `${quoted(key)}: ${[...users].join(', ')}`);
}

function functionsOf(checked: CheckedScript): string[] {
  const counts = new Map<string, number>();
  for (const { signature } of checked.calls.values()) {
    counts.set(signature.name, (counts.get(signature.name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name} x ${count}`));
}

/** How each pattern of the script runs (decision D3). */
function patternsOf(checked: CheckedScript): string[] {
  const lines: string[] = [];
  for (const [call, bound] of checked.calls) {
    for (const part of partsOf(bound.plan)) {
      const regex = part instanceof GrokPattern ? part.regex : part;
      if (regex instanceof Regex) lines.push(patternLine(checked, call, bound, regex));
    }
  }
  return lines;
}

function patternLine({ source }: CheckedScript, call: CallExpr, { signature }: BoundCall, regex: Regex): string {
  const { line, col } = source.position(call.pos);
  const engine = regex.engine === 'v8' ? 'V8 RegExp' : `linear matcher, because: ${regex.reason}`;
  return `${signature.name} at ${line}:${col}: ${engine}`;
}

/** The values of a plan, and those of the objects in it. */
function partsOf(plan: unknown): unknown[] {
  if (typeof plan !== 'object' || plan === null) return [];
  const inside: unknown[] = Object.values(plan);
  return [plan, ...inside].filter((part) => part instanceof Regex || part instanceof GrokPattern);
}

/** The tree of `use`, a script that occurs again without its branches. */
function usesOf(name: string, set: ScriptSet): string[] {
  const lines: string[] = [];
  const seen = new Set<string>();
  const visit = (from: string, indent: string) => {
    for (const used of new Set(set.scripts.get(from)?.checked.uses.map((use) => use.name) ?? [])) {
      lines.push(`${indent}${used}${seen.has(used) ? ' (see above)' : ''}`);
      if (seen.has(used)) continue;
      seen.add(used);
      visit(used, `${indent}  `);
    }
  };
  visit(name, '');
  return lines;
}
