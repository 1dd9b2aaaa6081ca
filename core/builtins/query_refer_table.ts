import type { RunContext } from '../lang/runtime/context.js';
import type { CallSite } from '../lang/check/signature.js';
import type { Value } from '../lang/runtime/value.js';
import { kindOf } from '../lang/runtime/value.js';
import { defineBuiltin } from './spec.js';
import type { LiteralValue } from './nodes.js';
import { literalOf } from './nodes.js';

interface Plan {
  /** Literals; undefined where a name is read. */
  readonly column: LiteralValue | undefined;
  readonly value: LiteralValue | undefined;
}

const VALUE_NODES = ['Identifier', 'AttrExpr', 'StringLiteral', 'BoolLiteral', 'FloatLiteral', 'IntLiteral'] as const;

export const queryReferTable = defineBuiltin({
  name: 'query_refer_table',
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
      name: 'key',
      mode: 'read',
      accepts: ['StringLiteral', 'Identifier', 'AttrExpr'],
      expects: 'param key expects StringLiteral, Identifier or AttrExpr, got SOURCE',
      doc: 'Column to search: text, or a name that holds it.',
    },
    {
      name: 'value',
      mode: 'read',
      accepts: VALUE_NODES,
      expects: 'param key expects StringLiteral, NumberLiteral, BoolLiteral, AttrExpr or Identifier, got SOURCE',
      doc: 'Value to find, equal in type and value: a literal, or a name that holds it.',
    },
  ],
  returns: 'void',
  doc: 'Looks up a row in a reference table and writes all its columns; no match writes nothing.',
  source: 'pipeline-go ptinput/funcs/funcs_query_refer_table.go',
  examples: [
    {
      title: 'details of a host',
      script: 'set_tag(host, "db-1")\nquery_refer_table("hosts", "host", host)',
      want: { host: 'db-1' },
    },
  ],
  check: (call): Plan => ({ column: literalOf(call.args[1]), value: literalOf(call.args[2]) }),
  run(ctx, site, table, _key, keyValue, _value, value) {
    if (typeof table !== 'string') throw site.error('param expect string', 0);
    const column = columnName(site.plan.column ?? keyValue, site, 1);
    const wanted = site.plan.value ?? value;
    if (wanted !== undefined) copyRow(ctx, site, table, [column], [wanted]);
  },
});

/** The text of a column's name, or the reference's run error. */
export function columnName(value: Value | undefined, site: CallSite, slot: number): string {
  if (value === undefined) throw site.error('key not found', slot);
  if (typeof value !== 'string') throw site.error(`unsupported column name value type ${kindOf(value)}`, slot);
  return value;
}

/** Writes the columns of the first row that is equal on all pairs. */
export function copyRow(
  ctx: RunContext,
  site: CallSite,
  table: string,
  columns: readonly string[],
  values: readonly Value[],
): void {
  const row = ctx.services.referTables?.query(table, columns, values);
  // The reference panics here and loses the batch; ours ends this record's script.
  if (row === 'unusable') throw site.error('a list or map cannot be looked up in a reference table', 2);
  if (row === undefined) return;
  for (const [column, value] of row) if (value !== null) ctx.set(column === '_' ? 'message' : column, value);
}
