// Every golden row of the codecs as a check: an id and a function that tells what differs, undefined when nothing does.
// Used by the tests and by `npm run conformance -- wire`.

import { Buffer } from 'node:buffer';

import type { Category } from '../../core/point/category.js';
import { decodeBody } from '../../core/codec/decode-body.js';
import { CONTENT_TYPES } from '../../core/codec/content-type.js';
import type { Encoding } from '../../core/codec/content-type.js';
import type { EncodedBody } from '../../core/codec/encode-body.js';
import { encodeBatches, packBodies } from '../../core/codec/encode-body.js';
import { encodeLineProtocol } from '../../core/codec/lineproto/encode.js';
import { decodeProtobuf } from '../../core/codec/pbpoint/decode.js';
import { encodeProtobuf } from '../../core/codec/pbpoint/encode.js';
import { pbjsonText, simpleText } from '../../core/codec/json/encode.js';
import { DecodeError, EncodeError } from '../../core/errors.js';
import { checkPoint } from '../../core/point/check.js';
import { KV, Point } from '../../core/point/point.js';
import { PLAIN_RULES, writeRules } from '../../core/point/rules.js';
import { approximateSize } from '../../core/point/size.js';
import type { RowPoint } from './rows.js';
import { describePoint, pointOfRow, readRows } from './rows.js';

export interface WireCheck {
  readonly id: string;
  readonly title: string;
  readonly run: () => string | undefined;
}

interface DecodeRow {
  readonly id: string;
  readonly note: string;
  readonly category: Category;
  readonly precision: string;
  readonly now: string;
  readonly input?: string;
  readonly input_b64?: string;
  readonly points?: readonly RowPoint[];
  readonly error?: string;
  readonly panic?: string;
}

export function decodeChecks(file: string, encoding: Encoding): WireCheck[] {
  return readRows<DecodeRow>(file).map((row) => ({
    id: row.id,
    title: row.note,
    run: () => compareLines(wantedDecode(row), decodedLines(row, encoding)),
  }));
}

function wantedDecode(row: DecodeRow): string[] {
  if (row.panic !== undefined) return [`the reference panics: ${row.panic}`];
  if (row.error !== undefined) return [`error ${row.error}`];
  return row.points!.flatMap((point) => describePoint(pointOfRow(point), true));
}

function decodedLines(row: DecodeRow, encoding: Encoding): string[] {
  const body = row.input_b64 === undefined ? Buffer.from(row.input!) : Buffer.from(row.input_b64, 'base64');
  const options = { category: row.category, precision: row.precision, nowNs: BigInt(row.now) };
  try {
    const { points } = decodeBody(body, CONTENT_TYPES[encoding], options);
    return points.flatMap((point) => describePoint(point, true));
  } catch (error) {
    if (error instanceof DecodeError) return [`error ${error.message}`];
    throw error;
  }
}

interface PointRow {
  readonly id: string;
  readonly note: string;
  readonly category: Category | '';
  readonly raw: RowPoint;
  readonly lp?: string;
  readonly lp_b64?: string;
  readonly lp_error?: string;
  readonly pb_b64: string;
  readonly json?: string;
  readonly json_error?: string;
  readonly pbjson: string;
  readonly size: number;
  readonly pb_size: number;
  readonly checked: RowPoint;
  readonly checked_lp?: string;
  readonly checked_lp_b64?: string;
  readonly checked_lp_error?: string;
  readonly checked_pb_b64: string;
  readonly checked_json?: string;
  readonly checked_json_error?: string;
  readonly checked_pbjson: string;
  readonly checked_pb_size: number;
  readonly checked_size: number;
}

/** Encode as built, check, encode again. */
export function pointChecks(): WireCheck[] {
  return readRows<PointRow>('points.jsonl').map((row) => ({
    id: row.id,
    title: row.note,
    run: () => comparePoint(row),
  }));
}

function comparePoint(row: PointRow): string | undefined {
  // the message is the truth of how a point was built: an array without elements has no notation of its own
  const point = decodeProtobuf(Buffer.from(row.pb_b64, 'base64'))[0]!;
  return (
    compareLines(describePoint(pointOfRow(row.raw), false), describePoint(point, false)) ??
    compareLines(wantedRaw(row), encodings(point)) ??
    compareChecked(row, point)
  );
}

function compareChecked(row: PointRow, point: Point): string | undefined {
  checkPoint(point, row.category === '' ? PLAIN_RULES : writeRules(row.category));
  return (
    compareLines(describePoint(pointOfRow(row.checked), false), describePoint(point, false)) ??
    compareLines(wantedChecked(row), encodings(point))
  );
}

function wantedRaw(row: PointRow): string[] {
  return [
    lineOf(row.lp, row.lp_b64, row.lp_error),
    `protobuf ${row.pb_b64}`,
    `json ${row.json ?? row.json_error}`,
    `pbjson ${row.pbjson}`,
    `message ${row.pb_size} bytes`,
    `size ${row.size}`,
  ];
}

function wantedChecked(row: PointRow): string[] {
  return [
    lineOf(row.checked_lp, row.checked_lp_b64, row.checked_lp_error),
    `protobuf ${row.checked_pb_b64}`,
    `json ${row.checked_json ?? row.checked_json_error}`,
    `pbjson ${row.checked_pbjson}`,
    `message ${row.checked_pb_size} bytes`,
    `size ${row.checked_size}`,
  ];
}

