import type { CallCheck } from '../lang/check/signature.js';
import type { Expr } from '../lang/syntax/ast.js';
import type { Value } from '../lang/runtime/value.js';
import { columnName, copyRow } from './query_refer_table.js';
import { defineBuiltin } from './spec.js';

interface Plan {
  /** Whether the argument is a list literal; otherwise it is one name. */
  readonly listOfKeys: boolean;
  readonly listOfValues: boolean;
}

const KEYS_SLOT = 1;
const VALUES_SLOT = 2;
const KEY_NODES: ReadonlySet<Expr['kind']> = new Set(['StringLiteral', 'Identifier', 'AttrExpr']);
const VALUE_NODES: ReadonlySet<Expr['kind']> = new Set([
  'Identifier',
  'AttrExpr',
  'StringLiteral',
  'BoolLiteral',
  'FloatLiteral',
  'IntLiteral',
]);

export const mqueryReferTable = defineBuiltin({
  name: 'mquery_refer_table',
  family: 'state',
  style: 'named',
  params: [
    {
      name: 'table_name',
      mode: 'value',
      accepts: ['StringLiteral', 'Identifier', 'AttrExpr'],
      expects: 'expect StringLiteral or Identifier or AttrExpr, got NODE',
      doc: 'Name of the table: text, or a name that holds it.',
    },
    {
      name: 'keys',
      mode: 'reads',
      accepts: ['ListLiteral', 'Identifier', 'AttrExpr'],
      expects: 'param key expects FuncArgList, Identifier or AttrExpr, got NODE',
      doc: 'List of columns (texts, or names that hold one), or one name that holds a text.',
    },
    {
      name: 'values',
      mode: 'reads',
      accepts: ['ListLiteral', 'Identifier', 'AttrExpr'],
      expects: 'param key expects StringLiteral, NumberLiteral, BoolLiteral, AttrExpr or Identifier, got NODE',
      doc: 'List of values (literals, or names), or one name that holds a list.',
    },
  ],
  returns: 'void',
  doc: 'Looks up the first row of a reference table that is equal in all columns named, and writes all its columns.',
  source: 'pipeline-go ptinput/funcs/funcs_mquery_refer_table.go',
  examples: [
    {
      title: 'by host and site',
      script: 'set_tag(host, "db-1")\nmquery_refer_table("hosts", ["host", "dc"], [host, "fra"])',
      want: { host: 'db-1' },
    },
  ],
  check: checkLists,
  run(ctx, site, table, keys, values) {
    if (typeof table !== 'string') throw site.error('param expect string', 0);
    const { listOfKeys, listOfValues } = site.plan;
    const names = listOfKeys ? (keys as readonly (Value | undefined)[]) : [keys as Value | undefined];
    const columns = names.map((name) => columnName(name, site, KEYS_SLOT));
    if (values === undefined) throw site.error('key not found', VALUES_SLOT);
    if (!listOfValues && !Array.isArray(values)) {
      throw site.error('unsupported column value type *runtime.Varb', VALUES_SLOT); // compat: an internal type's name
    }
    const wanted = values as readonly (Value | undefined)[];
    if (!isPresent(wanted)) throw site.error('key not found', VALUES_SLOT);
    copyRow(ctx, site, table, columns, wanted);
  },
});

function checkLists(call: CallCheck): Plan {
  const [, keys, values] = call.args;
  if (keys?.kind === 'ListLiteral' && keys.items.some((item) => !KEY_NODES.has(item.kind))) {
    call.fail('expect StringLiteral, Identifier or AttrExpr in FuncArgList, got *ast.Node', keys);
  }
  const odd = values?.kind === 'ListLiteral' ? values.items.find((item) => !VALUE_NODES.has(item.kind)) : undefined;
  if (odd !== undefined) {
    call.fail(
      `expect Identifier, AttrExpr, StringLiteral, NumberLiteral or BoolLiteral in FuncArgList, got ${odd.kind}`,
      values,
    );
  }
  return { listOfKeys: keys?.kind === 'ListLiteral', listOfValues: values?.kind === 'ListLiteral' };
}

function isPresent(values: readonly (Value | undefined)[]): values is readonly Value[] {
  return !values.includes(undefined);
}
