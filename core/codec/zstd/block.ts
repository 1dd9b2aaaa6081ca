// A compressed block: its literals, then sequences that copy some of them and repeat what was written before.
// Source: RFC 8878, sections 3.1.1.3 and 3.1.1.5

import { BackwardBits, corrupt } from './bits.js';
import type { FseTable } from './fse.js';
import { buildFseTable, readFseTable, singleSymbolTable } from './fse.js';
import type { HuffmanTable } from './huffman.js';
import { readHuffmanStream, readHuffmanTable } from './huffman.js';
import type { Output } from '../decompressed.js';

export const MAX_BLOCK_BYTES = 131_072;

/** How a code of lengths turns into a value: a base and extra bits. */
interface Codes {
  readonly bases: readonly number[];
  readonly extraBits: readonly number[];
  readonly maxAccuracyLog: number;
  readonly predefined: FseTable;
}

function codes(
  bases: readonly number[],
  extraBits: readonly number[],
  maxAccuracyLog: number,
  counts: readonly number[],
  accuracyLog: number,
): Codes {
  return { bases, extraBits, maxAccuracyLog, predefined: buildFseTable(counts, accuracyLog) };
}

const ZEROS_16 = new Array<number>(16).fill(0);
const ZEROS_32 = new Array<number>(32).fill(0);
const ONES = (count: number): number[] => new Array<number>(count).fill(1);
const RARE = (count: number): number[] => new Array<number>(count).fill(-1);
const UP_TO = (count: number, first = 0): number[] => Array.from({ length: count }, (_, i) => first + i);
const POWERS = (from: number, to: number, plus = 0): number[] => UP_TO(to - from + 1, from).map((n) => 2 ** n + plus);

const LITERAL_LENGTHS = codes(
  [...UP_TO(16), 16, 18, 20, 22, 24, 28, 32, 40, 48, ...POWERS(6, 16)],
  [...ZEROS_16, 1, 1, 1, 1, 2, 2, 3, 3, 4, ...UP_TO(11, 6)],
  9,
  [4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, ...RARE(4)],
  6,
);

const MATCH_LENGTHS = codes(
  [...UP_TO(32, 3), 35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, ...POWERS(7, 16, 3)],
  [...ZEROS_32, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, ...UP_TO(10, 7)],
  9,
  [1, 4, 3, 2, 2, 2, 2, 2, 2, ...ONES(37), ...RARE(7)],
  6,
);

const OFFSETS = codes(POWERS(0, 30), UP_TO(31), 8, [1, 1, 1, 1, 1, 1, 2, 2, 2, ...ONES(15), ...RARE(5)], 5);

/** What blocks of a frame hand on to later ones. */
export class FrameState {
  huffman: HuffmanTable | undefined;
  literalLengths: FseTable | undefined;
  offsets: FseTable | undefined;
  matchLengths: FseTable | undefined;
  /** The last three offsets, newest first. */
  recent: [number, number, number] = [1, 4, 8];
}

export function readBlock(bytes: Uint8Array, from: number, end: number, state: FrameState, out: Output): void {
  const literals = readLiterals(bytes, from, end, state);
  readSequences(bytes, literals.end, end, literals.bytes, state, out);
}

interface Literals {
  readonly bytes: Uint8Array;
  readonly end: number;
}

function readLiterals(bytes: Uint8Array, from: number, end: number, state: FrameState): Literals {
  const first = from < end ? bytes[from]! : corrupt('a block is empty', from);
  return (first & 3) < 2 ? readPlainLiterals(bytes, from, end) : readCodedLiterals(bytes, from, end, state);
}

function readPlainLiterals(bytes: Uint8Array, from: number, end: number): Literals {
  const first = bytes[from]!;
  const format = (first >> 2) & 3;
  const headerBytes = format === 1 ? 2 : format === 3 ? 3 : 1;
  const size = littleEndian(bytes, from, headerBytes) >>> (headerBytes === 1 ? 3 : 4);
  const start = from + headerBytes;
  const isRepeated = (first & 3) === 1;
  const stop = start + (isRepeated ? 1 : size);
  if (size > MAX_BLOCK_BYTES || stop > end) corrupt('the literals of a block are cut off', from);
  const literals = isRepeated ? new Uint8Array(size).fill(bytes[start]!) : bytes.subarray(start, stop);
  return { bytes: literals, end: stop };
}

function readCodedLiterals(bytes: Uint8Array, from: number, end: number, state: FrameState): Literals {
  const first = bytes[from]!;
  const format = (first >> 2) & 3;
  const sizeBits = format < 2 ? 10 : format === 2 ? 14 : 18;
  const headerBytes = format < 2 ? 3 : format + 2;
  const header = littleEndian(bytes, from, headerBytes);
  const size = Math.floor(header / 16) % 2 ** sizeBits;
  const codedSize = Math.floor(header / 2 ** (4 + sizeBits));
  const stop = from + headerBytes + codedSize;
  if (size > MAX_BLOCK_BYTES || stop > end) corrupt('the literals of a block are cut off', from);
  let start = from + headerBytes;
  if ((first & 3) === 2) {
    const tree = readHuffmanTable(bytes, start, stop);
    state.huffman = tree.table;
    start = tree.end;
  }
  const table = state.huffman ?? corrupt('literals without a tree', from);
  const literals = new Uint8Array(size);
  if (format === 0) readHuffmanStream(table, bytes, start, stop, literals, 0, size);
  else readFourStreams(table, bytes, start, stop, literals);
  return { bytes: literals, end: stop };
}