function lineOf(text = '', base64?: string, error?: string): string {
  if (error !== undefined) return `no line: ${error}`;
  return `line ${base64 ?? Buffer.from(text).toString('base64')}`;
}

function encodings(point: Point): string[] {
  const { bytes, refused } = encodeLineProtocol([point]);
  const message = Buffer.from(encodeProtobuf([point]));
  return [
    refused.length > 0 ? `no line: ${refused[0]!.reason}` : `line ${Buffer.from(bytes).toString('base64')}`,
    `protobuf ${message.toString('base64')}`,
    `json ${jsonOf(point)}`,
    `pbjson ${pbjsonText(point)}`,
    `message ${messageBytes(message)} bytes`,
    `size ${approximateSize(point)}`,
  ];
}

function jsonOf(point: Point): string {
  try {
    return simpleText(point);
  } catch (error) {
    if (error instanceof EncodeError) return error.message;
    throw error;
  }
}

/** Size of the only point in a PBPoints message, without the tag and length in front. */
function messageBytes(body: Uint8Array): number {
  const lengthEnd = body.findIndex((byte, at) => at > 0 && byte < 0x80);
  return body.length - lengthEnd - 1;
}

function compareLines(want: readonly string[], got: readonly string[]): string | undefined {
  const missing = want.filter((line) => !got.includes(line));
  const extra = got.filter((line) => !want.includes(line));
  if (missing.length === 0 && extra.length === 0 && want.length === got.length) {
    const at = want.findIndex((line, i) => line !== got[i]);
    return at < 0 ? undefined : `order differs at: ${want[at]}`;
  }
  return [...missing.map((line) => `- ${line}`), ...extra.map((line) => `+ ${line}`)].join('\n');
}

interface BatchRow {
  readonly id: string;
  readonly points: number;
  readonly message_len: number;
  readonly batches: readonly number[] | null;
  readonly bytes: readonly number[] | null;
  readonly first_b64?: string;
  readonly buf?: number;
  readonly skipped?: number;
  readonly error?: string;
}

export function batchChecks(): WireCheck[] {
  return readRows<BatchRow>('encode-batch.jsonl').map((row) => ({
    id: row.id,
    title: 'how points are cut into bodies',
    run: () => compareLines(wantedBatches(row), row.id.startsWith('next-') ? packed(row) : batched(row)),
  }));
}

function wantedBatches(row: BatchRow): string[] {
  if (row.error !== undefined) return [`error ${row.error}`];
  const lines = [`points ${row.batches?.join() ?? ''}`, `bytes ${row.bytes?.join() ?? ''}`];
  if (row.skipped !== undefined) lines.push(`skipped ${row.skipped}`);
  return row.first_b64 === undefined ? lines : [...lines, `first ${row.first_b64}`];
}

/** Ids say how: `count128-line-protocol-300`, `bytes100-protobuf-5`. */
function batched(row: BatchRow): string[] {
  const [, unit, limit, encoding] = /^(count|bytes)(\d+)-(line-protocol|protobuf)-/.exec(row.id)!;
  const limits = unit === 'count' ? { maxPoints: Number(limit) } : { softBytes: Number(limit) };
  const { bodies } = encodeBatches(rowPoints(row), encoding as Encoding, limits);
  const lines = describeBodies(bodies);
  if (row.first_b64 === undefined) return lines;
  return [...lines, `first ${Buffer.from(bodies[0]!.bytes).toString('base64')}`];
}

/** Ids say how: `next-pb-ignorelarge-true`, `next-lp-toobig-ignorelarge-false`. */
function packed(row: BatchRow): string[] {
  const encoding = row.id.startsWith('next-pb') ? 'protobuf' : 'line-protocol';
  const oversize = row.id.endsWith('true') ? 'skip' : 'fail';
  try {
    const { bodies, skipped } = packBodies(rowPoints(row), { encoding, maxBytes: row.buf!, oversize });
    return [...describeBodies(bodies), `skipped ${skipped.length}`];
  } catch (error) {
    if (error instanceof EncodeError) return [`error ${error.message}`];
    throw error;
  }
}

function rowPoints(row: BatchRow): Point[] {
  const text = row.message_len === 5 ? 'hello' : 'x'.repeat(row.message_len);
  return Array.from({ length: row.points }, (_, i) => {
    return new Point('m', [new KV('message', text, false)], 1700000000123456789n + BigInt(i));
  });
}

function describeBodies(bodies: readonly EncodedBody[]): string[] {
  return [
    `points ${bodies.map(({ points }) => points.length).join()}`,
    `bytes ${bodies.map(({ bytes }) => bytes.length).join()}`,
  ];
}

/** Every golden row of the codecs. */
export function allChecks(): WireCheck[] {
  return [
    ...pointChecks(),
    ...decodeChecks('lp-decode.jsonl', 'line-protocol'),
    ...decodeChecks('pb-decode.jsonl', 'protobuf'),
    ...decodeChecks('json-decode.jsonl', 'json'),
    ...batchChecks(),
  ];
}
