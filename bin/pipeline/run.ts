// Runs a script on a few records and prints what becomes of each.

import { readFile } from 'node:fs/promises';
import { createScriptState } from '../../core/builtins/state/script-state.js';
import { simpleText } from '../../core/codec/json/encode.js';
import { decodeLineProtocol } from '../../core/codec/lineproto/decode.js';
import { renderDiagnostic } from '../../core/lang/source/render.js';
import type { Category } from '../../core/point/category.js';
import { KV, Point } from '../../core/point/point.js';
import { decodeText, encodeText } from '../../core/point/text.js';
import { plainServices } from '../../core/scripts/plain-services.js';
import { runScript, type RunOutcome } from '../../core/scripts/run.js';
import type { Write } from './command.js';
import { pointLines } from './print.js';
import { loadScript, problems, sourceOf } from './sources.js';

export interface RunFlags {
  readonly text?: string;
  readonly file?: string;
  readonly point?: string;
  readonly source?: string;
  readonly category: Category;
  readonly zone?: string;
  readonly json?: true;
}

/** @returns the exit code: 1 when the script does not compile or a record ended in a run error */
export async function run(file: string, flags: RunFlags, write: Write): Promise<number> {
  const loaded = await loadScript(file);
  const script = loaded.set.scripts.get(loaded.name);
  if (script === undefined) {
    write(problems(loaded, loaded.name) ?? '');
    return 1;
  }
  const emitted: (readonly [Category, Point])[] = [];
  const state = createScriptState({
    nowNs,
    every: repeat,
    emit: (category, _bucket, points) => emitted.push(...points.map((point) => [category, point] as const)),
    warn: (message) => write(`warning: ${message}`),
    globalTags: [],
  });
  const { cache, aggregates, windows } = state;
  const zone = flags.zone === undefined ? {} : { zone: flags.zone };
  const services = plainServices({ cache, aggregates, windows, ...zone });
  let code = 0;
  for (const point of await pointsOf(flags, flags.source ?? loaded.name.replace(/\.p$/, ''))) {
    const outcome = await runScript(script, point, flags.category, services);
    if (outcome.error !== undefined) code = 1;
    if (flags.json === true) write(jsonLine(point, outcome));
    else writeRecord(point, outcome, loaded.sources, write);
  }
  state.stop();
  for (const [category, point] of emitted) {
    if (flags.json === true) write(`{"aggregate":${JSON.stringify(category)},"point":${simpleText(point)}}`);
    else writePoint(`aggregate of category ${category}`, point, write);
  }
  return code;
}

async function pointsOf({ text, file, point }: RunFlags, name: string): Promise<Point[]> {
  if (point !== undefined) return decodeLineProtocol(encodeText(point), { precision: 'n', nowNs: nowNs() }).points;
  const body = file === undefined ? (text ?? '') : decodeText(await readFile(file));
  const lines = file === undefined ? [body] : body.replace(/\n$/, '').split('\n');
  return lines.map((line) => new Point(name, [new KV('message', line, false)], nowNs()));
}

function writeRecord(point: Point, outcome: RunOutcome, sources: ReadonlyMap<string, string>, write: Write): void {
  const fate = outcome.error !== undefined ? 'failed, goes on as it is' : outcome.dropped ? 'dropped' : 'kept';
  writePoint(fate, point, write);
  if (outcome.error !== undefined) {
    write(renderDiagnostic(outcome.error.diagnostic, (name) => sourceOf(sources, name)));
  }
  for (const made of outcome.created) writePoint(`created, category ${made.category}`, made.point, write);
  for (const moved of outcome.windowed) writePoint('brought back by a window', moved, write);
}

function writePoint(title: string, point: Point, write: Write): void {
  write(`--- ${title}`);
  for (const line of pointLines(point)) write(line);
}

function jsonLine(point: Point, outcome: RunOutcome): string {
  const parts = [`"point":${simpleText(point)}`, `"dropped":${outcome.dropped}`];
  if (outcome.error !== undefined) parts.push(`"error":${JSON.stringify(outcome.error.message)}`);
  if (outcome.created.length > 0) {
    const made = outcome.created.map((one) => `{"category":"${one.category}","point":${simpleText(one.point)}}`);
    parts.push(`"created":[${made.join(',')}]`);
  }
  if (outcome.windowed.length > 0) parts.push(`"window":[${outcome.windowed.map(simpleText).join(',')}]`);
  return `{${parts.join(',')}}`;
}

function nowNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

/** Records of a try-out pass in no time: aggregates are emitted when it ends, not by the clock. */
function repeat(): () => void {
  return () => undefined;
}
