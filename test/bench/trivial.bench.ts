// What does the smallest useful script cost, with the point it runs on?

import { bench } from './harness.js';
import { compileOne, expectKey, makePoint, recordLoop } from './scripts.js';

const MESSAGES = ['GET /index.html 200', 'POST /login 302', 'GET /favicon.ico 404'];
const script = compileOne('add_key(city, "Berlin")\n');
const copy = compileOne('add_key(copied, message)\n');

bench('What does the smallest useful script cost, with the point it runs on?', [
  {
    name: 'making the point alone',
    check: () => undefined,
    run(times) {
      for (let i = 0; i < times; i++) if (makePoint(MESSAGES[i % 3]!).kvs.length !== 2) throw new Error('no point');
    },
  },
  {
    name: 'add_key of a constant, with the point',
    check: () => {
      expectKey(script, 'x', 'city', 'Berlin');
    },
    run: recordLoop(script, MESSAGES),
  },
  {
    name: 'add_key of a key, with the point',
    check: () => {
      expectKey(copy, 'x', 'copied', 'x');
    },
    run: recordLoop(copy, MESSAGES),
  },
]);
