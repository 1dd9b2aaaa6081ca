// A JSON text that was scanned once, and the ways into it: one member, one element, one value, the text of a part. Only
// what is asked for is built. A run keeps the few texts it has looked at (`JsonTexts`), so that json(), load_json() and
// valid_json() on one text share one scan.

import { compareBytes, jsonFloat, jsonString, MAX_JSON_DEPTH } from './convert.js';
import type { Scanned } from './json-scan.js';
import { END, isStrictJson, LINK, scanJson, SLOT } from './json-scan.js';
import type { List, ScriptMap, Value } from './value.js';
import { Float } from './value.js';

/** Place of a value on the tape. */
export type JsonToken = number;

/** A step into a document: a member's name or an element's index, negative from the end. */
export type JsonStep = string | number;

const QUOTE = 34;
const OPEN_LIST = 91;
const OPEN_MAP = 123;

export class JsonDocument {
  readonly text: string;
  private readonly scanned: Scanned | undefined;

  constructor(text: string) {
    this.text = text;
    this.scanned = scanJson(text);
  }

  /** True when json() and load_json() can read it. */
  get isLoadable(): boolean {
    return this.scanned?.hasOverflow === false;
  }

  /** True when it is JSON by RFC 8259. */
  get isStrict(): boolean {
    return this.scanned !== undefined && isStrictJson(this.text, this.scanned);
  }

  /** Follows a path; undefined when it leads nowhere. The document must be loadable. */
  find(path: readonly JsonStep[]): JsonToken | undefined {
    let token: JsonToken | undefined = 0;
    for (const step of path) {
      token = typeof step === 'string' ? this.member(token, step) : this.element(token, step);
      if (token === undefined) return undefined;
    }
    return token;
  }

  isNull(token: JsonToken): boolean {
    return this.code(token) === 110;
  }

  isString(token: JsonToken): boolean {
    return this.code(token) === QUOTE;
  }

  isContainer(token: JsonToken): boolean {
    const code = this.code(token);
    return code === OPEN_MAP || code === OPEN_LIST;
  }

  /** The value a script gets; lists and maps are new and belong to the caller. */
  value(token: JsonToken): Value {
    return this.isContainer(token) ? this.build(token) : this.scalar(token);
  }

  /**
   * The part written anew: compact, keys sorted, numbers through float.
   * @param omitted  a member to leave out, by its value's token; with it all members of that name in that map
   * @returns undefined when it is nested too deeply
   */
  write(token: JsonToken, omitted: JsonToken = -1): string | undefined {
    return this.writeValue(token, omitted, 0);
  }

  private get tape(): readonly number[] {
    return this.scanned!.tape; // callers ask isLoadable first
  }

  private code(token: JsonToken): number {
    return this.text.charCodeAt(this.tape[token]!);
  }

  private next(token: JsonToken): JsonToken {
    return this.isContainer(token) ? this.tape[token + LINK]! : token + SLOT;
  }

  /** The value of a member; the last one of that name counts. */
  private member(map: JsonToken, name: string): JsonToken | undefined {
    if (this.code(map) !== OPEN_MAP) return undefined;
    const end = this.tape[map + LINK]!;
    let found: JsonToken | undefined;
    for (let key = map + SLOT; key < end; key = this.next(key + SLOT)) {
      if (this.isKey(key, name)) found = key + SLOT;
    }
    return found;
  }

  private isKey(key: JsonToken, name: string): boolean {
    const start = this.tape[key]!;
    if (this.tape[key + LINK] === 1) return this.string(key) === name;
    return this.tape[key + END]! - start - 2 === name.length && this.text.startsWith(name, start + 1);
  }

  private element(list: JsonToken, index: number): JsonToken | undefined {
    if (this.code(list) !== OPEN_LIST) return undefined;
    let left = index < 0 ? this.length(list) + index : index;
    if (left < 0) return undefined;
    const end = this.tape[list + LINK]!;
    for (let item = list + SLOT; item < end; item = this.next(item)) {
      if (left-- === 0) return item;
    }
    return undefined;
  }

  private length(list: JsonToken): number {
    const end = this.tape[list + LINK]!;
    let count = 0;
    for (let item = list + SLOT; item < end; item = this.next(item)) count++;
    return count;
  }

  private scalar(token: JsonToken): Value {
    switch (this.code(token)) {
      case QUOTE:
        return this.string(token);
      case 116:
        return true;
      case 102:
        return false;
      case 110:
        return null;
      default:
        return new Float(this.number(token));
    }
  }

