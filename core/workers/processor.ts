// What a worker does with a batch, start to end: decompress, decode and check, choose and run scripts, encode and
// compress for DataWay. Bad input gives a refusal; a run error stays with its record.

import { randomUUID } from 'node:crypto';
import { BUILTIN_TABLE } from '../builtins/all.js';
import { withPatterns } from '../builtins/grok.js';
import { type IpDatabaseBytes, openIpDatabase } from '../builtins/state/ip-database.js';
import { MemoryReferTables } from '../builtins/state/memory-refer-tables.js';
import { createScriptState, NO_STATE, type ScriptState } from '../builtins/state/script-state.js';
import { SqliteReferTables } from '../builtins/state/sqlite-refer-tables.js';
import { decompress, TooLargeError } from '../codec/compression.js';
import { decodeBody } from '../codec/decode-body.js';
import { encodeProtobuf } from '../codec/pbpoint/encode.js';
import { TextCache } from '../codec/text-cache.js';
import { buildPackages } from '../dataway/build.js';
import type { DatawayPackage } from '../dataway/package.js';
import { DecodeError } from '../errors.js';
import { FilterSet, parseFilters, type FilterTexts } from '../filter/filter-set.js';
import { PatternTable } from '../grok/table.js';
import type { SignatureTable } from '../lang/check/signature.js';
import type { IpDatabase, ReferTables, Services } from '../lang/runtime/services.js';
import type { Category } from '../point/category.js';
import { KV, type Point } from '../point/point.js';
import type { Catalog } from '../scripts/catalog.js';
import { EMPTY_CATALOG } from '../scripts/catalog.js';
import { ScriptLibrary, type LoadedScript } from '../scripts/library.js';
import { runScript, type RunOptions, type RunOutcome } from '../scripts/run.js';
import { selectScript } from '../scripts/select.js';
import { BatchRun } from './batch-run.js';
import { debugPipeline, type DebugAnswer } from './debug.js';
import { echoPoints } from './echo.js';
import { UndiciHttpCaller } from './http-caller.js';
import type { BatchJob, BatchOutcome, BatchRefused, LoadReport, ReferTableSet, WorkerSettings } from './messages.js';
import { IDLE, PROGRESS } from './messages.js';

/** Records of a batch that wait (http_request) at once. */
const MAX_WAITING = 64;
const MAX_DEPTH = 200;

const REFUSAL_CODES: Readonly<Record<string, string>> = {
  'line-protocol': 'invalidLinePoint',
  protobuf: 'invalidProtobufPoint',
  json: 'invalidJsonPoint',
  pbjson: 'invalidJsonPoint',
};

/** What a worker says outside of batches. */
export interface WorkerVoice {
  warn(message: string): void;
  emitted(packages: readonly DatawayPackage[]): void;
}

export class BatchProcessor {
  private readonly settings: WorkerSettings;
  private readonly voice: WorkerVoice;
  private readonly progress: Int32Array;
  private readonly options: RunOptions;
  private readonly shared: Omit<Services, 'cache' | 'aggregates' | 'windows'>;
  private readonly cache = new TextCache();
  private ipdb: IpDatabase | undefined;
  private referTables: ReferTables | undefined;
  private builtins: SignatureTable = BUILTIN_TABLE;
  private filters = FilterSet.none;
  private library = ScriptLibrary.compile(EMPTY_CATALOG, BUILTIN_TABLE);
  private services = new Map<LoadedScript, Services>();
  private states: ScriptState[] = [];

  constructor(settings: WorkerSettings, voice: WorkerVoice) {
    this.settings = settings;
    this.voice = voice;
    this.progress = new Int32Array(settings.progress);
    Atomics.store(this.progress, PROGRESS.record, IDLE);
    this.options = {
      budget: {
        maxSteps: settings.stepsPerRecord,
        maxMs: settings.msPerRecord,
        maxDepth: MAX_DEPTH,
        exceeded: 'error',
      },
    };
    this.shared = {
      nowNs,
      random: Math.random,
      zone: settings.zone,
      warn: (message) => voice.warn(message),
      // Scripts keep their services; the databases behind them may change.
      ipdb: { lookup: (ip) => this.ipdb?.lookup(ip) },
      referTables: { query: (...question) => this.referTables?.query(...question) },
      http: new UndiciHttpCaller(settings.http),
    };
  }

