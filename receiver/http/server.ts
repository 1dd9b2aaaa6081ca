// The receiver's HTTP surface: routes, limits, lifetime. What a route does stands in its own file.

import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Registry } from 'prom-client';
import { localOnly } from './access.js';
import { debugRoute, type DebugRouteOptions } from './debug.js';
import { notFound } from './not-found.js';
import { DATAKIT_HTTP, PLOFFLOAD, writeRoute, type WriteRouteOptions } from './write.js';

export interface ReceiverServerOptions extends WriteRouteOptions, DebugRouteOptions {
  /** Paths that are open to other hosts though they are local by default. */
  readonly publicPaths: readonly string[];
  readonly host: string;
  readonly port: number;
  /** A request must be complete and answered by then. */
  readonly timeoutMs: number;
  readonly version: string;
  readonly hostname: string;
  readonly metrics: Registry;
}

const MAX_HEADER_BYTES = 16 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 120_000;

export class ReceiverServer {
  private readonly options: ReceiverServerOptions;
  private readonly server: Server;
  private readonly startedMs = Date.now();

  constructor(options: ReceiverServerOptions) {
    this.options = options;
    this.server = createServer(
      {
        maxHeaderSize: MAX_HEADER_BYTES,
        headersTimeout: Math.min(HEADERS_TIMEOUT_MS, options.timeoutMs),
        requestTimeout: options.timeoutMs,
        keepAliveTimeout: KEEP_ALIVE_MS,
      },
      this.routes(),
    );
    this.server.on('clientError', answerGarbage);
  }

  /** @returns the URL it listens on */
  async start(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.options.port, this.options.host, resolve);
    });
    const { address, port, family } = this.server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  /** Takes no new connection and waits for requests under way, or the signal. */
  async drain(signal: AbortSignal): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeIdleConnections();
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([closed, aborted]);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private routes(): Express {
    const app = express();
    app.disable('x-powered-by');
    app.disable('etag');
    app.set('query parser', 'simple');
    app.use((_request, response, next) => {
      response.setHeader('X-DataKit', `${this.options.version}/${this.options.hostname}`);
      next();
    });
    app.use(cors);
    app.get('/v1/ntp', (_request, response) => {
      response.json({ timestamp_sec: Math.floor(Date.now() / 1000) });
    });
    app.get('/v1/ping', (_request, response) => {
      response.json({ content: this.ping() });
    });
    const local = localOnly(new Set(this.options.publicPaths));
    app.post('/v1/pipeline/debug', local, debugRoute(this.options));
    app.get('/readyz', (_request, response) => {
      response.status(this.options.isReady() ? 200 : 503).end();
    });
    app.get('/metrics', local, async (_request, response) => {
      response.type(this.options.metrics.contentType).send(await this.options.metrics.metrics());
    });
    app.post('/v1/write/ploffload/:category', writeRoute(PLOFFLOAD, this.options));
    app.post('/v1/write/:category', writeRoute(DATAKIT_HTTP, this.options));
    app.use(notFound(this.options.version));
    return app;
  }

  private ping(): Record<string, string> {
    const seconds = Math.floor((Date.now() - this.startedMs) / 1000);
    return { version: this.options.version, uptime: `${seconds}s`, host: this.options.hostname, commit: 'offramp' };
  }
}

/** Browsers may read every answer, as with the reference. */
function cors(request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Access-Control-Allow-Origin', request.get('origin') ?? '*');
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  if (request.method !== 'OPTIONS') {
    next();
    return;
  }
  response.setHeader('Access-Control-Allow-Methods', 'POST, OPTIONS, GET, PUT');
  response.setHeader('Access-Control-Allow-Headers', request.get('access-control-request-headers') ?? '*');
  response.setHeader('Access-Control-Max-Age', '7200');
  response.status(204).end();
}

/** Bytes that are no HTTP: a short answer, and only this connection ends. */
function answerGarbage(_error: Error, socket: Socket): void {
  if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  else socket.destroy();
}
