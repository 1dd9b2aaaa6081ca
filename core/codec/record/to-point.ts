// A record becomes a logging point: name = source, tags host and service, field message, everything else as fields.
//
//   message     the first of the route's message keys that the record has; without any, the record as JSON. One line
//               break at its end is left out (Docker's json-file keeps it)
//   host        the record's `host`, else the node of `kubernetes`, else the host.name of the OpenTelemetry resource,
//               else this host
//   service     the record's `service`, else the service.name of the resource, else the route's
//   kubernetes  pod_name, namespace and container_name as tags, the whole map as JSON
//   metadata    JSON; of OpenTelemetry's also trace_id, span_id and, when the record has none, status
//   other keys  fields of the same name; maps and lists as JSON, binary as text. The last of repeated keys counts, nil is
//               no value
//   renamed     `source`, `date` and an int `time` would be dropped, or taken for the point's time, on the way: they become
//               `record_source` and so on; likewise `message`, `host` and `service` when the names are taken

import { KV, Point } from '../../point/point.js';
import { decodeText } from '../../point/text.js';
import { Float, isInt, toInt, Uint, type FieldValue } from '../../point/value.js';
import { jsonText, keyText } from './json-text.js';
import { EventTime, ExtValue, RecordMap, type LogEntry, type RecordValue } from './record.js';

/** What a route decides for all records of a tag. */
export interface PointTarget {
  readonly source: string;
  readonly service: string;
  /** Added where the record has no such key. */
  readonly tags: readonly (readonly [string, string])[];
  /** Keys that may hold the text, best first. */
  readonly messageKeys: readonly string[];
}

const MESSAGE = 'message';
const RENAMED = 'record_';
const KUBERNETES_TAGS: ReadonlyMap<string, string> = new Map([
  ['pod_name', 'pod_name'],
  ['namespace_name', 'namespace'],
  ['container_name', 'container_name'],
]);

/** @param host this host's name, for records that name none */
export function toPoint(entry: LogEntry, target: PointTarget, host: string): Point {
  const { items } = entry.record;
  const messageAt = findMessage(items, target.messageKeys);
  const text = messageAt < 0 ? jsonText(entry.record) : messageText(items[messageAt]!);
  const kvs = new KvList(host, target, text);
  if (entry.group !== undefined) addGroup(kvs, entry.group);
  for (let at = 0; at < items.length; at += 2) {
    const key = items[at]!;
    const value = items[at + 1];
    if (value === undefined || value === null || at + 1 === messageAt) continue;
    addKey(kvs, typeof key === 'string' ? key : keyText(key), value);
  }
  if (entry.metadata !== undefined && entry.metadata.items.length > 0) addMetadata(kvs, entry.metadata);
  return new Point(target.source, kvs.list, entry.timeNs);
}

/** Where the value of the message stands in `items`; -1 when the record has none. */
function findMessage(items: readonly RecordValue[], keys: readonly string[]): number {
  for (const key of keys) {
    for (let at = items.length - 2; at >= 0; at -= 2) {
      if (items[at] === key && items[at + 1] !== null) return at + 1;
    }
  }
  return -1;
}

function messageText(value: RecordValue): string {
  if (typeof value !== 'string') return value instanceof Uint8Array ? decodeText(value) : jsonText(value);
  if (value.charCodeAt(value.length - 1) !== 0x0a) return value;
  return value.slice(0, value.charCodeAt(value.length - 2) === 0x0d ? -2 : -1);
}

function addKey(kvs: KvList, key: string, value: RecordValue): void {
  switch (key) {
    case 'host':
    case 'service':
      if (typeof value === 'object') kvs.put(RENAMED + key, fieldValue(value));
      else if (value !== '' && value !== '-') kvs.say(key, typeof value === 'string' ? value : String(value));
      break;
    case 'kubernetes':
      if (value instanceof RecordMap) addKubernetes(kvs, value);
      kvs.put(key, fieldValue(value));
      break;
    case MESSAGE:
    case 'source':
    case 'date':
      kvs.put(RENAMED + key, fieldValue(value));
      break;
    case 'time':
      kvs.put(isInt(value) ? RENAMED + key : key, fieldValue(value));
      break;
    default:
      kvs.put(key, fieldValue(value));
  }
}

