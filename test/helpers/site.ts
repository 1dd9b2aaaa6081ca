// A central site for tests: serves scripts, filters and reference tables that a test sets, takes what is pushed.

import { gunzipSync } from 'node:zlib';
import { decodeProtobuf } from '../../core/codec/pbpoint/decode.js';
import type { Point } from '../../core/point/point.js';
import { TestServer, type Reply, type SeenRequest } from './http-server.js';

export class TestSite {
  scripts: Readonly<Record<string, string>> = {};
  relation: Readonly<Record<string, string>> = {};
  filters: Readonly<Record<string, readonly string[]>> = {};
  referTables: unknown = undefined;
  isDown = false;
  updateTime = 2;
  readonly points: Point[] = [];
  private readonly server = new TestServer((_n, request) => (this.isDown ? 'reset' : this.answer(request)));

  async start(): Promise<this> {
    await this.server.start();
    return this;
  }

  get url(): string {
    return this.server.url;
  }

  get requests(): readonly SeenRequest[] {
    return this.server.seen;
  }

  /** Publishes another set of scripts. */
  publish(scripts: Readonly<Record<string, string>>): void {
    this.scripts = scripts;
    this.updateTime++;
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  private answer({ target, body, headers }: SeenRequest): Reply {
    const { pathname, searchParams } = new URL(target, 'http://site');
    if (pathname === '/v1/datakit/pull') {
      const filters = searchParams.get('filters') === 'true';
      return json(filters ? { filters: this.filters, pull_interval: 10e9 } : this.pullAnswer());
    }
    if (pathname === '/v1/refer') return json(this.referTables);
    const bytes = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    this.points.push(...decodeProtobuf(bytes));
    return { status: 200 };
  }

  private pullAnswer(): unknown {
    const pipelines = Object.entries(this.scripts).map(([name, text]) => ({
      name,
      category: 'logging',
      base64text: Buffer.from(text).toString('base64'),
    }));
    const relation = Object.entries(this.relation).map(([source, name]) => ({ category: 'logging', source, name }));
    return {
      remote_pipelines: { update_time: this.updateTime, pipelines, relation_update_time: this.updateTime, relation },
    };
  }
}

function json(value: unknown): Reply {
  return { status: 200, body: JSON.stringify(value) };
}
