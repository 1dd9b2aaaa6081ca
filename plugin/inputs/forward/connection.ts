// One connection of the forward protocol: bytes in, messages to the sink, acknowledgements out. It stops reading while
// too much waits for an owner, here or in all connections together, or while the peer does not read our answers. A
// stream that cannot be read any further is closed with its reason; what was taken before is still acknowledged.

import type { Socket } from 'node:net';
import type { EntryLimits } from '../../../core/codec/msgpack/entries.js';
import type { KeyCache } from '../../../core/codec/msgpack/key-cache.js';
import { readMessage, startsMessage, type ForwardMessage } from '../../../core/codec/msgpack/message.js';
import { Reader } from '../../../core/codec/msgpack/read.js';
import { FrameSplitter, type Frame } from '../../../core/codec/msgpack/splitter.js';
import { packMap } from '../../../core/codec/msgpack/write.js';
import { DecodeError } from '../../../core/errors.js';
import type { Logger } from '../../../core/log/logger.js';
import type { Seldom } from '../../../core/log/seldom.js';
import type { ByteBudget } from '../byte-budget.js';
import type { IntakeBatch, IntakeSink } from '../intake.js';
import { AckQueue } from './ack-queue.js';
import { ForwardBatch, memoryOf, UnreadableBatch, type ForwardContext } from './forward-batch.js';
import { answerPing, packHelo, type Challenge, type ForwardSecurity } from './handshake.js';
import type { ForwardStats } from './stats.js';

export interface ConnectionLimits {
  readonly maxFrameBytes: number;
  /** Messages of one connection that wait for an owner; beyond it the connection is not read. */
  readonly maxWaitingMessages: number;
  readonly maxWaitingBytes: number;
  readonly idleTimeoutMs: number;
  /** Time for the handshake. */
  readonly handshakeTimeoutMs: number;
  readonly entries: EntryLimits;
}

export interface ConnectionParts {
  readonly socket: Socket;
  readonly sink: IntakeSink;
  readonly log: Logger;
  /** Says what a peer did wrong; a scanner must not fill the log. */
  readonly seldom: Seldom;
  readonly keys: KeyCache;
  readonly budget: ByteBudget;
  readonly stats: ForwardStats;
  readonly limits: ConnectionLimits;
  readonly nowNs: () => bigint;
  /** With it the connection begins with a handshake. */
  readonly handshake?: { readonly security: ForwardSecurity; readonly challenge: Challenge } | undefined;
}

const NIL = 0xc0; // some clients send a bare nil as a heartbeat
const MAX_PING_BYTES = 16 * 1024;
const MAX_UNREAD_ANSWERS_BYTES = 64 * 1024;

type Phase = 'handshake' | 'messages' | 'closing';

export class ForwardConnection {
  readonly peer: string;
  private readonly parts: ConnectionParts;
  private readonly splitter: FrameSplitter;
  private readonly acks: AckQueue;
  private phase: Phase;

  constructor(parts: ConnectionParts) {
    this.parts = parts;
    this.peer = peerOf(parts.socket);
    this.phase = parts.handshake === undefined ? 'messages' : 'handshake';
    this.splitter = new FrameSplitter({
      maxFrameBytes: parts.limits.maxFrameBytes,
      startsWith: (type) => startsMessage(type) || type === NIL,
    });
    this.acks = new AckQueue({
      write: (ack) => this.write(ack),
      onSettled: this.goOn,
      onFailed: (error) => this.ownerFailed(error),
    });
  }

  start(): void {
    const { socket, handshake, limits, log } = this.parts;
    socket.setNoDelay(true);
    socket.setTimeout(handshake === undefined ? limits.idleTimeoutMs : limits.handshakeTimeoutMs);
    socket.on('data', (chunk: Buffer) => this.onData(chunk));
    socket.on('drain', this.goOn);
    socket.on('timeout', () => this.onTimeout());
    socket.on('end', () => this.onEnd());
    socket.on('error', ({ message }) => log.debug('forward connection failed', { peer: this.peer, reason: message }));
    socket.on('close', () => this.parts.budget.forget(this.goOn));
    if (handshake !== undefined) socket.write(packHelo(handshake.challenge));
  }

  /** Reads nothing more, and closes when everything taken has been answered. */
  finish(): void {
    this.phase = 'closing';
    this.parts.socket.pause();
    this.goOn();
  }

  /** Closes at once. */
  destroy(): void {
    this.phase = 'closing';
    this.parts.socket.destroy();
  }

  private onData(chunk: Buffer): void {
    if (this.phase === 'closing') return;
    this.splitter.push(chunk);
    this.parts.stats.bytes += chunk.length;
    this.goOn();
  }

  /** Works on what has come, then decides whether to read on; called whenever something changed. */
  private readonly goOn = (): void => {
    const { socket } = this.parts;
    if (socket.destroyed) return;
    try {
      this.work();
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.close(error.message, error.offset);
    }
    if (this.phase === 'closing') {
      if (this.acks.size === 0) socket.destroySoon();
    } else if (this.mustWait()) {
      socket.pause();
      if (this.parts.budget.isFull) this.parts.budget.whenRoom(this.goOn);
    } else if (socket.isPaused()) {
      socket.resume();
    }
  };

