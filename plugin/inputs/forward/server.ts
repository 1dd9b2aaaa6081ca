// The forward input: listens on TCP, TLS or a unix socket and owns the connections.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { DEFAULT_ENTRY_LIMITS } from '../../../core/codec/msgpack/entries.js';
import { KeyCache } from '../../../core/codec/msgpack/key-cache.js';
import { OfframpError } from '../../../core/errors.js';
import type { Logger } from '../../../core/log/logger.js';
import { Seldom } from '../../../core/log/seldom.js';
import { ByteBudget } from '../byte-budget.js';
import type { IntakeSink } from '../intake.js';
import type { ListenAddress } from '../listen-address.js';
import { ForwardConnection, type ConnectionLimits } from './connection.js';
import { CHALLENGE_BYTES, type Challenge, type ForwardSecurity } from './handshake.js';
import { ForwardStats } from './stats.js';
import { UdpHeartbeat } from './udp-heartbeat.js';

export interface ForwardLimits extends ConnectionLimits {
  readonly maxConnections: number;
  /** Bytes of messages that wait for an owner, all connections together. */
  readonly maxBufferedBytes: number;
}

export const DEFAULT_FORWARD_LIMITS: ForwardLimits = {
  maxFrameBytes: 64 * 2 ** 20,
  maxConnections: 1024,
  maxBufferedBytes: 256 * 2 ** 20,
  maxWaitingMessages: 10_000,
  maxWaitingBytes: 64 * 2 ** 20,
  idleTimeoutMs: 300_000,
  handshakeTimeoutMs: 10_000,
  entries: DEFAULT_ENTRY_LIMITS,
};

export interface ForwardInputOptions {
  readonly listen: ListenAddress;
  readonly sink: IntakeSink;
  readonly log: Logger;
  readonly limits?: Partial<ForwardLimits>;
  readonly security?: ForwardSecurity | undefined;
  /** Certificate, key, client CA and so on; without it the transport is plain. */
  readonly tls?: TlsOptions | undefined;
  /** Answer UDP heartbeats on the same port. */
  readonly udpHeartbeat?: boolean;
  readonly nowMs?: () => number;
  /** What HELO carries; random unless a test wants to know it. */
  readonly challenge?: () => Challenge;
}

export class ForwardInput {
  readonly stats = new ForwardStats();
  private readonly options: ForwardInputOptions;
  private readonly limits: ForwardLimits;
  private readonly budget: ByteBudget;
  private readonly keys = new KeyCache();
  private readonly seldom: Seldom;
  private readonly connections = new Map<Socket, ForwardConnection>();
  private server: Server | undefined;
  private heartbeat: UdpHeartbeat | undefined;
  private onEmpty: (() => void) | undefined;

  constructor(options: ForwardInputOptions) {
    this.options = options;
    this.limits = { ...DEFAULT_FORWARD_LIMITS, ...options.limits };
    this.budget = new ByteBudget(this.limits.maxBufferedBytes);
    this.seldom = new Seldom(options.log);
  }

  /** Bytes of messages that wait for an owner. */
  get bufferedBytes(): number {
    return this.budget.held;
  }

  /** Where it listens, once started: `host:port` or the path. */
  get address(): string {
    const address = this.server?.address() ?? '';
    if (typeof address === 'string') return address;
    return address.family === 'IPv6' ? `[${address.address}]:${address.port}` : `${address.address}:${address.port}`;
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    if (this.server !== undefined) return;
    const server = this.createServer();
    server.maxConnections = this.limits.maxConnections;
    server.on('drop', (peer) => this.turnAway(peer?.remoteAddress));
    server.on('tlsClientError', (error: Error, socket: Socket) => this.tlsFailed(error, socket));
    await listenOn(server, this.options.listen);
    server.on('error', (error) => this.options.log.error('forward input failed', { reason: error.message }));
    this.server = server;
    await this.startHeartbeat();
  }

