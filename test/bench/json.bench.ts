// What does a JSON record cost, by what the script asks of it? One core, the point made anew for every record.

import { readFileSync } from 'node:fs';
import { bench, type Case } from './harness.js';
import { compileOne, expectKey, recordLoop } from './scripts.js';

const log = readFileSync('test/bench/data/json.log', 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => Buffer.from(line).toString()); // flat, as a decoder makes them
const cut = log.map((line) => Buffer.from(line.slice(0, -1)).toString());
const first = JSON.parse(log[0]!) as { http: { method: string } };

function scriptCase(name: string, source: string, value: string | boolean, messages: readonly string[] = log): Case {
  const script = compileOne(source);
  return { name, check: () => expectKey(script, messages[0]!, 'out', value), run: recordLoop(script, messages) };
}

const { method } = first.http;

bench('What does a JSON record cost, by what the script asks of it?', [
  {
    name: 'JSON.parse alone',
    check: () => undefined,
    run(times) {
      for (let i = 0; i < times; i++) JSON.parse(log[i % log.length]!);
    },
  },
  scriptCase('no JSON, one key', 'add_key(out, true)\n', true),
  scriptCase('json, one value', 'json(_, http.method, out)\n', method),
  scriptCase('json, ten values', 'json(_, http.method, out)\n'.repeat(10), method),
  scriptCase('valid_json and one value', 'if valid_json(_) {\n  json(_, http.method, out)\n}\n', method),
  scriptCase('load_json, one value', 'm = load_json(_)\nadd_key(out, m["http"]["method"])\n', method),
  scriptCase('gjson, one value', 'gjson(_, "http.method", "out")\n', method),
  scriptCase('json on a text that is cut off', 'json(_, http.method, out)\nadd_key(out, false)\n', false, cut),
]);
