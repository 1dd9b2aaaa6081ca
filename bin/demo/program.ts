// A child process running one of our own programs: started when it says that it listens, ended by signals.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { OfframpError } from '../../core/errors.js';

const OFFRAMP = fileURLToPath(new URL('../offramp.js', import.meta.url));
const START_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 15_000;
const KEPT_LINES = 40;

export class Program {
  readonly name: string;
  /** What it printed about where it listens: name -> address. */
  readonly listening = new Map<string, string>();
  private readonly child: ChildProcess;
  private readonly lines: string[] = [];
  private readonly ended: Promise<unknown>;

  constructor(name: string, args: readonly string[]) {
    this.name = name;
    this.child = spawn(process.execPath, [OFFRAMP, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.ended = once(this.child, 'exit').catch(() => undefined);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The last lines the program logged. */
  get log(): readonly string[] {
    return this.lines;
  }

  /** Resolves when every one of `names` has been announced as `<name> listening on <address>`. */
  async started(names: readonly string[]): Promise<void> {
    const all = new Promise<void>((resolve) => {
      this.eachLine(this.child.stdout!, (line) => {
        const [, what, address] = /^(.+) listening on (\S+)$/.exec(line) ?? [];
        if (what !== undefined && address !== undefined) this.listening.set(what, address);
        if (names.every((name) => this.listening.has(name))) resolve();
      });
      this.eachLine(this.child.stderr!, (line) => {
        this.lines.push(line);
        if (this.lines.length > KEPT_LINES) this.lines.shift();
      });
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((_, reject) => {
      timer = setTimeout(() => reject(this.failure('did not start in time')), START_LIMIT_MS);
    });
    const died = this.ended.then(() => Promise.reject(this.failure('ended while starting')));
    try {
      await Promise.race([all, late, died]);
    } finally {
      clearTimeout(timer);
      died.catch(() => undefined);
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_LIMIT_MS);
    await this.ended;
    clearTimeout(timer);
  }

  private eachLine(stream: NodeJS.ReadableStream, hear: (line: string) => void): void {
    createInterface({ input: stream }).on('line', hear);
  }

  private failure(what: string): OfframpError {
    return new OfframpError('program', `${this.name} ${what}`, { hint: this.lines.slice(-10).join('\n') });
  }
}
