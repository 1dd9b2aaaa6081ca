// One value out of a JSON text. The path is written in the script's own syntax and compiled to steps at check time.

import { keyName } from '../lang/check/key-name.js';
import type { CallCheck } from '../lang/check/signature.js';
import { readText } from '../lang/runtime/convert.js';
import type { JsonDocument, JsonStep, JsonToken } from '../lang/runtime/json-document.js';
import type { Value } from '../lang/runtime/value.js';
import type { Expr, IndexExpr } from '../lang/syntax/ast.js';
import { boolOf } from './nodes.js';
import { defineBuiltin } from './spec.js';
import { trimSpace } from './trimming.js';

interface Plan {
  readonly steps: readonly JsonStep[];
  readonly target: string;
  readonly trims: boolean;
  readonly deletes: boolean;
}

/** An index that no list has: compat, what is not a number literal compiles but never matches. */
const NO_INDEX = Infinity;

export const json = defineBuiltin({
  name: 'json',
  family: 'json',
  style: 'named',
  params: [
    { name: 'input', mode: 'read', doc: 'Key that holds the JSON text.' },
    {
      name: 'json_path',
      mode: 'node',
      accepts: ['AttrExpr', 'IndexExpr', 'Identifier'],
      expects: 'expect AttrExpr, IndexExpr or Identifier, got NODE',
      doc: 'Where the value stands: `a.b[0].c`, `.[0]` for the elements of a list, backquotes for odd names.',
    },
    {
      name: 'newkey',
      mode: 'node',
      accepts: ['AttrExpr', 'Identifier', 'StringLiteral'],
      expects: 'expect AttrExpr or Identifier, got NODE',
      optional: true,
      default: 'the path as written',
      doc: 'Key to write.',
    },
    {
      name: 'trim_space',
      mode: 'node',
      accepts: ['BoolLiteral'],
      expects: 'expect BoolLiteral, got NODE',
      optional: true,
      default: 'true',
      doc: 'Strips white space from both ends of a text.',
    },
    {
      name: 'delete_after_extract',
      mode: 'node',
      optional: true,
      default: 'false',
      doc: 'Takes the value out of the source key, which is written anew. Not for elements of a list.',
    },
  ],
  returns: 'void',
  doc: 'Writes one value of a JSON text to a key. Numbers become floats, null and missing values change nothing.',
  source: 'pipeline-go ptinput/funcs/fn_json.go',
  examples: [
    {
      title: 'a member of a member',
      script: 'json(_, http.status, code)',
      message: '{"http":{"status":502}}',
      want: { code: 502 },
    },
    {
      title: 'an element, and the rest of the document',
      script: 'json(_, user.name, name, true, true)',
      message: '{"user":{"name":" ann ","id":7}}',
      want: { name: 'ann', message: '{"user":{"id":7}}' },
    },
  ],
  check(call): Plan {
    const [, path, newkey, trim, deletes] = call.args;
    checkDelete(call, path!, trim, deletes);
    return {
      steps: stepsOf(path!),
      target: keyName(newkey ?? path!) ?? '', // compat: a path that ends in an index has no key name
      trims: boolOf(trim, true),
      deletes: boolOf(deletes, false),
    };
  },
  run(ctx, { plan }, key, current) {
    if (current === undefined) return;
    const document = ctx.json(readText(current));
    if (!document.isLoadable) return;
    const token = document.find(plan.steps);
    if (token === undefined || document.isNull(token)) return;
    ctx.set(plan.target, extracted(document, token, plan.trims));
    if (plan.deletes) ctx.set(key, document.write(0, token) ?? null);
  },
});

// compat: the reference compares the literal with "the path ends in an index", so that an explicit `false` is refused
// with a plain path (row fn-j-z/json/110), and prints the kind of trim_space where that of delete_after_extract is wrong
// (row 147; without trim_space it panics).
function checkDelete(call: CallCheck, path: Expr, trim: Expr | undefined, deletes: Expr | undefined): void {
  if (deletes === undefined) return;
  if (deletes.kind !== 'BoolLiteral') {
    call.fail(`expect BoolLiteral, got ${trim?.kind ?? deletes.kind}`, deletes, 'argument-kind');
  }
  if (deletes.value === endsInIndex(path)) {
    call.fail('does not support deleting elements in the list', deletes, 'argument-kind');
  }
}

function endsInIndex(path: Expr): boolean {
  return path.kind === 'AttrExpr' ? endsInIndex(path.member) : path.kind === 'IndexExpr';
}

function stepsOf(path: Expr): JsonStep[] {
  const steps: JsonStep[] = [];
  const attributes: Expr[] = [];
  let node = path;
  for (; node.kind === 'AttrExpr'; node = node.object) attributes.push(node.member);
  for (const part of [node, ...attributes.reverse()]) {
    if (part.kind === 'Identifier') steps.push(part.name);
    if (part.kind === 'IndexExpr') steps.push(...indexSteps(part));
  }
  return steps;
}

function indexSteps({ object, indexes }: IndexExpr): JsonStep[] {
  const steps = indexes.map((index) =>
    index.kind === 'IntLiteral' || index.kind === 'FloatLiteral' ? Math.trunc(Number(index.value)) : NO_INDEX,
  );
  return object === null ? steps : [object.name, ...steps];
}

/** The value as it is stored: lists and maps as JSON text, which spares building them. */
function extracted(document: JsonDocument, token: JsonToken, trims: boolean): Value {
  if (document.isContainer(token)) return document.write(token) ?? null;
  const value = document.value(token);
  return trims && typeof value === 'string' ? trimSpace(value) : value;
}
