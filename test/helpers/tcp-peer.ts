// A client that writes raw bytes and keeps what comes back, one entry per read.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export class TcpPeer {
  readonly socket: Socket;
  readonly reads: Buffer[] = [];
  readonly closed: Promise<unknown>;
  private readonly waiters: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => {
      this.reads.push(bytes);
      for (const wake of this.waiters.splice(0)) wake();
    });
    socket.on('error', () => undefined); // a server that closes at once may reset
    this.closed = once(socket, 'close');
  }

  /** @param address `host:port` or the path of a unix socket */
  static async open(address: string): Promise<TcpPeer> {
    const at = address.lastIndexOf(':');
    const target = at < 0 ? { path: address } : { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
    const socket = connect(target);
    await once(socket, 'connect');
    return new TcpPeer(socket);
  }

  get received(): Buffer {
    return Buffer.concat(this.reads);
  }

  /** Resolves when at least `bytes` have come. */
  async has(bytes: number): Promise<void> {
    while (this.received.length < bytes) await new Promise<void>((resolve) => this.waiters.push(resolve));
  }

  /** Writes `bytes` cut at `cuts`, each piece on its own way. */
  async writeCut(bytes: Buffer, cuts: readonly number[]): Promise<void> {
    let from = 0;
    for (const end of [...cuts, bytes.length]) {
      if (end > from) this.socket.write(bytes.subarray(from, end));
      from = end;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
    await this.closed;
  }
}
