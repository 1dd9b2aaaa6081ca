// What does it cost to build a map and to count in one?

import { bench } from './harness.js';
import { compileOne, expectKey, recordLoop } from './scripts.js';

const literal = compileOne(
  'm = {"a": 1, "b": "two", "c": 3.5, "d": true, "e": nil, "f": [1, 2]}\nm["g"] = m["a"] + 1\nadd_key(g, m["g"])\n',
);
const WORDS = ['red', 'green', 'blue', 'green', 'red', 'green', 'red', 'blue', 'green', 'green'];
const counting = compileOne(
  `m = {}\nfor w in [${WORDS.map((w) => `"${w}"`).join(', ')}] {\n  if w in m {\n    m[w] += 1\n  } else {\n` +
    '    m[w] = 1\n  }\n}\nadd_key(n, m["green"])\n',
);

bench('What does it cost to build a map and to count in one?', [
  {
    name: 'literal of six pairs, one write, two reads',
    check: () => {
      expectKey(literal, '', 'g', 2);
    },
    run: recordLoop(literal, ['']),
  },
  {
    name: 'counting ten words',
    check: () => {
      expectKey(counting, '', 'n', 5);
    },
    run: recordLoop(counting, ['']),
    operations: WORDS.length,
    unit: 'word',
  },
]);
