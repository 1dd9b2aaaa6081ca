// `POST /v1/pipeline/debug`: compiles the scripts of a request, runs one of them on the records of the request, and
// shows what became of each. Nothing is pushed and nothing in service is touched. Runs in a worker thread.
// Source: datakit internal/httpapi/api_pipeline.go; wire.md 12

import { BUILTIN_TABLE } from '../builtins/all.js';
import { decodeGb18030, decodeGbk } from '../builtins/gbk.js';
import { decodeBody } from '../codec/decode-body.js';
import { parseJson, type JsonValue } from '../codec/json/parse.js';
import { DecodeError } from '../errors.js';
import { jsonText } from '../lang/runtime/convert.js';
import { toScriptValue } from '../lang/runtime/context.js';
import type { Services } from '../lang/runtime/services.js';
import type { Value } from '../lang/runtime/value.js';
import type { Diagnostic } from '../lang/source/diagnostic.js';
import { isCategory, type Category } from '../point/category.js';
import { checkPoint } from '../point/check.js';
import { KV, Point } from '../point/point.js';
import { writeRules } from '../point/rules.js';
import { decodeText } from '../point/text.js';
import { compileSet, type CompiledScript } from '../scripts/script-set.js';
import { runScript, type RunOptions } from '../scripts/run.js';

export interface DebugAnswer {
  readonly status: 200 | 400;
  /** JSON text. */
  readonly body: string;
}

const MAX_SCRIPT_BYTES = 1024 * 1024;
const MAX_RECORD_BYTES = 32 * 1024 * 1024;
const BENCHMARK_MS = 500;

class Refused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

interface DebugRequest {
  readonly category: Category;
  readonly entry: string;
  readonly scripts: ReadonlyMap<string, string>;
  readonly records: readonly Uint8Array[];
  readonly dataType: string;
  readonly encode: string;
  readonly benchmark: boolean;
}

/** @param services without state between records; @param options budgets of one record */
export async function debugPipeline(body: Uint8Array, services: Services, options: RunOptions): Promise<DebugAnswer> {
  try {
    const request = readRequest(body);
    const { scripts, errors } = compileSet(request.scripts, BUILTIN_TABLE);
    const script = scripts.get(request.entry);
    if (script === undefined) return content({ pl_errors: [...errors.values()].flatMap((all) => all.slice(0, 1)) });
    const points = readPoints(request, services.nowNs);
    const startMs = performance.now();
    const results: Value[] = [];
    for (const point of points) results.push(await runOne(script, point, request.category, services, options));
    const cost = goDuration(performance.now() - startMs);
    const benchmark = request.benchmark ? runBenchmark(script, request, services, options) : '';
    return content({ cost, benchmark, plresults: results });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { status: 400, body: json({ error_code: `datakit.${error.code}`, message: error.message }) };
  }
}

// ---- the request -----------------------------------------------------------------------------------------------------

function readRequest(body: Uint8Array): DebugRequest {
  const root = parse(body);
  const text = (key: string): string => {
    const value = root.get(key);
    return typeof value === 'string' ? value : '';
  };
  const category = text('category');
  if (!isCategory(category)) throw new Refused('invalidCategory', 'invalid category');
  const sources = mapAt(mapAt(root, 'pipeline'), category);
  const entry = text('script_name');
  if (sources.size === 0 || !sources.has(entry)) throw new Refused('invalidPipeline', 'invalid pipeline');
  const scripts = new Map([...sources].map(([name, source]) => [`${name}.p`, scriptText(source)] as const));
  const data = root.get('data');
  const records = (Array.isArray(data) ? data : []).map((record) => fromBase64(record, MAX_RECORD_BYTES));
  return {
    category,
    entry: `${entry}.p`,
    scripts,
    records,
    dataType: text('data_type'),
    encode: text('encode'),
    benchmark: root.get('benchmark') === true,
  };
}

function parse(body: Uint8Array): ReadonlyMap<string, JsonValue> {
  try {
    const root = parseJson(body);
    if (root instanceof Map) return root;
  } catch (error) {
    if (error instanceof DecodeError) throw new Refused('invalidRequest', error.message);
    throw error;
  }
  throw new Refused('invalidRequest', 'the request is no JSON object');
}

function mapAt(map: ReadonlyMap<string, JsonValue>, key: string): ReadonlyMap<string, JsonValue> {
  const value = map.get(key);
  return value instanceof Map ? value : new Map<string, JsonValue>();
}

function scriptText(source: JsonValue): string {
  return decodeText(fromBase64(source, MAX_SCRIPT_BYTES));
}

function fromBase64(value: JsonValue, maxBytes: number): Uint8Array {
  const text = typeof value === 'string' ? value : '';
  const clean = text.replace(/[\r\n]/g, '');
  const bad = /[^A-Za-z0-9+/]/.exec(clean.replace(/={1,2}$/, ''));
  if (bad !== null || clean.length % 4 !== 0) {
    throw new Refused('invalidData', `illegal base64 data at input byte ${bad?.index ?? clean.length}`);
  }
  const bytes = Buffer.from(clean, 'base64');
  if (bytes.length > maxBytes) throw new Refused('invalidData', `larger than ${maxBytes} bytes`);
  return bytes;
}