  /**
   * Takes no new connections and reads nothing more; resolves when everything taken has been answered, or when the
   * signal says that it took too long.
   */
  async drain(signal?: AbortSignal): Promise<void> {
    this.server?.close();
    for (const connection of this.connections.values()) connection.finish();
    if (this.connections.size === 0 || signal?.aborted === true) return;
    await new Promise<void>((resolve) => {
      this.onEmpty = resolve;
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Closes everything at once. What was not acknowledged will be sent again by its shipper. */
  async stop(): Promise<void> {
    this.server?.close();
    for (const connection of this.connections.values()) connection.destroy();
    await this.heartbeat?.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  private async startHeartbeat(): Promise<void> {
    const address = this.server?.address();
    if (this.options.udpHeartbeat !== true || typeof address !== 'object' || address === null) return;
    this.heartbeat = new UdpHeartbeat(this.options.log);
    await this.heartbeat.start(address.address, address.port);
  }

  private createServer(): Server {
    const { tls } = this.options;
    const onConnection = (socket: Socket): void => this.open(socket);
    if (tls === undefined) return createServer({ allowHalfOpen: true }, onConnection);
    const { handshakeTimeoutMs } = this.limits;
    return createTlsServer({ allowHalfOpen: true, handshakeTimeout: handshakeTimeoutMs, ...tls }, onConnection);
  }

  private open(socket: Socket): void {
    const { sink, log, security, nowMs = Date.now } = this.options;
    const connection = new ForwardConnection({
      socket,
      sink,
      log,
      seldom: this.seldom,
      keys: this.keys,
      budget: this.budget,
      stats: this.stats,
      limits: this.limits,
      nowNs: () => BigInt(nowMs()) * 1_000_000n,
      handshake: security === undefined ? undefined : { security, challenge: this.challenge(security) },
    });
    this.connections.set(socket, connection);
    this.stats.connections++;
    socket.once('close', () => this.closed(socket));
    connection.start();
  }

  private closed(socket: Socket): void {
    this.connections.delete(socket);
    this.stats.connections--;
    if (this.connections.size === 0) this.onEmpty?.();
  }

  private challenge(security: ForwardSecurity): Challenge {
    if (this.options.challenge !== undefined) return this.options.challenge();
    const authSalt = security.users === undefined ? new Uint8Array() : randomBytes(CHALLENGE_BYTES);
    return { nonce: randomBytes(CHALLENGE_BYTES), authSalt };
  }

  private turnAway(address = ''): void {
    this.stats.turnedAway++;
    this.seldom.warn('connections', 'forward connection turned away: too many are open', {
      peer: address,
      max_connections: this.limits.maxConnections,
    });
  }

  private tlsFailed(error: Error, socket: Socket): void {
    this.stats.failed++;
    const peer = socket.remoteAddress ?? '';
    this.seldom.warn(`tls ${peer}`, 'forward connection closed: TLS failed', { peer, reason: error.message });
  }
}

async function listenOn(server: Server, listen: ListenAddress): Promise<void> {
  if (listen.kind === 'unix') await removeStaleSocket(listen.path);
  if (listen.kind === 'unix') server.listen({ path: listen.path });
  else server.listen({ port: listen.port, ...(listen.host === '' ? {} : { host: listen.host }) });
  try {
    await once(server, 'listening');
  } catch (error) {
    const where = listen.kind === 'unix' ? listen.path : `${listen.host}:${listen.port}`;
    const reason = error instanceof Error ? error.message : String(error);
    throw new OfframpError('listen', `forward input cannot listen on ${where}: ${reason}`, {
      cause: error,
      hint: 'choose another address in [plugin.forward] listen, or stop what uses this one',
    });
  }
}

/** A socket file that a killed process left behind would stop us from listening; a live one must. */
async function removeStaleSocket(path: string): Promise<void> {
  const probe = connect({ path });
  try {
    await once(probe, 'connect');
  } catch (error) {
    const isStale = typeof error === 'object' && error !== null && 'code' in error && error.code === 'ECONNREFUSED';
    if (isStale) await rm(path, { force: true });
  } finally {
    probe.destroy();
  }
}
