// What does a chain of 30 if/elif branches on texts cost?

import { bench } from './harness.js';
import { compileOne, expectKey, recordLoop } from './scripts.js';

const BRANCHES = 30;
const level = (i: number) => `level-${i}`;
const chain = Array.from({ length: BRANCHES }, (_, i) => `if message == "${level(i)}" {\n  add_key(n, ${i})\n}`);
const script = compileOne(`${chain.join(' el')} else {\n  add_key(n, -1)\n}\n`);

const position = (name: string, i: number) => ({
  name,
  check: () => {
    expectKey(script, level(i), 'n', i < BRANCHES ? i : -1);
  },
  run: recordLoop(script, [level(i)]),
});

bench('What does a chain of 30 if/elif branches on texts cost?', [
  position('first branch', 0),
  position('last branch', BRANCHES - 1),
  position('no branch', BRANCHES),
]);
