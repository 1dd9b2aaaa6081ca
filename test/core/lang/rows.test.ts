// Every script of every conformance row: what the reference parses parses, and what it refuses is refused with the same
// words at the same place. Errors of linking (`use`) belong to core/scripts, what a builtin itself refuses is compared
// by the conformance runner; scripts that call a builtin we do not have are only parsed.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { BUILTIN_TABLE } from '../../../core/builtins/all.js';
import { check } from '../../../core/lang/check/check.js';
import { formatDiagnostic } from '../../../core/lang/source/diagnostic.js';
import { Source } from '../../../core/lang/source/source.js';
import { parse } from '../../../core/lang/syntax/parser.js';

interface Row {
  readonly id: string;
  readonly input?: { readonly scripts?: Readonly<Record<string, string>> };
  readonly expect: { readonly check_errors?: Readonly<Record<string, string>> };
}

const FOLDER = new URL('../../../../test/conformance/', import.meta.url);

const LINKING = /: (?:circular dependency: |script .* not found)/;

const cases = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.jsonl'))
  .flatMap((file) => readFileSync(new URL(file, FOLDER), 'utf8').trim().split('\n'))
  .map((line) => JSON.parse(line) as Row)
  .flatMap((row) => Object.entries(row.input?.scripts ?? {}).map(([name, text]) => ({ row, name, text })))
  .map(({ row, name, text }) => ({ id: `${row.id} ${name}`, name, text, want: row.expect.check_errors?.[name] }));

/** What the front says first about a script, '' for nothing; undefined when a builtin is lacking or has the word. */
function findings(name: string, text: string): string | undefined {
  const source = new Source(name, text);
  const { program, diagnostics } = parse(source);
  if (program === undefined) return formatDiagnostic(diagnostics[0]!);
  const found = check(source, program, BUILTIN_TABLE).diagnostics;
  if (found.some((d) => d.code === 'unsupported-func')) {
    return LACKING.has(/`(.*)`/.exec(found[0]!.message)?.[1] ?? '') ? undefined : formatDiagnostic(found[0]!);
  }
  if (found[0]?.code === 'bad-argument') return undefined;
  return found.length === 0 ? '' : formatDiagnostic(found[0]!);
}

const ALL_NAMES =
  'add_key add_pattern adjust_timezone agg_create agg_metric append b64dec b64enc cache_get cache_set cast cidr ' +
  'conv_traceid_w3c_to_dd cover create_point datetime decode default_time default_time_with_fmt delete drop drop_key ' +
  'drop_origin_data duration_precision exit format_int geoip get_key gjson grok group_between group_in hash http_request ' +
  'json json_all kv_split len load_json lowercase match mquery_refer_table nullif parse_date parse_duration parse_int ' +
  'point_window pt_kvs_del pt_kvs_get pt_kvs_keys pt_kvs_set pt_name query_refer_table rename replace sample ' +
  'set_measurement set_tag setopt slice_string sql_cover strfmt strlen timestamp trim uppercase url_decode url_parse use ' +
  'user_agent vaild_json valid_json value_type window_hit xml';
const LACKING = new Set(ALL_NAMES.split(' ').filter((name) => !BUILTIN_TABLE.has(name)));

describe('scripts of the conformance rows', () => {
  test('are there', () => {
    expect(cases.length).toBeGreaterThan(3000);
  });

  const wrong: string[] = [];
  let compared = 0;
  for (const { id, name, text, want } of cases) {
    const got = findings(name, text);
    // An error whose first frame stands in another script comes from linking.
    const isOwn = want === undefined || (want.startsWith(`${name}:`) && !LINKING.test(want)) || !want.includes(':');
    if (got === undefined || (got === '' && !isOwn)) continue;
    compared++;
    if (got !== (want ?? '')) wrong.push(`${id}\n  want ${JSON.stringify(want ?? '')}\n  got  ${JSON.stringify(got)}`);
  }

  test('are refused where and how the reference refuses them', () => {
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(1000);
  });
});
