// The checks every point passes: names, limits, disabled and required keys. A point is mended in place and each mending
// leaves a warning on it; an entry that cannot be mended is dropped. The texts of the warnings are the reference's.
//
// Nearly every point is clean, so `checkPoint` first asks `isClean` (no allocation) and only mends when it must.
// Source: cliutils point/check.go

import type { Point } from './point.js';
import { KV } from './point.js';
import { quote } from './quote.js';
import type { CheckRules } from './rules.js';
import { DEFAULT_NAME } from './rules.js';
import { byteLength, cutBytes } from './text.js';
import { Float } from './value.js';

const NEWLINE = '\n';
const BACKSLASH = 0x5c;

/** Above this many entries, duplicates are looked for with a map instead of pairwise. */
const PAIRWISE = 24;

/** Mends `point` by the rules; appends a warning for each change. */
export function checkPoint(point: Point, rules: CheckRules): void {
  if (!isClean(point, rules)) mend(point, rules);
  addRequired(point, rules);
}

/** As checkPoint, but what is mended leaves no warning. */
export function checkQuietly(point: Point, rules: CheckRules): void {
  const before = point.warns;
  point.warns = [];
  checkPoint(point, rules);
  point.warns = before;
}

/** True when the checks would change and warn about nothing (missing required keys aside). */
export function isClean(point: Point, rules: CheckRules): boolean {
  if (point.name === '' || exceeds(point.name, rules.maxNameBytes)) return false;
  const kvs = point.kvs;
  let tags = 0;
  for (let i = 0; i < kvs.length; i++) {
    const kv = kvs[i]!;
    if (kv.isTag) tags++;
    if (!isCleanKey(kv.key, kv.isTag ? rules.maxTagKeyBytes : rules.maxFieldKeyBytes, rules)) return false;
    if (kv.isTag ? !isCleanTagValue(kv.value, rules) : !isCleanFieldValue(kv, rules)) return false;
  }
  return tags <= rules.maxTags && kvs.length - tags <= rules.maxFields && !hasDuplicates(kvs);
}

function isCleanKey(key: string, maxBytes: number, rules: CheckRules): boolean {
  if (key === '' || exceeds(key, maxBytes) || needsTidying(key)) return false;
  if (!rules.dotsInKeys && key.includes('.')) return false;
  const disabled = rules.disabledKeys;
  for (let i = 0; i < disabled.length; i++) if (key === disabled[i]) return false;
  return true;
}

function isCleanTagValue(value: KV['value'], rules: CheckRules): boolean {
  return typeof value === 'string' && !needsTidying(value) && !exceeds(value, rules.maxTagValueBytes);
}

function isCleanFieldValue(kv: KV, rules: CheckRules): boolean {
  const value = kv.value;
  if (typeof value === 'string') return rules.stringFields && !exceeds(value, rules.maxFieldValueBytes);
  if (typeof value !== 'object') return true;
  if (value === null) return false;
  if (value instanceof Float) return value.v !== Infinity && value.v !== -Infinity;
  return !(value instanceof Uint8Array) || (rules.stringFields && value.length <= rules.maxFieldValueBytes);
}

function hasDuplicates(kvs: readonly KV[]): boolean {
  if (kvs.length > PAIRWISE) return new Set(kvs.map((kv) => kv.key)).size < kvs.length;
  for (let i = 1; i < kvs.length; i++) {
    const key = kvs[i]!.key;
    for (let j = 0; j < i; j++) if (kvs[j]!.key === key) return true;
  }
  return false;
}

function exceeds(text: string, maxBytes: number): boolean {
  return text.length * 3 > maxBytes && byteLength(text) > maxBytes;
}

/** A newline inside or a backslash at the end would break line protocol. */
function needsTidying(text: string): boolean {
  return text.charCodeAt(text.length - 1) === BACKSLASH || text.includes(NEWLINE);
}

function tidy(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === BACKSLASH) end--;
  return text.slice(0, end).replaceAll(NEWLINE, ' ');
}

function mend(point: Point, rules: CheckRules): void {
  const mender = new Mender(point, rules);
  mender.name();
  mender.counts();
  mender.entries();
}

/** The last of the checks: adds the required keys that are missing. */
export function addRequired(point: Point, rules: CheckRules): void {
  for (const [key, value] of rules.requiredKeys) {
    if (point.find(key) !== undefined) continue;
    point.kvs.push(new KV(key, value, false));
    point.warns.push({ type: 'add_required_kv', msg: `add required key-value ${quote(key)}: ${quote(value)}` });
  }
}

