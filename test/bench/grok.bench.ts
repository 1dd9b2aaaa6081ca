// What does a grok match cost, by pattern, by text and by the matcher that runs it? And the whole script of an access log?

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { boundRegexBacktracking } from '../../core/grok/backtracking.js';
import { compileGrok } from '../../core/grok/grok.js';
import { PatternScope, PatternTable } from '../../core/grok/table.js';
import type { Case } from './harness.js';
import { bench } from './harness.js';
import { compileOne, makePoint, recordLoop, runOn } from './scripts.js';

boundRegexBacktracking();

const data = join(import.meta.dirname, '../../../test/bench/data');
const LINES = readFileSync(join(data, 'nginx.log'), 'utf8').trimEnd().split('\n').map(fresh);
const FRAME = '\tat com.example.shop.OrderService.lambda$place$3(OrderService.java:217) ~[classes!/:1.4.2]\n';
const HEAD = '2023-11-12 18:03:58,123 [http-nio-8080-exec-7] ERROR com.example.shop.OrderService - order 17 failed\n';

const patterns = new PatternScope(PatternTable.builtIn.lookup);
patterns.add('REQUEST', '%{WORD:method} %{NOTSPACE:url} HTTP/%{NUMBER:version}');

/** A text in one piece, as a decoder makes it. */
function fresh(text: string): string {
  return Buffer.from(text).toString();
}

function trace(length: number): string {
  return fresh((HEAD + FRAME.repeat(Math.ceil(length / FRAME.length))).slice(0, length));
}

function matching(name: string, pattern: string, texts: readonly string[], matches = true): Case {
  const grok = compileGrok(pattern, patterns.lookup);
  return {
    name: `${name} (${grok.regex.engine})`,
    check() {
      for (const text of texts) if ((grok.match(text) !== null) !== matches) throw new Error(`wrong on ${text}`);
    },
    run(times) {
      let hits = 0;
      for (let i = 0; i < times; i++) if (grok.match(texts[i % texts.length]!) !== null) hits++;
      if (hits !== (matches ? times : 0)) throw new Error(`${hits} of ${times} matched`);
    },
    unit: 'text',
  };
}

const JAVA = '%{TIMESTAMP_ISO8601:time} \\[%{DATA:thread}\\] %{LOGLEVEL:level} %{NOTSPACE:logger} - %{GREEDYLINES:msg}';

bench('What does a grok match cost?', [
  matching(
    'access line, NOTSPACE and DATA',
    '%{NOTSPACE:ip} %{NOTSPACE:ident} %{NOTSPACE:auth} \\[%{DATA:time}\\] "%{REQUEST}" %{INT:status} %{INT:bytes} ' +
      '"%{NOTSPACE:referrer}" "%{GREEDYDATA:agent}"',
    LINES,
  ),
  matching(
    'access line, IPORHOST and HTTPDATE',
    '%{IPORHOST:ip} %{NOTSPACE:ident} %{NOTSPACE:auth} \\[%{HTTPDATE:time}\\] "%{REQUEST}" %{INT:status} %{INT:bytes} ' +
      '"%{NOTSPACE:referrer}" "%{GREEDYDATA:agent}"',
    LINES,
  ),
  matching('access line, COMBINEDAPACHELOG', '%{COMBINEDAPACHELOG}', LINES),
  matching('access line that does not match', '%{IPORHOST:ip} said %{GREEDYDATA:what}', LINES, false),
  matching(
    'access line with an emoji',
    '%{NOTSPACE:ip} .* "%{GREEDYDATA:agent}"',
    LINES.map((line) => fresh(`${line}😀"`)),
  ),
  matching('access line, a group a loop can leave out', '^(?:(?P<ip>[0-9.]+)|\\S+ )*\\[', LINES),
  matching('stack trace of 800', JAVA, [trace(800)]),
  matching('stack trace of 4,000', JAVA, [trace(4000)]),
  matching('stack trace of 64,000', JAVA, [trace(64_000)]),
]);

const script = compileOne(readFileSync(join(data, 'nginx.p'), 'utf8'));

bench('What does the script of an access log cost, with the point it runs on?', [
  {
    name: 'nginx.p',
    check() {
      for (const line of LINES) {
        const point = makePoint(line);
        runOn(script, point);
        if (typeof point.get('browser') !== 'string' || point.get('status') === undefined) throw new Error(line);
      }
    },
    run: recordLoop(script, LINES),
  },
]);
