// Compiles a set of scripts (one category, one namespace) together: parse, check, link `use`, emit (language.md 5, 13).
// A bad script fails alone, with those that use it. Linking is a proper search for cycles: one script may be used many
// times, and by several others (docs/compatibility.md).

import type { CheckedScript, ScriptUse } from '../lang/check/checked.js';
import { check } from '../lang/check/check.js';
import type { SignatureTable } from '../lang/check/signature.js';
import { emit, type EmittedScript } from '../lang/codegen/compile.js';
import type { Diagnostic } from '../lang/source/diagnostic.js';
import { type Position, Source } from '../lang/source/source.js';
import { parse } from '../lang/syntax/parser.js';

export interface CompiledScript extends EmittedScript {
  readonly name: string;
  readonly checked: CheckedScript;
  /** It, or a script it uses, keeps state between records. */
  readonly stateful: boolean;
}

export interface CompileOptions {
  /** UTF-16 units of one script. */
  readonly maxLength?: number;
}

export interface ScriptSet {
  readonly scripts: Map<string, CompiledScript>;
  /** The first diagnostic is the one the reference reports. */
  readonly errors: Map<string, Diagnostic[]>;
}

const DEFAULT_MAX_LENGTH = 4 * 1024 * 1024;

export function compileSet(
  sources: ReadonlyMap<string, string>,
  table: SignatureTable,
  options: CompileOptions = {},
): ScriptSet {
  const errors = new Map<string, Diagnostic[]>();
  const checked = new Map<string, CheckedScript>();
  for (const [name, text] of sources) {
    const result = checkOne(new Source(name, text), table, options.maxLength ?? DEFAULT_MAX_LENGTH);
    if (Array.isArray(result)) errors.set(name, result);
    else checked.set(name, result);
  }
  const linkErrors = link(checked, errors);
  for (const [name, diagnostic] of linkErrors) errors.set(name, [diagnostic]);
  const scripts = new Map<string, CompiledScript>();
  for (const [name, script] of checked) if (!linkErrors.has(name)) emitInOrder(script, checked, scripts, errors);
  return { scripts, errors };
}

function checkOne(source: Source, table: SignatureTable, maxLength: number): CheckedScript | Diagnostic[] {
  if (source.text.length > maxLength) {
    return [atStart(source, 'too-large', `script is longer than ${maxLength} characters`)];
  }
  const parsed = parse(source);
  if (parsed.program === undefined) return [...parsed.diagnostics];
  try {
    const { checked, diagnostics } = check(source, parsed.program, table);
    return checked ?? [...diagnostics];
  } catch (error) {
    if (error instanceof RangeError) return [tooDeep(source)];
    throw error;
  }
}

function tooDeep(source: Source): Diagnostic {
  return atStart(source, 'too-deep', 'script is nested too deeply');
}

function atStart(source: Source, code: string, message: string): Diagnostic {
  return { code, message, chain: [source.position(0)] };
}

/** What stands in the way of scripts that are fine by themselves. */
function link(checked: ReadonlyMap<string, CheckedScript>, errors: ReadonlyMap<string, Diagnostic[]>) {
  const found = new Map<string, Diagnostic>();
  for (const [name, script] of checked) {
    const diagnostic = new Search(checked, errors).visit(script);
    if (diagnostic !== undefined) found.set(name, diagnostic);
  }
  return found;
}

/** A depth first search from one script over what it uses, in source order, up to the first error. */
class Search {
  private readonly checked: ReadonlyMap<string, CheckedScript>;
  private readonly errors: ReadonlyMap<string, Diagnostic[]>;
  private readonly cleared = new Set<string>();
  private readonly path: CheckedScript[] = [];

  constructor(checked: ReadonlyMap<string, CheckedScript>, errors: ReadonlyMap<string, Diagnostic[]>) {
    this.checked = checked;
    this.errors = errors;
  }

  visit(script: CheckedScript): Diagnostic | undefined {
    this.path.push(script);
    if (this.path.length > MAX_CHAIN) return atStart(script.source, 'too-deep', 'scripts use each other too deeply');
    for (const use of script.uses) {
      if (this.cleared.has(use.name)) continue;
      const diagnostic = this.follow(script, use);
      if (diagnostic !== undefined) return diagnostic;
    }
    this.path.pop();
    this.cleared.add(script.source.name);
    return undefined;
  }

  private follow(script: CheckedScript, use: ScriptUse): Diagnostic | undefined {
    const at = script.source.position(use.pos);
    const target = this.checked.get(use.name);
    if (target !== undefined && this.path.includes(target)) return this.circular(use.name, at);
    const inside = target === undefined ? this.errors.get(use.name)?.[0] : this.visit(target);
    if (inside !== undefined) {
      return inside.code === CIRCULAR ? inside : { ...inside, chain: [...inside.chain, at] };
    }
    if (target !== undefined) return undefined;
    return { code: 'unknown-script', message: `script ${use.name} not found`, chain: [at] };
  }

  /** compat: the first line names the script searched from, and every frame has the place of the last `use`. */
  private circular(name: string, at: Position): Diagnostic {
    const names = this.path.map((script) => script.source.name);
    const files = [names[0]!, ...names.toReversed()];
    return {
      code: CIRCULAR,
      message: `circular dependency: ${[...names, name].join(' -> ')}`,
      chain: files.map((file) => ({ ...at, file })),
    };
  }
}

const CIRCULAR = 'circular-use';
/** As deep as the stack surely carries the search and the run. */
const MAX_CHAIN = 200;

/** Emits what a script uses before the script itself. */
function emitInOrder(
  script: CheckedScript,
  checked: ReadonlyMap<string, CheckedScript>,
  scripts: Map<string, CompiledScript>,
  errors: Map<string, Diagnostic[]>,
): void {
  const { name } = script.source;
  if (scripts.has(name) || errors.has(name)) return;
  for (const use of script.uses) emitInOrder(checked.get(use.name)!, checked, scripts, errors);
  const broken = script.uses.find((use) => errors.has(use.name));
  if (broken !== undefined) {
    const inside = errors.get(broken.name)![0]!;
    errors.set(name, [{ ...inside, chain: [...inside.chain, script.source.position(broken.pos)] }]);
    return;
  }
  try {
    const emitted = emit(script, (used) => scripts.get(used));
    scripts.set(name, { name, checked: script, stateful: isStateful(script, scripts), ...emitted });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    errors.set(name, [tooDeep(script.source)]);
  }
}

function isStateful(script: CheckedScript, scripts: ReadonlyMap<string, CompiledScript>): boolean {
  for (const { signature } of script.calls.values()) if (signature.stateful === true) return true;
  return script.uses.some((use) => scripts.get(use.name)?.stateful === true);
}
