// Notices that files of a script folder have changed: looks at names, sizes and times now and then (which also works on
// network file systems and for renamed folders), and waits until nothing changes any more before it says so.

import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sleep } from '../flow/sleep.js';
import type { Logger } from '../log/logger.js';
import { Seldom } from '../log/seldom.js';

export interface FolderWatchOptions {
  readonly folder: string;
  /** File names that count end so. */
  readonly ending: string;
  readonly intervalMs: number;
  /** Called after a change; the next look waits for it. What it throws is logged, and it is called again. */
  readonly onChange: () => Promise<void>;
  readonly log: Logger;
}

/** How long a folder must stay the same before it is read: an editor or `git pull` writes several files. */
const CALM_MS = 200;
const MAX_CALM_LOOKS = 50;

export class FolderWatch {
  private readonly options: FolderWatchOptions;
  private readonly stopping = new AbortController();
  private readonly seldom: Seldom;
  private loop: Promise<void> | undefined;
  private known: string | undefined;

  constructor(options: FolderWatchOptions) {
    this.options = options;
    this.seldom = new Seldom(options.log, 60_000);
  }

  /** Call it before the folder is read for the first time: what changes after that is noticed. */
  async start(): Promise<void> {
    this.known = await this.look();
    if (this.options.intervalMs > 0) this.loop ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await sleep(this.options.intervalMs, signal);
      const seen = await this.look();
      if (seen === undefined || seen === this.known) continue;
      const calm = await this.untilCalm(seen, signal);
      if (calm === undefined) continue;
      try {
        await this.options.onChange();
        this.known = calm;
      } catch (error) {
        this.seldom.warn('change', 'a changed folder could not be put into force; the former state stays', {
          folder: this.options.folder,
          reason: String(error),
        });
      }
    }
  }

  private async untilCalm(first: string, signal: AbortSignal): Promise<string | undefined> {
    let before = first;
    for (let i = 0; i < MAX_CALM_LOOKS && !signal.aborted; i++) {
      await sleep(CALM_MS, signal);
      const now = await this.look();
      if (now === before) return now;
      before = now ?? before;
    }
    return signal.aborted ? undefined : before;
  }

  /** Names, sizes and times as one text; undefined when the folder cannot be read: what is in force stays then. */
  private async look(): Promise<string | undefined> {
    const hash = createHash('sha256');
    try {
      const entries = await readdir(this.options.folder, { withFileTypes: true });
      const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
      for (const folder of ['', ...folders.sort()]) await this.lookInto(folder, hash);
    } catch (error) {
      this.seldom.warn('look', 'a script folder cannot be read; its scripts stay in force as they are', {
        folder: this.options.folder,
        reason: error instanceof Error ? error.message : String(error),
      });
      return undefined;
    }
    return hash.digest('hex');
  }

  private async lookInto(folder: string, hash: ReturnType<typeof createHash>): Promise<void> {
    const path = join(this.options.folder, folder);
    const names = await readdir(path).catch(() => []);
    for (const name of names.filter((each) => each.endsWith(this.options.ending)).sort()) {
      const info = await stat(join(path, name)).catch(() => undefined);
      if (info !== undefined) hash.update(JSON.stringify([folder, name, info.size, info.mtimeMs, info.ino]));
    }
  }
}
