// What does exact 64-bit arithmetic cost, inside and outside of what a double carries?

import { bench } from './harness.js';
import { compileOne, expectKey, recordLoop } from './scripts.js';

const TURNS = 100;
const hash = compileOne(
  `h = 1469598103934665603\nfor i = 0; i < ${TURNS}; i += 1 {\n  h = h * 1099511628211 + i\n}\nadd_key(h)\n`,
);
const small = compileOne(`h = 17\nfor i = 0; i < ${TURNS}; i += 1 {\n  h = (h * 31 + i) % 1000003\n}\nadd_key(h)\n`);

function wrappingHash(): bigint {
  let h = 1469598103934665603n;
  for (let i = 0n; i < BigInt(TURNS); i++) h = BigInt.asIntN(64, h * 1099511628211n + i);
  return h;
}

function smallHash(): number {
  let h = 17;
  for (let i = 0; i < TURNS; i++) h = (h * 31 + i) % 1000003;
  return h;
}

bench('What does exact 64-bit arithmetic cost, inside and outside of what a double carries?', [
  {
    name: 'small ints: *, +, %',
    check: () => {
      expectKey(small, '', 'h', smallHash());
    },
    run: recordLoop(small, ['']),
    operations: TURNS * 3,
    unit: 'operation',
  },
  {
    name: 'wrapping 64-bit hash: *, +',
    check: () => {
      expectKey(hash, '', 'h', wrappingHash());
    },
    run: recordLoop(hash, ['']),
    operations: TURNS * 2,
    unit: 'operation',
  },
]);
