import { expect, test } from '@jest/globals';
import { parseListen } from '../../../core/config/listen.js';

test.each([
  ['127.0.0.1:9528', '127.0.0.1', 9528],
  ['localhost:0', 'localhost', 0],
  [':9528', '', 9528],
  ['[::1]:80', '::1', 80],
  [' 0.0.0.0:65535 ', '0.0.0.0', 65535],
])('%s', (text, host, port) => {
  expect(parseListen(text, 'listen')).toEqual({ host, port });
});

test.each(['', '9528', 'host', 'host:', 'host:65536', '::1:80', 'http://host:80', 'host:-1'])(
  '%s is refused',
  (text) => {
    expect(() => parseListen(text, 'here')).toThrow(/^here: .* is not a listen address$/);
  },
);