/** One run of the mending; `at` is the entry being looked at, entries before `kept` are done. */
class Mender {
  private readonly point: Point;
  private readonly rules: CheckRules;
  /** Copies of each key among the entries not yet looked at. */
  private readonly ahead = new Map<string, number>();

  constructor(point: Point, rules: CheckRules) {
    this.point = point;
    this.rules = rules;
  }

  name(): void {
    const { point, rules } = this;
    if (point.name === '') {
      this.warn('invalid_measurement', `empty measurement, use ${DEFAULT_NAME}`);
      point.name = DEFAULT_NAME;
    }
    if (!exceeds(point.name, rules.maxNameBytes)) return;
    const length = byteLength(point.name);
    this.warn(
      'invalid_measurement',
      `exceed max measurement length(${rules.maxNameBytes}), got length ${length}, trimmed`,
    );
    point.name = cutBytes(point.name, rules.maxNameBytes);
  }

  /** Drops the fields and tags beyond the limits, the last ones first. */
  counts(): void {
    const { point, rules } = this;
    const tags = point.kvs.reduce((count, kv) => count + Number(kv.isTag), 0);
    const fields = point.kvs.length - tags;
    if (fields > rules.maxFields) {
      const limit = rules.maxFields;
      this.warn('exceed_max_fields', `exceed max field count(${limit}), got ${fields} fields, extra fields deleted`);
      point.kvs = keepFirst(point.kvs, false, limit);
    }
    if (tags > rules.maxTags) {
      const limit = rules.maxTags;
      // compat: the type says fields for tags too
      this.warn('exceed_max_fields', `exceed max tag count(${limit}), got ${tags} tags, extra tags deleted`);
      point.kvs = keepFirst(point.kvs, true, limit);
    }
  }

  entries(): void {
    const all = this.point.kvs;
    const kept: KV[] = [];
    const keptKeys = new Set<string>();
    for (const kv of all) this.count(kv.key, 1);
    for (const kv of all) {
      const original = kv.key;
      const fits = this.key(kv, keptKeys) && this.isLast(kv, original) && (kv.isTag ? this.tag(kv) : this.field(kv));
      this.count(original, -1);
      if (!fits) continue;
      kept.push(kv);
      keptKeys.add(kv.key);
    }
    this.point.kvs = kept;
  }

  /** Mends the key; false when the entry must go. */
  private key(kv: KV, kept: ReadonlySet<string>): boolean {
    const isTag = kv.isTag;
    const steps = isTag ? [cutTagKey, tidyTagKey, undotTagKey] : [cutFieldKey, undotFieldKey, tidyFieldKey];
    for (const step of steps) {
      const rewritten = step(kv.key, this.rules);
      if (rewritten === undefined) continue;
      this.warn(rewritten.warning, rewritten.msg);
      if (kept.has(rewritten.key) || this.ahead.has(rewritten.key)) {
        const which = isTag ? 'tag' : 'field';
        this.warn('invalid_tag_key', `${which} key ${quote(rewritten.key)} exist after ${rewritten.after}`);
        return false;
      }
      kv.key = rewritten.key;
    }
    return !this.isDisabled(kv.key);
  }

  private isDisabled(key: string): boolean {
    if (key === '') {
      this.warn('tag_disabled', 'empty tag key disabled');
      return true;
    }
    if (!this.rules.disabledKeys.includes(key)) return false;
    this.warn('tag_disabled', `tag key ${quote(key)} disabled`);
    return true;
  }

  /**
   * False, with a warning, when the key comes again later: the last copy stays.
   * The reference drops every copy, so a record with a repeated key loses both values; see docs/compatibility.md.
   */
  private isLast(kv: KV, original: string): boolean {
    const copies = this.ahead.get(kv.key) ?? 0;
    if (copies <= (kv.key === original ? 1 : 0)) return true;
    this.warn('key_name_conflict', `same key (${quote(kv.key)})`);
    return false;
  }

  private tag(kv: KV): boolean {
    if (typeof kv.value !== 'string') {
      kv.isTag = false; // a tag must be a string; as the builder of points does, the flag is ignored
      return this.field(kv);
    }
    const { maxTagValueBytes } = this.rules;
    if (kv.value !== '' && needsTidying(kv.value)) {
      this.warn('found_new_line_or_tail_espace', `invalid tag value ${quote(kv.value)}, found \\n or tail \\`);
      kv.value = tidy(kv.value);
    }
    if (exceeds(kv.value, maxTagValueBytes)) {
      const length = byteLength(kv.value);
      this.warn(
        'exceed_max_tag_value_len',
        `exceed max tag value length(${maxTagValueBytes}), got ${length}, value truncated`,
      );
      kv.value = cutBytes(kv.value, maxTagValueBytes);
    }
    return true;
  }

