// A DataWay for development and tests: takes what a receiver pushes, keeps it, serves scripts, shows what it has. The
// class is the whole server, so that a test can run it in its own process; command.ts wraps it for the command line.

import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import { parseListen } from '../../core/config/listen.js';
import { OfframpError } from '../../core/errors.js';
import { sleep } from '../../core/flow/sleep.js';
import { decodeArrived, type BodyDecoder } from './decode.js';
import { DiskLog } from './disk-log.js';
import { NO_FAULTS, type Faults } from './faults.js';
import { NdjsonOut } from './ndjson-out.js';
import { MemoryLog, type PackageLog } from './package-log.js';
import type { PointQuery, StoredPoint } from './query.js';
import { pullRoutes } from './routes-pull.js';
import { readRoutes } from './routes-read.js';
import { writeRoutes } from './routes-write.js';
import { ScriptsFolder } from './scripts-folder.js';
import { PointStore } from './store.js';
import type { Summary } from './tally.js';

export interface LocalDatawayOptions {
  /** host:port; port 0 (the default) picks a free one. */
  readonly listen?: string;
  /** When set, write and pull need `?token=` with exactly this. */
  readonly token?: string;
  /** Folder of scripts to serve; see scripts-folder.ts. */
  readonly scripts?: string;
  /** File that every stored point is appended to as a line of JSON. */
  readonly out?: string;
  /** Do not store a package whose X-Pkg-Id is stored already. */
  readonly dedupe?: boolean;
  readonly faults?: Partial<Faults>;
  /** Largest body, before and after decompression. */
  readonly maxBodyBytes?: number;
  /** Folder to keep points in over a restart; without it they are in memory. */
  readonly store?: string;
  /** How much of the disk to use for that. */
  readonly maxStoreBytes?: number;
  /** How many points to keep; the oldest go first. */
  readonly maxPoints?: number;
  readonly decode?: BodyDecoder;
  /** Told of every request that failed on our side. */
  readonly onError?: (error: unknown) => void;
  /** Told of repairs and of stored packages that cannot be read. */
  readonly onNotice?: (notice: string) => void;
  readonly nowMs?: () => number;
  readonly random?: () => number;
}

/** A point of up to 32 MiB travels alone in its own body, with a little around it. */
const DEFAULT_MAX_BODY_BYTES = 33 * 1024 * 1024;
const DEFAULT_MAX_POINTS = 1_000_000;
const DEFAULT_MAX_STORE_BYTES = 4 * 1024 * 1024 * 1024;
/** After that, connections that have not finished their request are cut. */
const STOP_PATIENCE_MS = 1000;

export class LocalDataway {
  private readonly options: LocalDatawayOptions;
  private readonly store: PointStore;
  private readonly out: NdjsonOut | undefined;
  private readonly stopping = new AbortController();
  private faultsNow: Readonly<Faults>;
  private server: Server | undefined;

  constructor(options: LocalDatawayOptions) {
    this.options = options;
    this.faultsNow = { ...NO_FAULTS, ...options.faults };
    this.out = options.out === undefined ? undefined : new NdjsonOut(options.out);
    this.store = new PointStore(openLog(options), options.dedupe ?? false, async (arrived) => this.out?.write(arrived));
  }

