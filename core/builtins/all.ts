// Every builtin, by hand: explicit beats discovered.

import type { Signature, SignatureTable } from '../lang/check/signature.js';
import { addKey } from './add_key.js';
import { addPattern } from './add_pattern.js';
import { adjustTimezone } from './adjust_timezone.js';
import { aggCreate } from './agg_create.js';
import { aggMetric } from './agg_metric.js';
import { append } from './append.js';
import { b64dec } from './b64dec.js';
import { b64enc } from './b64enc.js';
import { cacheGet } from './cache_get.js';
import { cacheSet } from './cache_set.js';
import { cast } from './cast.js';
import { cidr } from './cidr.js';
import { convTraceid } from './conv_traceid_w3c_to_dd.js';
import { cover } from './cover.js';
import { createPoint } from './create_point.js';
import { datetime } from './datetime.js';
import { decode } from './decode.js';
import { defaultTime } from './default_time.js';
import { defaultTimeWithFmt } from './default_time_with_fmt.js';
import { deleteItem } from './delete.js';
import { drop } from './drop.js';
import { dropKey } from './drop_key.js';
import { dropOriginData } from './drop_origin_data.js';
import { durationPrecision } from './duration_precision.js';
import { exit } from './exit.js';
import { formatInt } from './format_int.js';
import { geoip } from './geoip.js';
import { getKey } from './get_key.js';
import { gjson } from './gjson.js';
import { grok } from './grok.js';
import { groupBetween } from './group_between.js';
import { groupIn } from './group_in.js';
import { hash } from './hash.js';
import { httpRequest } from './http_request.js';
import { json } from './json.js';
import { jsonAll } from './json_all.js';
import { kvSplit } from './kv_split.js';
import { len } from './len.js';
import { loadJson } from './load_json.js';
import { lowercase } from './lowercase.js';
import { match } from './match.js';
import { mqueryReferTable } from './mquery_refer_table.js';
import { nullif } from './nullif.js';
import { parseDate } from './parse_date.js';
import { parseDurationBuiltin } from './parse_duration.js';
import { parseInteger } from './parse_int.js';
import { pointWindow } from './point_window.js';
import { ptKvsDel, ptKvsGet, ptKvsKeys, ptKvsSet } from './pt_kvs.js';
import { ptName } from './pt_name.js';
import { queryReferTable } from './query_refer_table.js';
import { rename } from './rename.js';
import { replace } from './replace.js';
import { sample } from './sample.js';
import { setMeasurement } from './set_measurement.js';
import { setTag } from './set_tag.js';
import { setopt } from './setopt.js';
import { sliceString } from './slice_string.js';
import { sqlCover } from './sql_cover.js';
import { strfmt } from './strfmt.js';
import { strlen } from './strlen.js';
import { timestamp } from './timestamp.js';
import { trim } from './trim.js';
import { uppercase } from './uppercase.js';
import { urlDecode } from './url_decode.js';
import { urlParse } from './url_parse.js';
import { use } from './use.js';
import { userAgent } from './user_agent.js';
import { validJson } from './valid_json.js';
import { valueType } from './value_type.js';
import { windowHit } from './window_hit.js';
import { xml } from './xml.js';

export const BUILTINS: readonly Signature[] = [
  addKey,
  addPattern,
  adjustTimezone,
  aggCreate,
  aggMetric,
  append,
  b64dec,
  b64enc,
  cacheGet,
  cacheSet,
  cast,
  cidr,
  convTraceid,
  cover,
  createPoint,
  datetime,
  decode,
  defaultTime,
  defaultTimeWithFmt,
  deleteItem,
  drop,
  dropKey,
  dropOriginData,
  durationPrecision,
  exit,
  formatInt,
  geoip,
  getKey,
  gjson,
  grok,
  groupBetween,
  groupIn,
  hash,
  httpRequest,
  json,
  jsonAll,
  kvSplit,
  len,
  loadJson,
  lowercase,
  match,
  mqueryReferTable,
  nullif,
  parseDate,
  parseDurationBuiltin,
  parseInteger,
  pointWindow,
  ptKvsDel,
  ptKvsGet,
  ptKvsKeys,
  ptKvsSet,
  ptName,
  queryReferTable,
  rename,
  replace,
  sample,
  setMeasurement,
  setTag,
  setopt,
  sliceString,
  sqlCover,
  strfmt,
  strlen,
  timestamp,
  trim,
  uppercase,
  urlDecode,
  urlParse,
  use,
  userAgent,
  validJson,
  valueType,
  windowHit,
  xml,
];

export const BUILTIN_TABLE: SignatureTable = new Map(
  BUILTINS.flatMap((spec) => [spec.name, ...(spec.aliases ?? [])].map((name) => [name, spec] as const)),
);
