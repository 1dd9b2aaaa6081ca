// How many log records does the engine alone take per second? Scripts and lines of test/bench/data, the point made
// anew for every record, one core.

import { readFileSync } from 'node:fs';
import { bench, type Case } from './harness.js';
import { compileOne, expectKey, recordLoop } from './scripts.js';

function read(name: string): string {
  return readFileSync(`test/bench/data/${name}`, 'utf8');
}

function lines(name: string): string[] {
  return read(name)
    .split('\n')
    .filter((line) => line !== '');
}

function pipelineCase(name: string, source: string, log: readonly string[], key: string, value: string | number): Case {
  const script = compileOne(source);
  return { name, check: () => expectKey(script, log[0]!, key, value), run: recordLoop(script, log) };
}

function methodOf(line: string): string {
  return (JSON.parse(line) as { http: { method: string } }).http.method;
}

const SIMPLE = `grok(_, '''^%{NOTSPACE:client_ip} %{NOTSPACE:ident} %{NOTSPACE:auth} \\[%{DATA:time}\\] "%{DATA:request}" %{NOTSPACE:status_code} %{NOTSPACE:bytes}''')
`;

const nginx = lines('nginx.log');
const json = lines('json.log');

bench('How many log records does the engine alone take per second?', [
  pipelineCase('nginx access, full script', read('nginx.p'), nginx, 'client_ip', '102.167.13.19'),
  pipelineCase('nginx access, NOTSPACE/DATA pattern only', SIMPLE, nginx, 'client_ip', '102.167.13.19'),
  pipelineCase('JSON, ten json() and default_time', read('json.p'), json, 'http_method', methodOf(json[0]!)),
  pipelineCase('trivial', read('trivial.p'), lines('trivial.log'), 'message', lines('trivial.log')[0]!),
]);