  private work(): void {
    while (this.phase !== 'closing' && !this.mustWait()) {
      const frame = this.splitter.next();
      if (frame === undefined) break;
      if (this.phase === 'handshake') this.takePing(frame);
      else this.takeMessage(frame);
    }
    if (this.phase === 'handshake' && this.splitter.pendingBytes > MAX_PING_BYTES) {
      this.close(`a PING of at most ${MAX_PING_BYTES} bytes is expected`, 0);
    }
  }

  private mustWait(): boolean {
    const { limits, budget, socket } = this.parts;
    return (
      this.acks.size >= limits.maxWaitingMessages ||
      this.acks.bytes >= limits.maxWaitingBytes ||
      budget.isFull ||
      socket.writableLength > MAX_UNREAD_ANSWERS_BYTES
    );
  }

  private takeMessage(frame: Frame): void {
    const { stats, keys } = this.parts;
    if (frame.bytes[0] === NIL) return;
    stats.messages++;
    let message: ForwardMessage;
    try {
      message = readMessage(frame.bytes, keys);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.refuse(frame, error);
      return;
    }
    const { chunk, signal } = message.option;
    const ack = chunk === undefined ? undefined : packMap([['ack', chunk]]);
    if (signal === 0) {
      const memory = memoryOf(message, this.parts.limits.entries.maxUnpackedBytes);
      this.deliver(new ForwardBatch(message, this.context()), ack, memory);
    } else {
      stats.ignored++;
      void this.acks.add(Promise.resolve(), ack, 0);
    }
  }

  private refuse(frame: Frame, error: DecodeError): void {
    this.parts.stats.unreadable++;
    const offset = frame.offset + error.offset;
    this.warn('forward message cannot be read', error.message, offset);
    this.deliver(new UnreadableBatch(this.peer, frame.bytes, error), undefined, frame.bytes.length);
  }

  private deliver(batch: IntakeBatch, ack: Buffer | undefined, bytes: number): void {
    const { budget, sink } = this.parts;
    budget.take(bytes);
    const owned = accept(sink, batch).finally(() => budget.give(bytes));
    void this.acks.add(owned, ack, bytes);
  }

  private takePing(frame: Frame): void {
    const { handshake, socket, limits, keys } = this.parts;
    const ping = new Reader(frame.bytes, 0, frame.bytes.length, keys).readValue();
    const [verdict, pong] = answerPing(ping, handshake!.challenge, handshake!.security);
    this.write(pong);
    if (verdict.kind === 'rejected') {
      this.parts.stats.rejected++;
      this.close(`handshake rejected: ${verdict.reason}`, frame.offset);
      return;
    }
    this.phase = 'messages';
    socket.setTimeout(limits.idleTimeoutMs);
  }

  private write(answer: Buffer): void {
    if (!this.parts.socket.destroyed) this.parts.socket.write(answer);
  }

  private onTimeout(): void {
    const { socket, limits } = this.parts;
    if (this.acks.size > 0 || this.mustWait()) {
      socket.setTimeout(limits.idleTimeoutMs); // the silence is ours
      return;
    }
    if (this.phase === 'handshake') this.close('no handshake in time', this.splitter.streamOffset);
    else if (this.splitter.pendingBytes > 0) this.closeInsideMessage('went silent');
    this.finish();
  }

  private onEnd(): void {
    if (this.phase !== 'closing' && this.splitter.pendingBytes > 0) this.closeInsideMessage('ended');
    this.finish();
  }

  private closeInsideMessage(what: string): void {
    const { pendingBytes, streamOffset } = this.splitter;
    this.close(`the peer ${what} inside a message, after ${pendingBytes} bytes of it`, streamOffset);
  }

  /** The records got no owner: no acknowledgement, and the peer sends them again on a new connection. */
  private ownerFailed(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.close(`records were not taken: ${reason}`, undefined);
  }

  private close(reason: string, offset: number | undefined): void {
    if (this.phase === 'closing') return;
    this.parts.stats.failed++;
    this.warn('forward connection closed', reason, offset);
    this.phase = 'closing';
    this.parts.socket.pause();
  }

  private warn(message: string, reason: string, offset: number | undefined): void {
    const address = this.parts.socket.remoteAddress ?? '';
    this.parts.seldom.warn(`${message} ${address}`, message, { peer: this.peer, reason, offset });
  }

  private context(): ForwardContext {
    const { keys, limits, nowNs } = this.parts;
    return { peer: this.peer, keys, limits: limits.entries, nowNs: nowNs() };
  }
}

/** A sink that throws is a sink that rejects. */
async function accept(sink: IntakeSink, batch: IntakeBatch): Promise<void> {
  await sink.accept(batch);
}

function peerOf(socket: Socket): string {
  const { remoteAddress, remotePort } = socket;
  return remoteAddress === undefined ? 'unix socket' : `${remoteAddress}:${remotePort ?? 0}`;
}
