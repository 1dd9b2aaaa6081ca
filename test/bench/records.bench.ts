// How many records a second does one thread take through a real script, from the bytes of a line to the finished point?

import { readFileSync } from 'node:fs';
import { boundRegexBacktracking } from '../../core/grok/backtracking.js';
import { decodeText } from '../../core/point/text.js';
import type { Point } from '../../core/point/point.js';
import { bench, type Case } from './harness.js';
import { compileOne, makePoint, runOn } from './scripts.js';

boundRegexBacktracking();

function logCase(name: string, key: string, isRight: (value: unknown, point: Point) => boolean): Case {
  const script = compileOne(readFileSync(`test/bench/data/${name}.p`, 'utf8'));
  const text = readFileSync(`test/bench/data/${name}.log`, 'utf8').trimEnd();
  const lines = text.split('\n').map((line) => Buffer.from(line));
  const process = (line: Buffer): Point => {
    const point = makePoint(decodeText(line));
    runOn(script, point);
    return point;
  };
  return {
    name: `${name}.p`,
    check() {
      for (const line of lines) {
        const point = process(line);
        if (!isRight(point.get(key), point)) throw new Error(`${name}.p leaves a wrong ${key}`);
      }
    },
    run(times) {
      for (let i = 0; i < times; i++) process(lines[i % lines.length]!);
    },
  };
}

bench('How many records a second does one thread take through a real script?', [
  logCase('trivial', 'env', (value) => value === 'prod'),
  logCase('nginx', 'status_code', (value) => typeof value === 'number' && value >= 100),
  logCase('json', 'http_method', (value) => typeof value === 'string' && value !== ''),
]);
