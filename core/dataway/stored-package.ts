// A package as the store keeps it: its body as the record's body, the rest as meta. Written by us, but read back after an
// update may have changed the form, so reading checks every field.

import { isCategory } from '../point/category.js';
import type { Json, NewRecord } from '../store/store.js';
import { LINE_PROTOCOL, PROTOBUF, type DatawayPackage } from './package.js';

export function packageRecord(pkg: DatawayPackage): NewRecord {
  return { meta: packageMeta(pkg), body: pkg.body };
}

/** What a dead letter keeps `about` a package. */
export function packageMeta({
  id,
  category,
  contentType,
  points,
  gzip,
  rawSizeBytes,
  headers = {},
}: DatawayPackage): Json {
  return { id, category, contentType, points, gzip, rawSizeBytes, headers: { ...headers } };
}

/** The package, or undefined when the meta is not one of ours. */
export function packageOf(meta: Json, body: Uint8Array): DatawayPackage | undefined {
  if (typeof meta !== 'object' || meta === null || Array.isArray(meta)) return undefined;
  const { id, category, contentType, points, gzip, rawSizeBytes, headers } = meta as { readonly [key: string]: Json };
  if (typeof id !== 'string' || typeof category !== 'string' || !isCategory(category)) return undefined;
  if (contentType !== PROTOBUF && contentType !== LINE_PROTOCOL) return undefined;
  if (typeof points !== 'number' || typeof rawSizeBytes !== 'number' || typeof gzip !== 'boolean') return undefined;
  if (!isTextMap(headers)) return undefined;
  return { id, category, contentType, points, gzip, rawSizeBytes, headers, body };
}

function isTextMap(value: Json | undefined): value is { readonly [key: string]: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === 'string');
}
