import { afterEach, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecords } from '../../../bin/replay/lines.js';
import { replay, type ReplayOptions, type ReplayRecord, type ReplayResult } from '../../../bin/replay/replayer.js';
import { toPoint } from '../../../core/codec/record/to-point.js';
import { SILENT } from '../../../core/log/logger.js';
import { ForwardInput } from '../../../plugin/inputs/forward/server.js';
import { CollectingSink } from '../../helpers/collecting-sink.js';
import { tempFolder } from '../../helpers/temp-folder.js';

const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const one of cleanUp.splice(0).toReversed()) await one();
});

interface Bed {
  readonly sink: CollectingSink;
  readonly input: ForwardInput;
  readonly port: number;
  readonly run: (lines: readonly string[], options?: Partial<ReplayOptions>) => Promise<ReplayResult>;
}

async function start(): Promise<Bed> {
  const sink = new CollectingSink();
  const input = new ForwardInput({ listen: { kind: 'tcp', host: '127.0.0.1', port: 0 }, sink, log: SILENT });
  await input.start();
  cleanUp.push(() => input.stop());
  const port = Number(input.address.split(':')[1]);
  return {
    sink,
    input,
    port,
    run: (lines, options) => replay(records(lines), { host: '127.0.0.1', port, rate: 0, ...options }),
  };
}

function* records(lines: readonly string[]): Iterable<ReplayRecord> {
  for (const [seq, log] of lines.entries()) yield { tag: 'demo', record: { log, seq } };
}

function fileWith(content: string | Uint8Array): string {
  const folder = tempFolder();
  cleanUp.push(() => {
    folder.remove();
    return Promise.resolve();
  });
  const file = join(folder.path, 'sample.log');
  writeFileSync(file, content);
  return file;
}

const OFFRAMP = new URL('../../../bin/offramp.js', import.meta.url).pathname;

function offramp(...args: string[]): Promise<{ code: number | string | null | undefined; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [OFFRAMP, ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, output: stderr + stdout });
    });
  });
}

const TARGET = { source: 's', service: 's', tags: [], messageKeys: ['log', 'message'] };
const messages = (sink: CollectingSink): unknown[] =>
  sink.taken.flatMap(({ entries }) => entries.map((entry) => toPoint(entry, TARGET, 'h').get('message')));

describe('replay', () => {
  test('sends every record once, in order, and counts acknowledgements', async () => {
    const { sink, run } = await start();
    const lines = Array.from({ length: 2400 }, (_, at) => `line ${at}`);
    const seen: [number, number][] = [];
    const result = await run(lines, { onSent: (index, timeMs) => seen.push([index, timeMs]) });
    expect(result).toMatchObject({ sent: 2400, acked: 2400, failures: new Map() });
    expect(messages(sink)).toEqual(lines);
    const entries = sink.taken.flatMap((taken) => taken.entries);
    expect(seen.map(([index]) => index)).toEqual(entries.map(({ record }) => record.get('seq')));
    expect(Math.abs(Number(entries[0]!.timeNs) / 1e6 - seen[0]![1])).toBeLessThan(1);
    expect(sink.taken.length).toBeLessThan(100); // they travel in chunks
  });

  test('keeps to the rate', async () => {
    const { run } = await start();
    const { seconds, acked } = await run(new Array<string>(200).fill('x'), { rate: 1000 });
    expect(acked).toBe(200);
    expect(seconds).toBeGreaterThan(0.18);
  });

  test('reports what was not acknowledged, and does not send it again', async () => {
    const { sink, run } = await start();
    sink.isHolding = true;
    const { sent, acked, failures } = await run(['a', 'b', 'c'], { ackTimeoutMs: 100 });
    expect({ sent, acked }).toEqual({ sent: 3, acked: 0 });
    expect([...failures]).toEqual([['ack response timeout', 3]]);
    expect(messages(sink)).toEqual(['a', 'b', 'c']);
  });

  test('a lost connection is reported in the end', async () => {
    const { sink, input, run } = await start();
    sink.isHolding = true;
    const running = run(new Array<string>(50).fill('x'), { maxOpen: 10, ackTimeoutMs: 200 });
    await sink.has(1);
    await input.stop();
    const { sent, acked, failures } = await running;
    expect(acked).toBe(0);
    expect([...failures.values()].reduce((sum, count) => sum + count, 0)).toBe(sent);
  });

  test('an unreachable plugin is an error that says where', async () => {
    const { input, port, run } = await start();
    await input.stop();
    await expect(run(['x'])).rejects.toThrow(`127.0.0.1:${port}: `);
  });

  test('stops at its signal and waits for what was sent', async () => {
    const { run } = await start();
    const stopping = new AbortController();
    const onSent = (index: number): void => (index === 4 ? stopping.abort() : undefined);
    const result = await run(new Array<string>(50).fill('x'), { rate: 100, signal: stopping.signal, onSent });
    expect(result).toMatchObject({ sent: 5, acked: 5 });
  });
});

describe('offramp replay', () => {
  test('sends files with fields and numbers, and ends with its counts', async () => {
    const { sink, port } = await start();
    const file = fileWith(Buffer.from('a\xff\n\xc3\xa9\n', 'latin1'));
    const args = [
      '--to',
      `127.0.0.1:${port}`,
      '--tag',
      'web',
      '--repeat',
      '2',
      '--field',
      'env=test',
      '--sequence',
      'n',
    ];
    const { code, output } = await offramp('replay', file, ...args);
    expect(output).toMatch(/^sent 4, acknowledged 4, \d+\.\d\d s\n$/);
    expect(code).toBe(0);
    const points = sink.taken.flatMap(({ entries }) => entries.map((entry) => toPoint(entry, TARGET, 'h')));
    expect(points.map((point) => [point.get('message'), point.get('env'), point.get('n')])).toEqual([
      ['a\udcff', 'test', 0],
      ['é', 'test', 1],
      ['a\udcff', 'test', 2],
      ['é', 'test', 3],
    ]);
    expect(sink.taken[0]!.batch.tag).toBe('web');
  });

  test('exits with 1 when a record was not acknowledged', async () => {
    const { sink, port } = await start();
    sink.isHolding = true;
    const file = fileWith('a\n');
    const { code, output } = await offramp(
      'replay',
      file,
      '--to',
      `127.0.0.1:${port}`,
      '--tag',
      'x',
      '--ack-timeout',
      '1',
    );
    expect(output).toBe(`1 not acknowledged: ack response timeout\n${output.slice(output.indexOf('sent'))}`);
    expect(output).toMatch(/sent 1, acknowledged 0/);
    expect(code).toBe(1);
  });
});

describe('readRecords', () => {
  async function read(content: string, firstLine?: RegExp): Promise<unknown[]> {
    const texts: unknown[] = [];
    for await (const text of readRecords(fileWith(content), firstLine)) texts.push(text);
    return texts;
  }

  test.each([
    ['a\nb\n', ['a', 'b']],
    ['a\r\nb', ['a', 'b']],
    ['\n\n', ['', '']],
    ['', []],
  ])('%j', async (content, want) => {
    expect(await read(content)).toEqual(want);
  });

  test('joins lines up to the next first line', async () => {
    const content = 'lost\n2024 a\n  at x\r\n  at y\n2024 b\n';
    expect(await read(content, /^\d{4} /)).toEqual(['lost', '2024 a\n  at x\n  at y', '2024 b']);
  });

  test('lines longer than a read are whole', async () => {
    const long = 'x'.repeat(200_000);
    expect(await read(`${long}\n${long}y\n`)).toEqual([long, `${long}y`]);
  });
});
