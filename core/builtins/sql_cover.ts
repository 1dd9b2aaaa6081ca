import { readText } from '../lang/runtime/convert.js';
import { defineBuiltin } from './spec.js';
import { coverSql } from './sql/cover.js';

export const sqlCover = defineBuiltin({
  name: 'sql_cover',
  family: 'string',
  style: 'positional',
  arity: 'func sql_cover expects 1 args',
  params: [{ name: 'key', mode: 'read', doc: 'Key holding the statement.' }],
  returns: 'void',
  doc:
    'Hides the literals of an SQL statement behind `?` and drops comments and aliases. What cannot be read as SQL stays ' +
    'as it is.',
  source: 'pipeline-go ptinput/funcs/fn_sql_cover.go',
  examples: [
    {
      title: 'a query',
      script: 'sql_cover(_)',
      message: "SELECT a AS b FROM t WHERE id IN (1, 2, 3) AND n = 'it''s' -- note",
      want: { message: 'SELECT a FROM t WHERE id IN ( ? ) AND n = ?' },
    },
    {
      title: 'no SQL',
      script: 'sql_cover(_)',
      message: "select 'open",
      want: { message: "select 'open" },
    },
  ],
  run(ctx, _site, key, value) {
    if (value === undefined) return;
    const covered = coverSql(readText(value));
    if (covered !== undefined) ctx.set(key, covered);
  },
});