/** Three lengths, then four streams that give a quarter each. */
function readFourStreams(table: HuffmanTable, bytes: Uint8Array, from: number, end: number, out: Uint8Array): void {
  const quarter = (out.length + 3) >> 2;
  if (from + 6 > end || quarter * 3 > out.length) corrupt('the streams of literals are cut off', from);
  let start = from + 6;
  for (let i = 0; i < 4; i++) {
    const stop = i === 3 ? end : start + littleEndian(bytes, from + i * 2, 2);
    if (stop > end) corrupt('the streams of literals are cut off', from);
    const toEnd = i === 3 ? out.length : quarter * (i + 1);
    readHuffmanStream(table, bytes, start, stop, out, quarter * i, toEnd);
    start = stop;
  }
}

function readSequences(
  bytes: Uint8Array,
  from: number,
  end: number,
  literals: Uint8Array,
  state: FrameState,
  out: Output,
): void {
  const first = from < end ? bytes[from]! : corrupt('a block has no sequences section', from);
  const headerBytes = first < 128 ? 1 : first < 255 ? 2 : 3;
  if (from + headerBytes > end) corrupt('a sequences section is cut off', from);
  const count =
    first < 128
      ? first
      : first < 255
        ? (first - 128) * 256 + bytes[from + 1]!
        : littleEndian(bytes, from + 1, 2) + 0x7f00;
  if (count === 0) {
    out.append(literals, 0, literals.length);
    return;
  }
  const start = readTables(bytes, from + headerBytes, end, state);
  runSequences(new BackwardBits(bytes, start, end), count, literals, state, out);
}

/** Reads the three tables that stand before the sequences; returns where they end. */
function readTables(bytes: Uint8Array, from: number, end: number, state: FrameState): number {
  const modes = from < end ? bytes[from]! : corrupt('a sequences section is cut off', from);
  if ((modes & 3) !== 0) corrupt('reserved bits are set', from);
  const input = { bytes, at: from + 1, end };
  state.literalLengths = readTable(input, modes >> 6, LITERAL_LENGTHS, state.literalLengths);
  state.offsets = readTable(input, (modes >> 4) & 3, OFFSETS, state.offsets);
  state.matchLengths = readTable(input, (modes >> 2) & 3, MATCH_LENGTHS, state.matchLengths);
  return input.at;
}

function readTable(
  input: { readonly bytes: Uint8Array; at: number; readonly end: number },
  mode: number,
  kind: Codes,
  previous: FseTable | undefined,
): FseTable {
  const maxSymbol = kind.bases.length - 1;
  switch (mode) {
    case 0:
      return kind.predefined;
    case 1: {
      const symbol = input.at < input.end ? input.bytes[input.at++]! : corrupt('a table is cut off', input.at);
      return symbol <= maxSymbol ? singleSymbolTable(symbol) : corrupt('an unknown code', input.at);
    }
    case 2: {
      const { table, end } = readFseTable(input.bytes, input.at, input.end, kind.maxAccuracyLog, maxSymbol);
      input.at = end;
      return table;
    }
    default:
      return previous ?? corrupt('a table to repeat is missing', input.at);
  }
}

function runSequences(input: BackwardBits, count: number, literals: Uint8Array, state: FrameState, out: Output): void {
  // readTables has set all three
  const literalTable = state.literalLengths!;
  const offsetTable = state.offsets!;
  const matchTable = state.matchLengths!;
  let literalState = input.read(literalTable.accuracyLog);
  let offsetState = input.read(offsetTable.accuracyLog);
  let matchState = input.read(matchTable.accuracyLog);
  let used = 0;
  for (let left = count; left > 0; left--) {
    const offsetCode = offsetTable.symbols[offsetState]!;
    const matchCode = matchTable.symbols[matchState]!;
    const literalCode = literalTable.symbols[literalState]!;
    const offsetValue = OFFSETS.bases[offsetCode]! + input.read(offsetCode);
    const matchLength = MATCH_LENGTHS.bases[matchCode]! + input.read(MATCH_LENGTHS.extraBits[matchCode]!);
    const literalLength = LITERAL_LENGTHS.bases[literalCode]! + input.read(LITERAL_LENGTHS.extraBits[literalCode]!);
    if (left > 1) {
      literalState = literalTable.bases[literalState]! + input.read(literalTable.bits[literalState]!);
      matchState = matchTable.bases[matchState]! + input.read(matchTable.bits[matchState]!);
      offsetState = offsetTable.bases[offsetState]! + input.read(offsetTable.bits[offsetState]!);
    }
    if (input.left < 0 || used + literalLength > literals.length) corrupt('a sequence reaches too far');
    out.append(literals, used, used + literalLength);
    used += literalLength;
    out.repeat(offsetOf(offsetValue, literalLength === 0, state.recent), matchLength);
  }
  if (input.left !== 0) corrupt('the sequences do not end where they should');
  out.append(literals, used, literals.length);
}

/** Values up to 3 name one of the last offsets, shifted by one when no literal came before. */
function offsetOf(value: number, noLiterals: boolean, recent: [number, number, number]): number {
  const [newest, second, third] = recent;
  if (value > 3) {
    recent[2] = second;
    recent[1] = newest;
    return (recent[0] = value - 3);
  }
  const index = value - 1 + (noLiterals ? 1 : 0);
  if (index === 0) return newest;
  const offset = index === 1 ? second : index === 2 ? third : newest - 1;
  if (index > 1) recent[2] = second;
  recent[1] = newest;
  return (recent[0] = offset);
}

function littleEndian(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + (bytes[from + i] ?? 0);
  return value;
}
