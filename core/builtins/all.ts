// Every builtin, by hand: explicit beats discovered.

import type { Signature, SignatureTable } from '../lang/check/signature.js';
import { addKey } from './add_key.js';

export const BUILTINS: readonly Signature[] = [addKey];

export const BUILTIN_TABLE: SignatureTable = new Map(
  BUILTINS.flatMap((spec) => [spec.name, ...(spec.aliases ?? [])].map((name) => [name, spec] as const)),
);
