// Answers the UDP heartbeats of Fluentd's forward output (`heartbeat_type udp`): any datagram is answered with one byte
// to where it came from, never with more than was sent.

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Logger } from '../../../core/log/logger.js';

const ANSWER = Buffer.of(0);

export class UdpHeartbeat {
  private readonly log: Logger;
  private socket: Socket | undefined;

  constructor(log: Logger) {
    this.log = log;
  }

  /** @param host '' for every address */
  async start(host: string, port: number): Promise<void> {
    if (this.socket !== undefined) return;
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    this.socket = socket;
    socket.on('message', (bytes, { address, port: from }) => {
      if (bytes.length > 0) socket.send(ANSWER, from, address);
    });
    socket.bind({ port, ...(host === '' ? {} : { address: host }) });
    await once(socket, 'listening');
    socket.on('error', (error) => this.log.warn('forward heartbeat failed', { reason: error.message }));
  }

  async stop(): Promise<void> {
    const socket = this.socket;
    this.socket = undefined;
    if (socket === undefined) return;
    socket.close();
    await once(socket, 'close');
  }
}
