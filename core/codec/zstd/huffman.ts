// The Huffman codes of literals: read the description of a tree, decode streams with it.
// Source: RFC 8878, section 4.2

import { BackwardBits, corrupt, highestBit } from './bits.js';
import { readFseTable } from './fse.js';

const MAX_BITS = 11;
const MAX_WEIGHTS = 255; // the last of 256 symbols is implied

export interface HuffmanTable {
  readonly maxBits: number;
  /** By the next `maxBits` bits: the symbol, and how many of the bits it takes. */
  readonly symbols: Uint8Array;
  readonly lengths: Uint8Array;
}

export interface ReadHuffman {
  readonly table: HuffmanTable;
  readonly end: number;
}

/** Reads the description of a tree from `from`. */
export function readHuffmanTable(bytes: Uint8Array, from: number, end: number): ReadHuffman {
  const header = from < end ? bytes[from]! : corrupt('a tree is cut off', from);
  const start = from + 1;
  const stop = start + (header < 128 ? header : (header - 126) >> 1);
  if (stop > end) corrupt('a tree is cut off', from);
  const weights =
    header < 128 ? readCompressedWeights(bytes, start, stop) : readPlainWeights(bytes, start, header - 127);
  return { table: buildTable(weights), end: stop };
}

/** Four bits each, the high ones first. */
function readPlainWeights(bytes: Uint8Array, from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const pair = bytes[from + (i >> 1)]!;
    return i % 2 === 0 ? pair >> 4 : pair & 15;
  });
}

/** Two states take turns until the bits run out; the one whose turn it would be then gives the last weight. */
function readCompressedWeights(bytes: Uint8Array, from: number, end: number): number[] {
  const { table, end: start } = readFseTable(bytes, from, end, 6, MAX_BITS + 1);
  const input = new BackwardBits(bytes, start, end);
  const weights: number[] = [];
  let state = input.read(table.accuracyLog);
  let other = input.read(table.accuracyLog);
  while (input.left >= 0) {
    if (weights.length > MAX_WEIGHTS) corrupt('a tree has too many weights', from);
    weights.push(table.symbols[state]!);
    const next = table.bases[state]! + input.read(table.bits[state]!);
    state = other;
    other = next;
  }
  weights.push(table.symbols[state]!);
  return weights;
}

function buildTable(weights: number[]): HuffmanTable {
  if (weights.length > MAX_WEIGHTS) corrupt('a tree has too many weights');
  let sum = 0;
  for (const weight of weights) if (weight > 0) sum += 2 ** (weight - 1);
  const maxBits = highestBit(sum) + 1;
  if (sum === 0 || maxBits > MAX_BITS) corrupt('the weights of a tree do not add up');
  const left = (1 << maxBits) - sum;
  if ((left & (left - 1)) !== 0) corrupt('the weights of a tree do not add up');
  weights.push(highestBit(left) + 1);
  const symbols = new Uint8Array(1 << maxBits);
  const lengths = new Uint8Array(1 << maxBits);
  let at = 0;
  for (let weight = 1; weight <= maxBits; weight++) {
    const cells = 1 << (weight - 1);
    weights.forEach((each, symbol) => {
      if (each !== weight) return;
      symbols.fill(symbol, at, at + cells);
      lengths.fill(maxBits + 1 - weight, at, at + cells);
      at += cells;
    });
  }
  return { maxBits, symbols, lengths };
}

/** Decodes one stream of `bytes` into `out` from `to` to `toEnd`. */
export function readHuffmanStream(
  table: HuffmanTable,
  bytes: Uint8Array,
  from: number,
  end: number,
  out: Uint8Array,
  to: number,
  toEnd: number,
): void {
  const input = new BackwardBits(bytes, from, end);
  const { maxBits, symbols, lengths } = table;
  for (let at = to; at < toEnd; at++) {
    const code = input.peek(maxBits);
    out[at] = symbols[code]!;
    input.left -= lengths[code]!;
  }
  if (input.left !== 0) corrupt('a stream of literals does not end where it should', from);
}
