// Reads test/captures: scenarios with the bytes each connection sent and the records they mean, and brings decoded and
// expected records into one comparable notation (see the README there).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventTime, ExtValue, RecordMap, type LogEntry, type RecordValue } from '../../core/codec/record/record.js';
import { encodeText, isWellFormed } from '../../core/point/text.js';
import { Float, Uint } from '../../core/point/value.js';

export type Shipper = 'fluent-bit' | 'fluent-logger-js';

export interface Connection {
  readonly id: number;
  readonly node?: number;
  readonly c2s?: string | null;
  readonly s2c?: string | null;
  readonly s2c_len?: number | null;
}

export interface ExpectedEntry {
  readonly ts: { readonly sec: number; readonly nsec: number; readonly $other?: unknown };
  readonly record: unknown;
  readonly metadata?: unknown;
}

export interface ExpectedMessage {
  readonly connection: number;
  readonly node?: number;
  readonly kind: string;
  readonly bytes: readonly [number, number];
  readonly tag: string;
  readonly entries?: readonly ExpectedEntry[];
  readonly entry_count?: number;
  readonly entries_shown?: string;
  readonly payload_note?: string;
  readonly option?: Readonly<Record<string, unknown>>;
}

export interface HandshakeServer {
  readonly sharedKey?: string;
  readonly nonceHex?: string;
  readonly authSaltHex?: string;
  readonly serverHostname?: string;
  readonly users?: Readonly<Record<string, string>>;
}

export interface Scenario {
  readonly shipper: Shipper;
  readonly name: string;
  readonly mode: string;
  readonly connections: readonly Connection[];
  readonly expected: readonly ExpectedMessage[];
  readonly server_events: readonly { readonly conn?: number; readonly event: string; readonly accepted?: boolean }[];
  readonly server?: HandshakeServer;
}

const FOLDER = join(import.meta.dirname, '../../../test/captures'); // from dist/test/helpers

/** All forward scenarios of a shipper, sorted by name. */
export function forwardScenarios(shipper: Shipper): Scenario[] {
  const manifest = JSON.parse(readFileSync(join(FOLDER, shipper, 'manifest.json'), 'utf8')) as {
    scenarios: Omit<Scenario, 'shipper'>[];
  };
  return manifest.scenarios.filter(({ mode }) => mode === 'forward').map((scenario) => ({ shipper, ...scenario }));
}

/** Needs neither shared key, TLS nor a unix socket. */
export function isPlain(scenario: Scenario): boolean {
  return !/^forward-(?:shared-key|empty-shared-key|tls|unix-socket)|shared-key/.test(scenario.name);
}

/** The server turned the shipper away; what it sent afterwards must not be taken. */
export function isRejected(scenario: Scenario, connection: Connection): boolean {
  return scenario.server_events.some(({ conn, accepted }) => conn === connection.id && accepted === false);
}

export function sentBytes(scenario: Scenario, connection: Connection): Buffer {
  return readCapture(scenario, connection.c2s);
}

export function answeredBytes(scenario: Scenario, connection: Connection): Buffer {
  return readCapture(scenario, connection.s2c);
}

function readCapture(scenario: Scenario, file: string | null | undefined): Buffer {
  return typeof file === 'string' ? readFileSync(join(FOLDER, scenario.shipper, scenario.name, file)) : Buffer.alloc(0);
}

/** The expected messages of one connection that carry logs. */
export function expectedOn(scenario: Scenario, connection: Connection): ExpectedMessage[] {
  return scenario.expected.filter(
    (message) =>
      message.connection === connection.id && message.node === connection.node && message.entries !== undefined,
  );
}

/** One line per record a receiver should see: time, record, metadata; group markers are no records. */
export function expectedLines(message: ExpectedMessage): string[] {
  const metadata = message.option?.['metadata'];
  return (message.entries ?? [])
    .filter(({ ts }) => ts.$other !== undefined || ts.sec < 0xffff_fffe)
    .map((entry) => lineOf(expectedTime(entry.ts), fromJson(entry.record), fromJson(entry.metadata ?? metadata ?? {})));
}

export function decodedLine(entry: LogEntry): string {
  return lineOf(entry.timeNs, notation(entry.record), notation(entry.metadata ?? new RecordMap([])));
}

function lineOf(timeNs: bigint, record: unknown, metadata: unknown): string {
  return JSON.stringify([String(timeNs), record, metadata]);
}

function expectedTime(ts: ExpectedEntry['ts']): bigint {
  const other = ts.$other as { $float: string } | undefined;
  // our rule for the only odd time in the captures, a float64 of milliseconds
  if (other !== undefined) return BigInt(other.$float) * 1_000_000n;
  return BigInt(ts.sec) * 1_000_000_000n + BigInt(ts.nsec);
}

/** A decoded value in a notation where different values look different; maps keep their order. */
function notation(value: RecordValue): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return { int: String(value) };
  if (typeof value === 'string') return textNotation(value);
  if (value instanceof Uint) return { int: String(value.v) };
  if (value instanceof Float) return { float: Object.is(value.v, -0) ? '-0' : String(value.v) };
  if (value instanceof Uint8Array) return { bin: Buffer.from(value).toString('base64') };
  if (value instanceof EventTime) return { eventtime: [value.sec, value.nsec] };
  if (value instanceof ExtValue) return { ext: value.type, b64: Buffer.from(value.bytes).toString('base64') };
  if (value instanceof RecordMap) {
    const pairs: unknown[] = [];
    for (let at = 0; at < value.items.length; at += 2) {
      pairs.push([notation(value.items[at]!), notation(value.items[at + 1]!)]);
    }
    return { map: pairs };
  }
  return value.map(notation);
}

function textNotation(text: string): unknown {
  return isWellFormed(text) ? text : { strb64: Buffer.from(encodeText(text)).toString('base64') };
}

/** The manifest's notation in ours. */
function fromJson(value: unknown): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? { int: String(value) } : { float: String(value) };
  if (Array.isArray(value)) return value.map(fromJson);
  const entries = Object.entries(value as object);
  const [key, content] = (entries[0] ?? ['', undefined]) as [string, unknown];
  switch (key) {
    case '$int':
      return { int: content };
    case '$float':
    case '$f32': // the reader keeps the number, not its width
      return { float: String(content) === '-0' ? '-0' : String(Number(content)) };
    case '$bin':
      return { bin: content };
    case '$strb64':
      return { strb64: content };
    case '$ext':
      return { ext: content, b64: (value as { b64: string }).b64 };
    case '$eventtime': {
      const { sec, nsec } = content as { sec: number; nsec: number };
      return { eventtime: [sec, nsec] };
    }
    case '$map':
      return { map: (content as [unknown, unknown][]).map((pair) => pair.map(fromJson)) };
    default:
      return { map: entries.map(([name, member]) => [name, fromJson(member)]) };
  }
}
