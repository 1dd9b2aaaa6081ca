// A server for tests that records what it is asked and answers as told.

import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** `hang` never answers, `reset` breaks the connection. */
export type Reply =
  'hang' | 'reset' | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

export class TestServer {
  /** Requests in order of arrival. */
  readonly seen: SeenRequest[] = [];
  private readonly server: Server;

  /** @param reply  called with the number of the request, from 1, and the request */
  constructor(reply: (n: number, request: SeenRequest) => Reply) {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const seen = { method, target: url, headers, body: Buffer.concat(chunks) };
        const answer = reply(this.seen.push(seen), seen);
        if (answer === 'hang') return;
        if (answer === 'reset') request.socket.destroy();
        else response.writeHead(answer.status, answer.headers).end(answer.body ?? '');
      });
    });
  }

  async start(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
