// Finite state entropy tables: read their description, build them. Source: RFC 8878, section 4.1

import { ForwardBits, corrupt, highestBit } from './bits.js';

export interface FseTable {
  readonly accuracyLog: number;
  readonly symbols: Uint8Array;
  /** Bits to read for the next state, and what to add them to. */
  readonly bits: Uint8Array;
  readonly bases: Uint16Array;
}

export interface ReadTable {
  readonly table: FseTable;
  /** Where the description ends. */
  readonly end: number;
}

/** Reads a table description from `from`. */
export function readFseTable(
  bytes: Uint8Array,
  from: number,
  end: number,
  maxAccuracyLog: number,
  maxSymbol: number,
): ReadTable {
  const input = new ForwardBits(bytes, from, end);
  const accuracyLog = input.peek(4) + 5;
  input.skip(4);
  if (accuracyLog > maxAccuracyLog) corrupt('a table is too large', from);
  const counts: number[] = [];
  let remaining = 1 << accuracyLog;
  while (remaining > 0) {
    if (counts.length > maxSymbol) corrupt('a table has too many symbols', from);
    const count = readCount(input, remaining);
    counts.push(count);
    remaining -= Math.abs(count);
    if (count === 0) readZeros(input, counts, maxSymbol);
  }
  if (remaining < 0) corrupt('the counts of a table do not add up', from);
  return { table: buildFseTable(counts, accuracyLog), end: input.nextByte() };
}

/** A count between -1 (rarer than once) and `remaining`; small values take a bit less than large ones. */
function readCount(input: ForwardBits, remaining: number): number {
  const bits = highestBit(remaining + 1) + 1;
  const lowMask = (1 << (bits - 1)) - 1;
  const threshold = (1 << bits) - 1 - (remaining + 1);
  const value = input.peek(bits);
  if ((value & lowMask) < threshold) {
    input.skip(bits - 1);
    return (value & lowMask) - 1;
  }
  input.skip(bits);
  return (value > lowMask ? value - threshold : value) - 1;
}

function readZeros(input: ForwardBits, counts: number[], maxSymbol: number): void {
  for (;;) {
    const repeat = input.peek(2);
    input.skip(2);
    for (let i = 0; i < repeat; i++) counts.push(0);
    if (repeat < 3) return;
    if (counts.length > maxSymbol) corrupt('a table has too many symbols');
  }
}

/** @param counts  how many of the 2^accuracyLog states each symbol has; -1 = one, at the end */
export function buildFseTable(counts: readonly number[], accuracyLog: number): FseTable {
  const size = 1 << accuracyLog;
  const symbols = new Uint8Array(size);
  const next = counts.map((count) => Math.abs(count));
  let high = size;
  counts.forEach((count, symbol) => {
    if (count === -1) symbols[--high] = symbol;
  });
  spread(symbols, counts, high);
  const bits = new Uint8Array(size);
  const bases = new Uint16Array(size);
  for (let state = 0; state < size; state++) {
    const value = next[symbols[state]!]!++;
    bits[state] = accuracyLog - highestBit(value);
    bases[state] = (value << bits[state]!) - size;
  }
  return { accuracyLog, symbols, bits, bases };
}

/** Gives the states below `high` to the symbols, far apart. */
function spread(symbols: Uint8Array, counts: readonly number[], high: number): void {
  const size = symbols.length;
  const step = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  counts.forEach((count, symbol) => {
    for (let i = 0; i < count; i++) {
      symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at >= high);
    }
  });
  if (at !== 0) corrupt('the counts of a table do not add up');
}

/** A table of one symbol, which takes no bits. */
export function singleSymbolTable(symbol: number): FseTable {
  return { accuracyLog: 0, symbols: Uint8Array.of(symbol), bits: new Uint8Array(1), bases: new Uint16Array(1) };
}