  private field(kv: KV): boolean {
    const value = kv.value;
    if (value === null) {
      this.warn('nil_field', `nil field(${kv.key})`);
    } else if (value instanceof Float) {
      this.infinity(kv, value.v);
    } else if (typeof value === 'string' || value instanceof Uint8Array) {
      return this.textField(kv, value);
    }
    return true;
  }

  private infinity(kv: KV, v: number): void {
    if (v === Infinity) {
      this.warn('convert_inf_to_max_value', `+inf value from ${quote(kv.key)} convert to max-uint64`);
      kv.value = new Float(2 ** 64);
    } else if (v === -Infinity) {
      this.warn('convert_inf_to_min_value', `+inf value from ${quote(kv.key)} convert to min-int64`);
      kv.value = new Float(-(2 ** 63));
    }
  }

  private textField(kv: KV, value: string | Uint8Array): boolean {
    const { stringFields, maxFieldValueBytes } = this.rules;
    if (!stringFields) {
      this.warn(
        'invalid_field_value_type',
        `field(${kv.key}) dropped with string value, when [DisableStringField] enabled`,
      );
      return false;
    }
    if (typeof value === 'string' ? !exceeds(value, maxFieldValueBytes) : value.length <= maxFieldValueBytes) {
      return true;
    }
    const length = typeof value === 'string' ? byteLength(value) : value.length;
    this.warn(
      'exceed_max_field_value_len',
      `field (${kv.key}) exceed max field value length(${maxFieldValueBytes}), got ${length}, value truncated`,
    );
    kv.value = typeof value === 'string' ? cutBytes(value, maxFieldValueBytes) : value.subarray(0, maxFieldValueBytes);
    return true;
  }

  private count(key: string, by: number): void {
    const count = (this.ahead.get(key) ?? 0) + by;
    if (count > 0) this.ahead.set(key, count);
    else this.ahead.delete(key);
  }

  private warn(type: string, msg: string): void {
    this.point.warns.push({ type, msg });
  }
}

function keepFirst(kvs: readonly KV[], tags: boolean, limit: number): KV[] {
  let left = limit;
  return kvs.filter((kv) => kv.isTag !== tags || left-- > 0);
}

interface RewrittenKey {
  readonly key: string;
  readonly warning: string;
  readonly msg: string;
  readonly after: 'truncate' | 'adjust';
}

function cutTagKey(key: string, { maxTagKeyBytes: max }: CheckRules): RewrittenKey | undefined {
  if (!exceeds(key, max)) return undefined;
  const msg = `exceed max tag key length(${max}), got ${byteLength(key)}, key truncated`;
  return { key: cutBytes(key, max), warning: 'exceed_max_tag_key_len', msg, after: 'truncate' };
}

function tidyTagKey(key: string): RewrittenKey | undefined {
  if (!needsTidying(key)) return undefined;
  const msg = `invalid tag key ${quote(key)}, replace \\ or \\n with ''`;
  return { key: tidy(key), warning: 'invalid_tag_key', msg, after: 'adjust' };
}

function undotTagKey(key: string, { dotsInKeys }: CheckRules): RewrittenKey | undefined {
  if (dotsInKeys || !key.includes('.')) return undefined;
  const msg = `invalid tag key \`${key}': found \`.'`;
  return { key: key.replaceAll('.', '_'), warning: 'invalid_tag_key', msg, after: 'adjust' };
}

function cutFieldKey(key: string, { maxFieldKeyBytes: max }: CheckRules): RewrittenKey | undefined {
  if (!exceeds(key, max)) return undefined;
  const msg = `exceed max field key length(${max}), got length ${byteLength(key)}, key truncated`;
  return { key: cutBytes(key, max), warning: 'exceed_max_field_key_len', msg, after: 'truncate' };
}

function undotFieldKey(key: string, { dotsInKeys }: CheckRules): RewrittenKey | undefined {
  if (dotsInKeys || !key.includes('.')) return undefined;
  const msg = `invalid field key \`${key}': found \`.'`;
  return { key: key.replaceAll('.', '_'), warning: 'dot_in_key', msg, after: 'adjust' };
}

function tidyFieldKey(key: string): RewrittenKey | undefined {
  if (!needsTidying(key)) return undefined;
  const msg = `invalid field key ${quote(key)}: found \\n, replaced with ' '`;
  return { key: tidy(key), warning: 'found_new_line_or_tail_espace', msg, after: 'adjust' };
}
