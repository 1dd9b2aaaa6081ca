// The demo's installation in a temporary folder: a DataWay that serves the examples' scripts, two receivers, a plugin.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OfframpError } from '../../core/errors.js';
import { sleep } from '../../core/flow/sleep.js';
import type { Example } from './examples.js';
import { Program } from './program.js';

export type ReceiverKind = 'datakit-http' | 'ploffload';

const READY_LIMIT_MS = 60_000;
const READY_STEP_MS = 50;
const TOKEN = 'tkn_00000000000000000000000000000000';

/** Waits until the scripts of a program are in service. */
async function untilReady(url: string): Promise<void> {
  const deadline = performance.now() + READY_LIMIT_MS;
  while ((await fetch(`${url}/readyz`)).status !== 200) {
    if (performance.now() > deadline) throw new OfframpError('demo', `${url} has no scripts in service after a minute`);
    await sleep(READY_STEP_MS);
  }
}

export class Site {
  readonly folder = mkdtempSync(join(tmpdir(), 'offramp-demo-'));
  readonly receivers: Program[] = [];
  dataway!: Program;
  plugin!: Program;

  get datawayUrl(): string {
    return this.dataway.listening.get('dataway')!;
  }

  receiverUrl(index: number): string {
    return this.receivers[index]!.listening.get('receiver')!;
  }

  async start(examples: readonly Example[], receivers: number, kind: ReceiverKind): Promise<void> {
    const scripts = join(this.folder, 'scripts');
    mkdirSync(scripts);
    for (const example of examples) {
      for (const [name, text] of Object.entries(example.scripts)) writeFileSync(join(scripts, name), text);
    }
    this.dataway = new Program('dataway', [
      'dataway',
      '--listen',
      '127.0.0.1:0',
      '--token',
      TOKEN,
      '--scripts',
      scripts,
    ]);
    await this.dataway.started(['dataway']);
    const urls = JSON.stringify([`${this.datawayUrl}?token=${TOKEN}`]);
    for (let i = 0; i < receivers; i++) this.receivers.push(this.startReceiver(i, urls));
    await Promise.all(this.receivers.map((receiver) => receiver.started(['receiver'])));
    this.plugin = this.startPlugin(examples, urls, kind);
    await this.plugin.started(['forward', 'metrics']);
    const metrics = this.plugin.listening.get('metrics')!;
    await Promise.all([metrics, ...this.receivers.map((_, i) => this.receiverUrl(i))].map(untilReady));
  }

  /** The last lines each program logged, for when something went wrong. */
  logs(): string {
    const programs = [this.dataway, ...this.receivers, this.plugin] as (Program | undefined)[];
    return programs.flatMap((each) => (each?.log ?? []).map((line) => `${each?.name ?? ''}: ${line}`)).join('\n');
  }

  async stop(): Promise<void> {
    // Against the flow: first what sends, last what is sent to.
    for (const program of [this.plugin, ...this.receivers, this.dataway] as (Program | undefined)[])
      await program?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private startReceiver(index: number, urls: string): Program {
    const config = this.write(
      `receiver-${index}.toml`,
      `[offramp]
data_dir = ${JSON.stringify(join(this.folder, `receiver-${index}`))}
workers = 1
log_level = "info"
[http_api]
listen = "127.0.0.1:0"
[dataway]
urls = ${urls}
`,
    );
    return new Program(`receiver ${index + 1}`, ['receiver', '--config', config]);
  }

  private startPlugin(examples: readonly Example[], urls: string, kind: ReceiverKind): Program {
    const addresses = JSON.stringify(this.receivers.map((_, i) => this.receiverUrl(i)));
    const routes = examples.map(({ tag, source }) => `[[plugin.route]]\ntag = "${tag}"\nsource = "${source}"\n`);
    const config = this.write(
      'plugin.toml',
      `[offramp]
data_dir = ${JSON.stringify(join(this.folder, 'plugin'))}
workers = 1
log_level = "info"
[plugin]
metrics_listen = "127.0.0.1:0"
[plugin.forward]
listen = "127.0.0.1:0"
${routes.join('')}
[pipeline.offload]
receiver = "${kind}"
addresses = ${addresses}
[dataway]
urls = ${urls}
`,
    );
    return new Program('plugin', ['plugin', '--config', config]);
  }

  private write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }
}
