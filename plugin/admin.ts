// The plugin's own small HTTP server: metrics and a sign of life, on loopback unless told otherwise.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

export class AdminServer {
  private readonly registry: Registry;
  private readonly host: string;
  private readonly port: number;
  private readonly isReady: () => boolean;
  private server: Server | undefined;

  /** @param isReady true once the scripts are known, so that records are taken */
  constructor(registry: Registry, host: string, port: number, isReady: () => boolean) {
    this.registry = registry;
    this.host = host;
    this.port = port;
    this.isReady = isReady;
  }

  /** @returns the URL it listens on */
  async start(): Promise<string> {
    const server = createServer((request, response) => {
      if (request.method === 'GET' && request.url === '/metrics') {
        this.registry.metrics().then(
          (text) => response.setHeader('content-type', this.registry.contentType).end(text),
          (error: unknown) => response.writeHead(500).end(String(error)),
        );
      } else if (request.method === 'GET' && request.url === '/readyz') {
        response.writeHead(this.isReady() ? 200 : 503).end();
      } else {
        response.writeHead(404).end();
      }
    });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, this.host, resolve);
    });
    const { address, port } = server.address() as AddressInfo;
    return `http://${address}:${port}`;
  }

  stop(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }
}