  async start(): Promise<void> {
    if (this.server !== undefined) return;
    const { host, port } = parseListen(this.options.listen ?? '127.0.0.1:0', 'listen');
    await this.store.start();
    await this.out?.start();
    const server: Server = createServer(this.routes(() => server.closeIdleConnections()));
    server.requestTimeout = 60_000;
    server.listen(port, host === '' ? undefined : host);
    try {
      await once(server, 'listening'); // rejects when the port is taken
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.server = server;
  }

  /** Base URL, without a token. */
  get url(): string {
    if (this.server === undefined) throw new OfframpError('not-started', 'the local DataWay is not listening yet');
    const { address, port, family } = this.server.address() as AddressInfo; // listening on TCP: never a string
    const host = address === '::' || address === '0.0.0.0' ? '127.0.0.1' : address;
    return `http://${family === 'IPv6' && host !== '127.0.0.1' ? `[${host}]` : host}:${port}`;
  }

  /** URL for a `[dataway] urls` list, with the token when there is one. */
  get datawayUrl(): string {
    const { token } = this.options;
    return token === undefined ? this.url : `${this.url}?token=${encodeURIComponent(token)}`;
  }

  /** Stored points in order of arrival. */
  points(query: PointQuery = {}): Promise<StoredPoint[]> {
    return this.store.query(query);
  }

  counts(): Summary & { readonly deduped: number } {
    return { ...this.store.tally.summary(), deduped: this.store.deduped };
  }

  /** Changes what goes wrong from now on, as `POST /control` does. */
  setFaults(change: Partial<Faults>): void {
    this.faultsNow = { ...this.faultsNow, ...change };
  }

  /** Answers what is under way, then closes; a second call joins the first. */
  async stop(): Promise<void> {
    const server = this.server;
    if (server?.listening === true) {
      this.stopping.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const patience = setTimeout(() => server.closeAllConnections(), STOP_PATIENCE_MS);
      await closed;
      clearTimeout(patience);
    }
    await this.store.stop();
    await this.out?.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  private routes(closeIdle: () => void): Express {
    const { options, store } = this;
    const app = express();
    app.disable('x-powered-by');
    app.use((_request, response, next) => {
      // a connection that has its answer must not keep a stopping server
      response.once('close', () => this.stopping.signal.aborted && setImmediate(closeIdle));
      next();
    });
    const checkToken = tokenCheck(options.token);
    const folder = options.scripts === undefined ? undefined : new ScriptsFolder(options.scripts);
    const parts = {
      store,
      decode: options.decode ?? decodeArrived,
      faults: () => this.faultsNow,
      maxBodyBytes: options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
      nowMs: options.nowMs ?? Date.now,
      random: options.random ?? Math.random,
      sleep: (ms: number) => sleep(ms, this.stopping.signal),
    };
    const faults = { getFaults: () => this.faultsNow, setFaults: (next: Faults) => void (this.faultsNow = next) };
    app.use(writeRoutes(parts, checkToken));
    app.use(pullRoutes(folder, checkToken));
    app.use(readRoutes({ store, ...faults }, refuseForeignPages));
    app.use((_request, response) => void response.status(404).json({ error_code: 'dataway.notFound' }));
    app.use(answerError(options.onError ?? ignore));
    return app;
  }
}

function openLog(options: LocalDatawayOptions): PackageLog {
  const { store, maxPoints = DEFAULT_MAX_POINTS } = options;
  if (store === undefined) return new MemoryLog(maxPoints);
  return new DiskLog({
    folder: store,
    decode: options.decode ?? decodeArrived,
    maxPoints,
    maxBytes: options.maxStoreBytes ?? DEFAULT_MAX_STORE_BYTES,
    onNotice: options.onNotice ?? ignore,
  });
}

function tokenCheck(token: string | undefined): RequestHandler {
  const want = token === undefined ? undefined : digest(token);
  return (request, response, next) => {
    const given = request.query['token'];
    if (want === undefined) next();
    else if (typeof given !== 'string' || given === '') {
      response.status(401).json({ error_code: 'dataway.missingToken', message: 'no token in the query' });
    } else if (!timingSafeEqual(digest(given), want)) {
      response.status(403).json({ error_code: 'dataway.invalidToken', message: 'the token is not known here' });
    } else next();
  };
}

/** A web page elsewhere must not steer a server on the developer's machine. */
const refuseForeignPages: RequestHandler = (request: Request, response, next) => {
  const origin = request.get('origin');
  if (origin === undefined || origin === `http://${request.get('host') ?? ''}`) next();
  else response.status(403).json({ error_code: 'dataway.foreignPage', message: 'not from another page' });
};

function answerError(onError: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const status = statusOf(error);
    if (status >= 500) onError(error);
    // What we or the body reader threw was worded for the sender; anything else may hold what is none of its business.
    const isWorded = error instanceof OfframpError || status < 500;
    const message = isWorded && error instanceof Error ? error.message : 'the request could not be handled';
    if (response.headersSent) response.destroy();
    else response.status(status).json({ error_code: `dataway.http${status}`, message });
  };
}

function ignore(): void {
  // the sender has its answer
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('status' in error)) return 500;
  return typeof error.status === 'number' && error.status >= 400 && error.status <= 599 ? error.status : 500;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