  private number(token: JsonToken): number {
    return Number(this.text.slice(this.tape[token], this.tape[token + END]));
  }

  private string(token: JsonToken): string {
    const body = this.text.slice(this.tape[token]! + 1, this.tape[token + END]! - 1);
    return this.tape[token + LINK] === 1 ? unescapeJson(body) : body;
  }

  /** The tape is in document order, so a container is built in one walk over it. */
  private build(top: JsonToken): List | ScriptMap {
    const open: { container: List | ScriptMap; end: JsonToken }[] = [];
    const last = this.tape[top + LINK]!;
    let result: List | ScriptMap | undefined;
    let key = '';
    for (let token = top; token < last; token += SLOT) {
      let around = open.at(-1);
      while (around !== undefined && around.end <= token) {
        open.pop();
        around = open.at(-1);
      }
      if (around?.container instanceof Map) {
        key = this.string(token);
        token += SLOT;
      }
      let value: Value;
      if (this.isContainer(token)) {
        const container: List | ScriptMap = this.code(token) === OPEN_LIST ? [] : new Map();
        open.push({ container, end: this.tape[token + LINK]! });
        result ??= container;
        value = container;
      } else {
        value = this.scalar(token);
      }
      if (around?.container instanceof Map) around.container.set(key, value);
      else around?.container.push(value);
    }
    return result!;
  }

  private writeValue(token: JsonToken, omitted: JsonToken, depth: number): string | undefined {
    switch (this.code(token)) {
      case QUOTE:
        return jsonString(this.string(token));
      case OPEN_LIST:
        return depth > MAX_JSON_DEPTH ? undefined : this.writeList(token, omitted, depth + 1);
      case OPEN_MAP:
        return depth > MAX_JSON_DEPTH ? undefined : this.writeMap(token, omitted, depth + 1);
      case 116:
      case 102:
      case 110:
        return this.text.slice(this.tape[token], this.tape[token + END]);
      default:
        return jsonFloat(this.number(token));
    }
  }

  private writeList(list: JsonToken, omitted: JsonToken, depth: number): string | undefined {
    const end = this.tape[list + LINK]!;
    let text = '[';
    for (let item = list + SLOT; item < end; item = this.next(item)) {
      const part = this.writeValue(item, omitted, depth);
      if (part === undefined) return undefined;
      text += text.length > 1 ? `,${part}` : part;
    }
    return `${text}]`;
  }

  private writeMap(map: JsonToken, omitted: JsonToken, depth: number): string | undefined {
    const end = this.tape[map + LINK]!;
    const members = new Map<string, JsonToken>();
    for (let key = map + SLOT; key < end; key = this.next(key + SLOT)) members.set(this.string(key), key + SLOT);
    let text = '{';
    for (const key of [...members.keys()].sort(compareBytes)) {
      const token = members.get(key)!;
      if (token === omitted) continue;
      const part = this.writeValue(token, omitted, depth);
      if (part === undefined) return undefined;
      text += `${text.length > 1 ? ',' : ''}${jsonString(key)}:${part}`;
    }
    return `${text}}`;
  }
}

const ESCAPES = /\\(?:u([0-9a-fA-F]{4})(?:\\u([dD][c-fC-F][0-9a-fA-F]{2}))?|(.))/g;

const SHORT: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Replaces the escapes of a checked string; half a surrogate pair becomes U+FFFD. */
function unescapeJson(body: string): string {
  return body.replace(ESCAPES, (_, unit?: string, low?: string, char?: string) => {
    if (char !== undefined) return SHORT[char] ?? char;
    const code = parseInt(unit!, 16);
    const isHigh = code >= 0xd800 && code < 0xdc00;
    const rest = low === undefined ? '' : isHigh ? String.fromCharCode(parseInt(low, 16)) : '\ufffd';
    if (isHigh) return rest === '' ? '\ufffd' : String.fromCharCode(code) + rest;
    return (code >= 0xdc00 && code < 0xe000 ? '\ufffd' : String.fromCharCode(code)) + rest;
  });
}

/** How many texts a run keeps: the record, and a few that were cut out of it. */
const KEPT = 4;

/** The texts a run has looked at, by identity; the oldest goes first. */
export class JsonTexts {
  private readonly documents: JsonDocument[] = [];
  private oldest = 0;

  open(text: string): JsonDocument {
    for (const document of this.documents) if (document.text === text) return document;
    const document = new JsonDocument(text);
    this.documents[this.oldest] = document;
    this.oldest = (this.oldest + 1) % KEPT;
    return document;
  }
}
