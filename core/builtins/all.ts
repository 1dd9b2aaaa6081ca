// Every builtin, by hand: explicit beats discovered.

import type { Signature, SignatureTable } from '../lang/check/signature.js';
import { addKey } from './add_key.js';
import { cast } from './cast.js';
import { drop } from './drop.js';
import { dropKey } from './drop_key.js';
import { dropOriginData } from './drop_origin_data.js';
import { exit } from './exit.js';
import { getKey } from './get_key.js';
import { len } from './len.js';
import { lowercase } from './lowercase.js';
import { nullif } from './nullif.js';
import { ptName } from './pt_name.js';
import { rename } from './rename.js';
import { setMeasurement } from './set_measurement.js';
import { setTag } from './set_tag.js';
import { strlen } from './strlen.js';
import { trim } from './trim.js';
import { uppercase } from './uppercase.js';
import { urlDecode } from './url_decode.js';
import { use } from './use.js';
import { valueType } from './value_type.js';

export const BUILTINS: readonly Signature[] = [
  addKey,
  cast,
  drop,
  dropKey,
  dropOriginData,
  exit,
  getKey,
  len,
  lowercase,
  nullif,
  ptName,
  rename,
  setMeasurement,
  setTag,
  strlen,
  trim,
  uppercase,
  urlDecode,
  use,
  valueType,
];

export const BUILTIN_TABLE: SignatureTable = new Map(
  BUILTINS.flatMap((spec) => [spec.name, ...(spec.aliases ?? [])].map((name) => [name, spec] as const)),
);
