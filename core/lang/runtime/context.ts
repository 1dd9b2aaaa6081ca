// One run of one script on one point: what emitted code and builtins see. Keys are read and written here by the rules
// of language.md 11; variables live in the emitted code and never reach this object.

import type { Category } from '../../point/category.js';
import type { FieldValue } from '../../point/value.js';
import { AnyPayload, Float, PointArray, Uint } from '../../point/value.js';
import { KV, type Point } from '../../point/point.js';
import { decodeText } from '../../point/text.js';
import { jsonText, toText } from './convert.js';
import type { JsonDocument } from './json-document.js';
import { JsonTexts } from './json-document.js';
import type { Budget } from './budget.js';
import type { CreatedPoint, Services, WindowStream } from './services.js';
import { MAX_WRITTEN_TEXT, TooLargeError } from './limits.js';
import type { Value } from './value.js';
import { toInt, Void } from './value.js';

export class RunContext {
  readonly services: Services;
  readonly category: Category;
  point: Point;
  /** Steps and time the run may still use; shared with the scripts it calls. */
  readonly budget: Budget;
  dropped = false;
  /** Cleared by setopt(status_mapping=false). */
  statusMapping = true;
  created: CreatedPoint[] = [];
  /** Set by the first point_window call; after a successful run its owner calls `move`. */
  window: WindowStream | undefined = undefined;
  private jsonTexts: JsonTexts | undefined = undefined;
  /** Where the last key was found: most keys are read or written several times in a row. */
  private near = 0;

  constructor(services: Services, category: Category, point: Point, budget: Budget) {
    this.services = services;
    this.category = category;
    this.point = point;
    this.budget = budget;
  }

  /** A key of the point as a script reads it; undefined when the point has no such key. */
  get(key: string): Value | undefined {
    const kv = this.find(key);
    return kv === undefined ? undefined : toScriptValue(kv.value);
  }

  /** Writes a key: a tag stays a tag and takes text, anything else becomes a field of the value's type. */
  set(key: string, value: Value): void {
    if (typeof value === 'string' && value.length > MAX_WRITTEN_TEXT) refuseText();
    const kv = this.find(key);
    if (kv === undefined) {
      this.near = this.point.kvs.length;
      this.point.kvs.push(new KV(key, toFieldValue(value), false));
    } else {
      kv.value = kv.isTag ? toText(value) : toFieldValue(value);
      kv.type = 0;
      kv.unit = '';
    }
  }

  /** Makes the key a tag holding the value's text. */
  setTag(key: string, value: Value): void {
    this.point.setTag(key, toText(value));
  }

  delete(key: string): boolean {
    this.near = 0; // entries move; of a key that occurs twice the first one counts
    return this.point.delete(key);
  }

  private find(key: string): KV | undefined {
    const kvs = this.point.kvs;
    const near = kvs[this.near];
    if (near !== undefined && near.key === key) return near;
    for (let i = 0; i < kvs.length; i++) {
      const kv = kvs[i]!;
      if (kv.key === key) {
        this.near = i;
        return kv;
      }
    }
    return undefined;
  }

  /** A text looked at as JSON; scanned once, however many calls ask for it. */
  json(text: string): JsonDocument {
    return (this.jsonTexts ??= new JsonTexts()).open(text);
  }
}

function refuseText(): never {
  throw new TooLargeError(`text longer than ${MAX_WRITTEN_TEXT} characters`);
}

/** What a stored value looks like to a script. */
export function toScriptValue(v: FieldValue): Value {
  if (typeof v !== 'object' || v === null || v instanceof Float) return v;
  if (v instanceof Uint) return toInt(v.v);
  if (v instanceof PointArray || v instanceof AnyPayload) return null; // compat: language.md V2
  return decodeText(v);
}

/** What a script's value becomes in a field. Lists and maps are stored as JSON text (language.md V3, V4). */
export function toFieldValue(v: Value): FieldValue {
  if (typeof v !== 'object' || v === null || v instanceof Float) return v;
  return v instanceof Void ? null : (jsonText(v) ?? null);
}
