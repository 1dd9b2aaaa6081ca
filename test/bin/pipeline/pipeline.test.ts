import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { check } from '../../../bin/pipeline/check.js';
import { explain } from '../../../bin/pipeline/explain.js';
import { run, type RunFlags } from '../../../bin/pipeline/run.js';

let folder = '';
let lines: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pipeline-'));
  lines = [];
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(line: string): void {
  lines.push(line);
}

function script(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

async function tryOut(file: string, flags: Partial<RunFlags>): Promise<number> {
  return run(file, { category: 'logging', ...flags }, write);
}

describe('offramp pipeline run', () => {
  test('shows what becomes of one text, with the scripts of the folder at hand', async () => {
    script('level.p', 'grok(_, "%{WORD:status} %{INT:code:int}")');
    const file = script('app.p', 'use("level.p")\nadd_key(ok, code < 400)');
    expect(await tryOut(file, { text: 'WARN 302' })).toBe(0);
    expect(lines[0]).toBe('--- kept');
    expect(lines.join('\n')).toMatch(/name +"app"[^]*status +str +"warning"\n +code +int +302\n +ok +bool +true/);
  });

  test('reads every line of a file, and prints JSON', async () => {
    const file = script('app.p', 'if _ == "b" { drop() }\ncreate_point("m", nil, {"n": 1})');
    const log = script('app.log', 'a\nb\n');
    expect(await tryOut(file, { file: log, json: true })).toBe(0);
    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map(({ dropped }) => dropped)).toEqual([false, true]);
    expect(records[0]).toMatchObject({
      point: { measurement: 'app', fields: { message: 'a', status: 'info' } },
      created: [{ category: 'metric', point: { measurement: 'm', fields: { n: 1 } } }],
    });
  });

  test('takes a point in line protocol', async () => {
    const file = script('app.p', 'add_key(twice, n * 2)');
    expect(await tryOut(file, { point: 'src,host=h n=21i 5', json: true })).toBe(0);
    expect(lines[0]).toContain('"tags":{"host":"h"},"fields":{"n":21,"status":"info","twice":42},"time":5');
  });

  test('shows a run error at its place and ends with 1', async () => {
    const file = script('app.p', 'add_key(a, 1)\nadd_key(b, nosuch + 1)');
    expect(await tryOut(file, { text: 'x' })).toBe(1);
    expect(lines.join('\n')).toContain('--- failed, goes on as it is');
    expect(lines.join('\n')).toContain('app.p:2:19');
  });

  test('shows why a script does not compile', async () => {
    expect(await tryOut(script('app.p', 'add_kye(a, 1)'), { text: 'x' })).toBe(1);
    expect(lines.join('\n')).toContain('unsupported func: `add_kye`');
  });

  test('prints aggregates when the records are over', async () => {
    const file = script(
      'app.p',
      'agg_create("req", on_interval="10s")\nset_tag(svc, "web")\nagg_metric("req", "n", "count", ["svc"], "message")\n',
    );
    await tryOut(file, { text: 'x' });
    expect(lines.join('\n')).toContain('--- aggregate of category metric');
  });
});

describe('offramp pipeline check', () => {
  test('counts good and bad scripts of a folder', async () => {
    script('a.p', 'add_key(a, 1)\n');
    script('b.p', 'x =');
    script('c.p', 'use("b.p")');
    expect(await check([folder], write)).toBe(1);
    expect(lines.at(-1)).toBe('1 good, 2 bad');
    expect(lines.join('\n')).toContain('unexpected: end of input');
  });
});

describe('offramp pipeline explain', () => {
  test('lists keys, functions, patterns, scripts and costs', async () => {
    script('other.p', '\n');
    const file = script(
      'app.p',
      'grok(_, "%{WORD:level}")\nx = level\nuse("other.p")\nfor i in [1] {\n  replace(msg, "a", "b")\n}\nadd_key(x, host)\n',
    );
    expect(await explain(file, true, write)).toBe(0);
    const text = lines.join('\n');
    expect(text).toContain('never waits; keeps no state between records');
    expect(text).toMatch(
      /keys named in calls:\n {2}message: grok\n {2}level: grok \(group\)\n {2}msg: replace\n {2}x: add_key/,
    );
    expect(text).toMatch(/names read as variable or key:\n(?: .*\n)*? {2}host/);
    expect(text).toContain('patterns:\n  grok at 1:1: V8 RegExp');
    expect(text).toContain('scripts used:\n  other.p');
    expect(text).toContain('replace at 5:3 runs in a loop');
    expect(text).toContain('return function (c) {');
  });
});
