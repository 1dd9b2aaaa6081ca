// Texts that are compressed in frames.jsonl (made with the zstd command, one row per text and options). Deterministic.

import { Buffer } from 'node:buffer';

/** Numbers below `bound`, the same ones every time. */
function numbers(bound: number): () => number {
  let state = 12345;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % bound;
  };
}

function logLines(count: number): Buffer {
  const next = numbers(50);
  const words = ['GET', 'POST', '/index', '/api/items', '200', '404', 'timeout', 'ok', 'curl/8', 'x'];
  const lines = Array.from({ length: count }, (_, i) => {
    const rest = Array.from({ length: 6 }, () => words[next() % words.length]!);
    return `10.0.0.${next()} - ${1000 + i} ${rest.join(' ')}\n`;
  });
  return Buffer.from(lines.join(''));
}

function noise(count: number): Buffer {
  const next = numbers(256);
  return Buffer.from(Array.from({ length: count }, next));
}

export const SAMPLES: Readonly<Record<string, () => Buffer>> = {
  empty: () => Buffer.alloc(0),
  byte: () => Buffer.from('a'),
  zeros: () => Buffer.alloc(300_000),
  pairs: () => Buffer.from('ab'.repeat(150)),
  few: () => logLines(3),
  lines: () => logLines(60),
  many: () => Buffer.concat([logLines(40), Buffer.alloc(150_000, 'pattern that repeats '), logLines(40)]),
  noise: () => noise(700),
};