  /** What cannot be read is said and leaves geoip() without a database. */
  openIpDatabase(bytes: IpDatabaseBytes): void {
    try {
      this.ipdb = openIpDatabase(bytes);
    } catch (error) {
      this.ipdb = undefined;
      this.voice.warn(`the IP database cannot be used: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  replaceReferTables({ tables, comparison }: ReferTableSet): void {
    const next = comparison === 'sqlite' ? new SqliteReferTables() : new MemoryReferTables();
    next.replaceAll(tables);
    this.referTables = next;
  }

  /** Puts a catalog in service. Batches under way go on with the scripts they began with. */
  load(generation: number, catalog: Catalog): LoadReport {
    this.library = ScriptLibrary.compile(catalog, this.builtins, this.library);
    this.services = new Map();
    for (const state of this.states.splice(0)) state.stop();
    const { scripts, errors, rules } = this.library;
    return {
      generation,
      inService: Object.fromEntries(Object.entries(rules.index).map(([category, names]) => [category, [...names]])),
      errors,
      stateful: scripts.filter((each) => each.script.stateful).map((each) => [each.category, each.name] as const),
    };
  }

  /** A batch under way keeps the filters it began with. */
  useFilters(filters: FilterTexts): void {
    this.filters = parseFilters(filters).filters;
  }

  /** Scripts loaded afterwards may name these patterns. */
  usePatterns(texts: readonly string[]): void {
    const table = PatternTable.builtIn.withFiles(texts);
    // every worker finds the same; one says it
    for (const { name, message } of this.settings.isStateWorker ? table.problems : []) {
      this.voice.warn(`grok pattern ${name} is left out: ${message}`);
    }
    this.builtins = withPatterns(BUILTIN_TABLE, table);
  }

  async process(job: BatchJob): Promise<BatchOutcome> {
    let points: Point[];
    try {
      const body = decompress(job.body, job.contentEncoding, this.settings.maxDecompressedSize);
      points = this.decode(job, body);
    } catch (error) {
      return refusalOf(error);
    }
    if (points.length === 0) return refusal('noPoints', '');
    const warned = job.strict ? points.find((point) => point.warns.length > 0)?.warns[0] : undefined;
    if (warned !== undefined) return refusal('pointGotWarning', `${warned.type}: ${warned.msg}`);
    if (job.dry || job.echo !== '') return new BatchRun(points.length).done([], echoPoints(points, job.echo));
    for (const point of points) addTags(point, job.addTags);
    return await this.run(job, points);
  }

  /** Answers a debug request; it shares nothing with the scripts in service. */
  async debug(body: Uint8Array): Promise<DebugAnswer> {
    return await debugPipeline(body, { ...this.shared, ...NO_STATE }, this.options);
  }

  private decode(job: BatchJob, body: Uint8Array): Point[] {
    const precision = job.precision === '' && !job.autoPrecision ? 'n' : job.precision;
    const contentType = job.contentType === '' ? undefined : job.contentType;
    const options = { category: job.category, precision, nowNs: nowNs(), cache: this.cache };
    return decodeBody(body, contentType, options).points;
  }

  private async run(job: BatchJob, points: readonly Point[]): Promise<BatchOutcome> {
    const run = new BatchRun(points.length, this.filters);
    const poison = new Set(job.poison);
    const waiting: Promise<void>[] = [];
    const library = this.library;
    for (let i = 0; i < points.length; i++) {
      const point = points[i]!;
      if (poison.has(i)) {
        run.refuse(job.category, 'killed-worker', encodeProtobuf([point]));
        continue;
      }
      const selection = selectScript(library.rules, job.category, point, job.script);
      const loaded = selection === undefined ? undefined : library.find(job.category, selection.name);
      if (loaded === undefined) {
        run.keep(job.category, point);
      } else if (loaded.script.stateful && !this.settings.isStateWorker) {
        run.handOver(point);
      } else {
        const outcome = this.runOne(i, loaded, point, run);
        if (outcome === undefined) continue;
        waiting.push(outcome);
        if (waiting.length >= MAX_WAITING) await Promise.all(waiting.splice(0));
      }
    }
    Atomics.store(this.progress, PROGRESS.record, IDLE);
    await Promise.all(waiting);
    return run.done(this.pack(job.batchId, run.kept, run), undefined);
  }

  private runOne(index: number, loaded: LoadedScript, point: Point, run: BatchRun): Promise<void> | undefined {
    Atomics.store(this.progress, PROGRESS.record, index);
    Atomics.add(this.progress, PROGRESS.ticks, 1);
    run.enter(loaded);
    const place = run.reserve(loaded.category);
    const outcome = runScript(loaded.script, point, loaded.category, this.servicesOf(loaded), this.options);
    if (!(outcome instanceof Promise)) {
      place(point, outcome);
      return undefined;
    }
    Atomics.store(this.progress, PROGRESS.record, IDLE); // it waits; a silent worker is no hanging one
    return outcome.then((settled: RunOutcome) => place(point, settled));
  }

  private servicesOf(loaded: LoadedScript): Services {
    let services = this.services.get(loaded);
    if (services === undefined) {
      const state = createScriptState({
        nowNs,
        every: repeat,
        emit: (category, _bucket, points) => this.emit(category, points),
        warn: (message) => this.voice.warn(message),
        globalTags: [],
      });
      this.states.push(state);
      const { cache, aggregates, windows } = state;
      services = { ...this.shared, cache, aggregates, windows };
      this.services.set(loaded, services);
    }
    return services;
  }

  private emit(category: Category, points: readonly Point[]): void {
    const kept = points.filter((point) => !this.filters.removes(category, point));
    if (kept.length > 0) this.voice.emitted(this.pack(randomUUID(), new Map([[category, kept]])));
  }

  private pack(batchId: string, kept: ReadonlyMap<Category, readonly Point[]>, run?: BatchRun): DatawayPackage[] {
    const packages: DatawayPackage[] = [];
    const { maxRawBodySize: maxRawBytes, gzip } = this.settings;
    for (const [category, points] of kept) {
      const built = buildPackages(points, { batchId, category, firstPart: packages.length, maxRawBytes, gzip });
      packages.push(...built.packages);
      for (const point of built.tooLarge) run?.refuse(category, 'too-large', encodeProtobuf([point]));
    }
    return packages;
  }
}

function repeat(intervalMs: number, tick: () => void): () => void {
  const timer = setInterval(tick, intervalMs);
  return () => clearInterval(timer);
}

function nowNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

function addTags(point: Point, tags: BatchJob['addTags']): void {
  for (const [key, value] of tags) {
    if (point.find(key) === undefined) point.kvs.push(new KV(key, value, true));
  }
}

function refusal(code: string, message: string, hint = '', status: BatchRefused['status'] = 400): BatchRefused {
  return { kind: 'refused', status, code, message, hint };
}

function refusalOf(error: unknown): BatchRefused {
  if (error instanceof TooLargeError) return refusal('bodyTooLarge', error.message, '', 413);
  if (!(error instanceof DecodeError)) throw error;
  // compat: the reference says nothing more about a body that cannot be decompressed
  if (error.codec === 'compression') return refusal('decodeBodyFailed', '', error.message);
  const at = error.offset >= 0 ? `at byte ${error.offset}` : '';
  return refusal(REFUSAL_CODES[error.codec] ?? 'decodeBodyFailed', error.message, at);
}
