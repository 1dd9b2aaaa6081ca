// `--out FILE`: every stored point as one line of JSON, appended in order of arrival.

import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { ArrivedPackage } from './package-log.js';
import { pointRecord } from './point-json.js';

export class NdjsonOut {
  private readonly path: string;
  private stream: WriteStream | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** Opens the file; fails now rather than at the first point. */
  async start(): Promise<void> {
    const stream = createWriteStream(this.path, { flags: 'a' });
    await once(stream, 'open');
    this.stream = stream;
  }

  async write(arrived: ArrivedPackage): Promise<void> {
    if (this.stream === undefined) return;
    const lines = arrived.points.map((point, index) => `${JSON.stringify(pointRecord(arrived, point, index))}\n`);
    if (lines.length > 0 && !this.stream.write(lines.join(''))) await once(this.stream, 'drain');
  }

  async stop(): Promise<void> {
    const stream = this.stream;
    this.stream = undefined;
    if (stream === undefined) return;
    stream.end();
    await finished(stream);
  }
}
