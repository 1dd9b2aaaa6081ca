// Zstandard without native code: frames one after the other, skippable ones skipped, no dictionaries. Written against the
// RFC instead of taking a library because the small JavaScript one can be made to loop for ever by a damaged byte
// (docs/decisions.md). The checksum at the end of a frame is not verified.
// Source: RFC 8878, section 3.1

import { TooLargeError, Output } from '../decompressed.js';
import { PADDING, corrupt } from './bits.js';
import { FrameState, MAX_BLOCK_BYTES, readBlock } from './block.js';

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50; // and the 15 after it

/**
 * @throws DecodeError for anything that is not Zstandard, TooLargeError when more than `maxBytes` would come out
 */
export function decompressZstd(body: Uint8Array, maxBytes: number): Uint8Array {
  if (body.length === 0) corrupt('no data', 0);
  const reader = new FrameReader(body, maxBytes);
  while (reader.at < body.length) reader.frame();
  return reader.out.take();
}

interface FrameHeader {
  readonly contentBytes: number | undefined;
  readonly maxBlockBytes: number;
  readonly hasChecksum: boolean;
}

class FrameReader {
  at = 0;
  readonly out: Output;
  private readonly bytes: Uint8Array;
  private readonly end: number;
  private readonly maxBytes: number;

  constructor(body: Uint8Array, maxBytes: number) {
    this.bytes = new Uint8Array(body.length + PADDING);
    this.bytes.set(body);
    this.end = body.length;
    this.maxBytes = maxBytes;
    this.out = new Output(body.length * 4, maxBytes);
  }

  frame(): void {
    const start = this.at;
    const magic = this.number(4);
    if (magic === MAGIC) this.dataFrame(start);
    else if (magic >= SKIPPABLE && magic < SKIPPABLE + 16) this.skip(this.number(4));
    else corrupt('no frame starts here', start);
  }

  private dataFrame(start: number): void {
    const { out, maxBytes } = this;
    const header = this.header();
    const before = out.length;
    if (before + (header.contentBytes ?? 0) > maxBytes) throw new TooLargeError(maxBytes);
    out.beginHere();
    const state = new FrameState();
    while (!this.block(header.maxBlockBytes, state));
    if (header.hasChecksum) this.skip(4);
    if (header.contentBytes !== undefined && out.length - before !== header.contentBytes) {
      corrupt('a frame is not as long as it says', start);
    }
  }

  private header(): FrameHeader {
    const start = this.at;
    const descriptor = this.number(1);
    if ((descriptor & 8) !== 0) corrupt('reserved bits are set', start);
    const isSingle = (descriptor & 32) !== 0;
    const window = isSingle ? 0 : windowOf(this.number(1));
    if (this.number([0, 1, 2, 4][descriptor & 3]!) !== 0) corrupt('it needs a dictionary', start);
    const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
    const content = this.number(sizeBytes) + (sizeBytes === 2 ? 256 : 0);
    return {
      contentBytes: sizeBytes === 0 ? undefined : content,
      maxBlockBytes: Math.min(isSingle ? content : window, MAX_BLOCK_BYTES),
      hasChecksum: (descriptor & 4) !== 0,
    };
  }

  /** Reads a block; true when it was the last of its frame. */
  private block(maxBytes: number, state: FrameState): boolean {
    const { bytes, out } = this;
    const header = this.number(3);
    const type = (header >> 1) & 3;
    const size = header >> 3;
    const from = this.at;
    const before = out.length;
    if (size > maxBytes) corrupt('a block is too large', from);
    this.skip(type === 1 ? 1 : size);
    if (type === 0) out.append(bytes, from, this.at);
    else if (type === 1) out.fill(bytes[from]!, size);
    else if (type === 2) readBlock(bytes, from, this.at, state, out);
    else corrupt('a block of an unknown type', from);
    if (out.length - before > maxBytes) corrupt('a block is too large', from);
    return (header & 1) === 1;
  }

  private number(byteCount: number): number {
    const from = this.at;
    this.skip(byteCount);
    let value = 0;
    for (let i = byteCount - 1; i >= 0; i--) value = value * 256 + this.bytes[from + i]!;
    return value;
  }

  private skip(byteCount: number): void {
    if (this.at + byteCount > this.end) corrupt('it is cut off', this.at);
    this.at += byteCount;
  }
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}
