// How long does a script of 200 lines take from text to function, and to its first run?

import { bench } from './harness.js';
import { compileOne, expectKey, makePoint, runOn } from './scripts.js';

const PART = `if level_%i == "error" && code_%i >= 500 {
  add_key(kind_%i, "server error")
  x_%i = code_%i * 2 + 1
  add_key(twice_%i, x_%i)
} elif "timeout" in message {
  set_tag(slow_%i, "yes")
  for w in ["a", "b", "c"] {
    if w == "b" { add_key(found_%i, w) }
  }
}
`;
const LINES = PART.split('\n').length - 1;
const text = Array.from({ length: Math.ceil(200 / LINES) }, (_, i) => PART.replaceAll('%i', String(i))).join('');

function check(): void {
  expectKey(compileOne(text), 'a timeout', 'found_3', 'b');
}

bench(`How long does a script of ${text.split('\n').length - 1} lines take from text to function?`, [
  {
    name: 'compile',
    check,
    run(times) {
      for (let i = 0; i < times; i++) compileOne(text);
    },
    unit: 'script',
  },
  {
    name: 'compile and run once',
    check,
    run(times) {
      for (let i = 0; i < times; i++) runOn(compileOne(text), makePoint('a timeout'));
    },
    unit: 'script',
  },
]);