// ---- records to points -----------------------------------------------------------------------------------------------

function readPoints(request: DebugRequest, nowNs: () => bigint): Point[] {
  const { category, records, dataType } = request;
  const isMessage = dataType === '' ? category === 'logging' : dataType.startsWith('text/plain');
  if (isMessage) return records.map((record) => messagePoint(request, record, nowNs()));
  const points: Point[] = [];
  let asMessages = false;
  for (const record of records) {
    if (!asMessages) {
      try {
        points.push(...decodeBody(record, dataType, { category, precision: '', nowNs: nowNs() }).points);
        continue;
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        // compat: a logging record that does not parse is a message, and so are all after it
        if (category !== 'logging') throw new Refused('invalidData', error.message);
        asMessages = true;
      }
    }
    points.push(messagePoint(request, record, nowNs()));
  }
  return points;
}

function messagePoint({ category, entry, encode }: DebugRequest, record: Uint8Array, nowNs: bigint): Point {
  const point = new Point(entry.slice(0, -2), [new KV('message', messageText(record, encode), false)], nowNs);
  checkPoint(point, writeRules(category));
  return point;
}

function messageText(record: Uint8Array, encode: string): string {
  switch (encode.toLowerCase()) {
    case 'gbk':
      return decodeGbk(record);
    case 'gb18030':
      return decodeGb18030(record);
    default:
      return decodeText(record);
  }
}

// ---- running and showing ---------------------------------------------------------------------------------------------

async function runOne(
  script: CompiledScript,
  point: Point,
  category: Category,
  services: Services,
  options: RunOptions,
): Promise<Value> {
  const outcome = await runScript(script, point, category, services, options);
  if (outcome.error !== undefined) {
    return toMap({ point: null, create_point: null, run_error: showDiagnostic(outcome.error.diagnostic) });
  }
  const created = outcome.created.map((made) => showPoint(made.point, made.dropped));
  return toMap({
    point: showPoint(point, outcome.dropped),
    create_point: created.length === 0 ? null : created,
    run_error: null,
  });
}

function showPoint(point: Point, dropped: boolean): Value {
  const tags = new Map<string, Value>();
  const fields = new Map<string, Value>();
  for (const { key, value, isTag } of point.kvs) {
    if (isTag) tags.set(key, toScriptValue(value));
    else if (value !== null) fields.set(key, toScriptValue(value));
  }
  const time = Number(point.time / 1_000_000_000n);
  return toMap({ dropped, name: point.name, tags, fields, time, time_ns: Number(point.time % 1_000_000_000n) });
}

function showDiagnostic({ message, chain }: Diagnostic): Value {
  const frames = chain.map(({ file, line, col, pos }) => toMap({ file, ln: line, col, pos }));
  return toMap({ pos_chain: frames, error: message });
}

function runBenchmark(script: CompiledScript, request: DebugRequest, services: Services, options: RunOptions): string {
  const points = readPoints({ ...request, records: request.records.slice(0, 1) }, services.nowNs);
  const first = points[0];
  if (first === undefined || script.waits) return '';
  const endMs = performance.now() + BENCHMARK_MS;
  const startMs = performance.now();
  let runs = 0;
  while (performance.now() < endMs) {
    const kvs = first.kvs.map((kv) => new KV(kv.key, kv.value, kv.isTag));
    void runScript(script, new Point(first.name, kvs, first.time), request.category, services, options);
    runs++;
  }
  const nsPerRun = ((performance.now() - startMs) * 1e6) / runs;
  return ` ${runs}\t${nsPerRun.toPrecision(4).padStart(12)} ns/op`;
}

function content(parts: {
  readonly cost?: string;
  readonly benchmark?: string;
  readonly pl_errors?: readonly Diagnostic[];
  readonly plresults?: Value[];
}): DebugAnswer {
  const { cost = '', benchmark = '', pl_errors: errors = [], plresults: results = [] } = parts;
  const body = json({
    content: toMap({
      cost,
      benchmark,
      pl_errors: errors.length === 0 ? null : errors.map(showDiagnostic),
      plresults: results.length === 0 ? null : results,
    }),
  });
  return { status: 200, body };
}

function toMap(parts: Readonly<Record<string, Value>>): Map<string, Value> {
  return new Map(Object.entries(parts));
}

/** NaN and infinities have no JSON form; they are shown as text by leaving the whole value out. */
function json(parts: Readonly<Record<string, Value>>): string {
  return jsonText(toMap(parts)) ?? '{"content":null}';
}

/** `173.5µs`, as the reference prints a duration. */
function goDuration(ms: number): string {
  if (ms >= 1000) return `${Number((ms / 1000).toFixed(9))}s`;
  return ms >= 1 ? `${Number(ms.toFixed(6))}ms` : `${Number((ms * 1000).toFixed(3))}µs`;
}