function addKubernetes(kvs: KvList, { items }: RecordMap): void {
  for (let at = 0; at < items.length; at += 2) {
    const key = items[at];
    const value = items[at + 1];
    if (typeof key !== 'string' || typeof value !== 'string') continue;
    const tag = KUBERNETES_TAGS.get(key);
    if (tag !== undefined) kvs.put(tag, value, true);
    else if (key === 'host' && !kvs.isHostSaid) kvs.named('host').value = value;
  }
}

/** Resource and scope of an OpenTelemetry group. */
function addGroup(kvs: KvList, group: RecordMap): void {
  const resource = group.get('resource');
  const attributes = resource instanceof RecordMap ? resource.get('attributes') : undefined;
  if (!(attributes instanceof RecordMap)) return;
  const service = attributes.get('service.name');
  if (typeof service === 'string') kvs.named('service').value = service;
  const host = attributes.get('host.name');
  if (typeof host === 'string') kvs.named('host').value = host;
  kvs.put('resource', jsonText(attributes));
}

function addMetadata(kvs: KvList, metadata: RecordMap): void {
  const otlp = metadata.get('otlp');
  if (otlp instanceof RecordMap) {
    for (const key of ['trace_id', 'span_id']) {
      const id = otlp.get(key);
      if (id instanceof Uint8Array && id.length > 0) kvs.put(key, Buffer.from(id).toString('hex'));
    }
    const severity = otlp.get('severity_text');
    if (typeof severity === 'string' && severity !== '' && !kvs.has('status')) kvs.put('status', severity);
  }
  kvs.put('metadata', jsonText(metadata));
}

function fieldValue(value: RecordValue): FieldValue {
  if (typeof value !== 'object' || value === null || value instanceof Float || value instanceof Uint) return value;
  if (value instanceof Uint8Array) return decodeText(value);
  if (value instanceof EventTime) return toInt(BigInt(value.sec) * 1_000_000_000n + BigInt(value.nsec));
  if (value instanceof ExtValue) return Buffer.from(value.bytes).toString('hex');
  return jsonText(value);
}

/** Above this many entries a name is looked up in an index: a record may have a hundred thousand keys. */
const MAX_SCANNED = 32;

/** Tags and fields without repeated names. */
class KvList {
  readonly list: KV[];
  isHostSaid = false;
  private index: Map<string, KV> | undefined;

  constructor(host: string, target: PointTarget, message: string) {
    this.list = [new KV('host', host, true), new KV('service', target.service, true), new KV(MESSAGE, message, false)];
    for (const [key, value] of target.tags) if (key !== MESSAGE) this.put(key, value, true);
  }

  named(key: 'host' | 'service'): KV {
    return this.list[key === 'host' ? 0 : 1]!;
  }

  /** What the record itself says; it wins over what its surroundings say. */
  say(key: 'host' | 'service', value: string): void {
    this.named(key).value = value;
    if (key === 'host') this.isHostSaid = true;
  }

  has(key: string): boolean {
    return this.find(key) !== undefined;
  }

  put(key: string, value: FieldValue, isTag = false): void {
    const kv = this.find(key);
    if (kv === undefined) {
      const added = new KV(key, value, isTag);
      this.list.push(added);
      this.index?.set(key, added);
      return;
    }
    kv.value = value;
    kv.isTag = isTag;
  }

  private find(key: string): KV | undefined {
    const { list } = this;
    if (list.length > MAX_SCANNED) {
      this.index ??= new Map(list.map((kv) => [kv.key, kv]));
      return this.index.get(key);
    }
    for (let at = 0; at < list.length; at++) {
      if (list[at]!.key === key) return list[at];
    }
    return undefined;
  }
}
