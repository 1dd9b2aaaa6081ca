// Texts that look like scripts by a stretch: pieces of the language, junk, bytes outside UTF-8.

import fc from 'fast-check';

const PIECES = [
  'if ', 'elif ', 'else ', 'for ', 'in ', 'break', 'continue', 'true', 'nil', 'list', 'while', 'x', 'message', '_',
  '`q q`', '1', '0', '08', '0x1f', '1.5', '1e999', '9223372036854775808', '"s"', "'s'", '"\\x41"', '"\\u4e2d" ', "'''t'''",
  '(', ')', '[', ']', '{', '}', ',', ';', ':', '.', '+', '-', '*', '/', '%', '=', '+=', '==', '<', '>=', '!', '&&', '||',
  ' ', '\t', '\r', '\n', '# c\n', '"', "'", '`', '\\', '@', '|', '\u00a0', '中', '🚀', '\ufffd', '\udc80', '\0',
  'add_key(', 'len(x)', 'a[0]', 'a[1:2]', 'a.b', '.[0]', '{"k": 1}', 'if x {\n', 'for ;; {\n', '}\n',
]; // prettier-ignore

export const scriptText = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);
