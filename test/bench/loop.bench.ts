// What does a node of the tree cost in a loop with arithmetic? (A tree walker in Go takes 50 to 100 ns.)

import { bench } from './harness.js';
import { compileOne, expectKey, recordLoop } from './scripts.js';

const ITEMS = 100;
const list = `[${Array.from({ length: ITEMS }, (_, i) => i).join(', ')}]`;
const forIn = compileOne(
  `l = ${list}\nsum = 0\nfor x in l {\n  if x % 2 == 0 {\n    sum += x * 3 - 1\n  }\n}\nadd_key(sum)\n`,
);
const counted = compileOne(
  `sum = 0\nfor i = 0; i < ${ITEMS}; i += 1 {\n  if i % 2 == 0 {\n    sum += i * 3 - 1\n  }\n}\nadd_key(sum)\n`,
);
const indexed = compileOne(
  `l = ${list}\nsum = 0\nfor i = 0; i < ${ITEMS}; i += 1 {\n  sum += l[i] + l[-1]\n}\nadd_key(sum)\n`,
);
const EVEN_SUM = 50 * 49 * 3 - 50;

bench('What does a node of the tree cost in a loop with arithmetic? (A tree walker in Go takes 50 to 100 ns.)', [
  {
    name: 'for in over a list: per node',
    check: () => {
      expectKey(forIn, '', 'sum', EVEN_SUM);
    },
    run: recordLoop(forIn, ['']),
    // per turn: loop variable, if, ==, %, x, 2, 0; in every second: +=, -, *, x, 3, 1, sum
    operations: ITEMS * 7 + (ITEMS / 2) * 7,
    unit: 'node',
  },
  {
    name: 'for ;; counting: per node',
    check: () => {
      expectKey(counted, '', 'sum', EVEN_SUM);
    },
    run: recordLoop(counted, ['']),
    // per turn: <, i, 100, +=, i, 1, if, ==, %, i, 2, 0; in every second as above
    operations: ITEMS * 12 + (ITEMS / 2) * 7,
    unit: 'node',
  },
  {
    name: 'for ;; with list indexes: per node',
    check: () => {
      expectKey(indexed, '', 'sum', 4950 + 99 * ITEMS);
    },
    run: recordLoop(indexed, ['']),
    // per turn: <, i, 100, +=, i, 1, +=, sum, +, l[i], i, l[-1], -1
    operations: ITEMS * 13,
    unit: 'node',
  },
]);
