// Cuts a stream of chunks into top-level values ("frames"). A frame inside one chunk is handed out without a copy; one
// that spans chunks is gathered in a buffer that grows with the bytes that really came, never with what was promised.

import { DecodeError } from '../../errors.js';
import { Scanner } from './scan.js';

export interface Frame {
  readonly bytes: Buffer;
  /** Where it starts in the stream. */
  readonly offset: number;
}

export interface SplitterOptions {
  readonly maxFrameBytes: number;
  /** Says whether a frame may begin with this byte, so that garbage is noticed at once. */
  readonly startsWith: (type: number) => boolean;
}

const EMPTY: Buffer = Buffer.alloc(0);
const MIN_GATHER_BYTES = 4096;

export class FrameSplitter {
  private readonly options: SplitterOptions;
  private scanner: Scanner | undefined;
  /** Scanned bytes of the open frame that came with earlier chunks. */
  private gathered = EMPTY;
  private gatheredBytes = 0;
  private chunk = EMPTY;
  /** Where the open frame starts in `chunk`. */
  private start = 0;
  /** Scanned up to here; beyond the chunk's end while a payload is jumped over. */
  private at = 0;
  /** Stream offset of the start of `chunk`. */
  private chunkOffset = 0;

  constructor(options: SplitterOptions) {
    this.options = options;
  }

  /** Bytes of a frame that is not complete. */
  get pendingBytes(): number {
    return this.gatheredBytes + this.chunk.length - this.start;
  }

  /** Bytes taken so far. */
  get streamOffset(): number {
    return this.chunkOffset + this.chunk.length;
  }

  /** Takes the next bytes of the stream; meant for when `next` has returned undefined. */
  push(chunk: Buffer): void {
    const left = this.chunk.subarray(this.start); // nothing, or the start of a header
    this.advance(this.start);
    this.chunk = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
  }

  /**
   * The next complete frame, or undefined when more bytes are needed.
   * @throws DecodeError with the offset in the stream; the stream cannot be read any further
   */
  next(): Frame | undefined {
    const { chunk } = this;
    if (this.start >= chunk.length && this.scanner === undefined) {
      this.release();
      return undefined;
    }
    this.scanner ??= this.open();
    const scanner = this.scanner;
    this.at = this.scan(scanner);
    const size = this.gatheredBytes + this.at - this.start;
    if (size > this.options.maxFrameBytes) throw this.tooBig(size);
    if (scanner.need === 0 && this.at <= chunk.length) return this.close();
    this.keep(Math.min(this.at, chunk.length));
    return undefined;
  }

  private open(): Scanner {
    const type = this.chunk[this.start]!;
    if (!this.options.startsWith(type)) {
      const offset = this.chunkOffset + this.start;
      throw new DecodeError('msgpack', `byte 0x${type.toString(16)} at ${offset} begins no message`, offset);
    }
    this.at = this.start;
    return new Scanner(this.options.maxFrameBytes);
  }

  private scan(scanner: Scanner): number {
    try {
      return scanner.run(this.chunk, this.at, this.chunk.length);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const offset = this.chunkOffset + error.offset;
      throw new DecodeError('msgpack', `${error.message} (byte ${offset} of the stream)`, offset, { cause: error });
    }
  }

  private close(): Frame {
    const end = this.at;
    const offset = this.chunkOffset + this.start - this.gatheredBytes;
    const tail = this.chunk.subarray(this.start, end);
    let bytes = tail;
    if (this.gatheredBytes > 0) {
      this.gather(tail);
      bytes = this.gathered.subarray(0, this.gatheredBytes);
      this.gathered = EMPTY; // the frame owns it now
      this.gatheredBytes = 0;
    }
    this.start = end;
    this.scanner = undefined;
    return { bytes, offset };
  }

  /** Sets aside what was scanned; the start of a cut-off header stays in `chunk`. */
  private keep(end: number): void {
    this.gather(this.chunk.subarray(this.start, end));
    this.start = end;
    this.release();
  }

  /** An idle connection should not hold on to the last chunk it read. */
  private release(): void {
    if (this.start < this.chunk.length) return;
    this.advance(this.chunk.length);
    this.chunk = EMPTY;
  }

  /** Moves the origin of `start` and `at` on by `bytes`. */
  private advance(bytes: number): void {
    this.chunkOffset += bytes;
    this.start -= bytes;
    this.at -= bytes;
  }

  private gather(piece: Buffer): void {
    const size = this.gatheredBytes + piece.length;
    if (size > this.gathered.length) {
      const wanted = Math.max(size, Math.min(2 * this.gathered.length, this.options.maxFrameBytes), MIN_GATHER_BYTES);
      const grown = Buffer.allocUnsafeSlow(wanted);
      this.gathered.copy(grown, 0, 0, this.gatheredBytes);
      this.gathered = grown;
    }
    piece.copy(this.gathered, this.gatheredBytes);
    this.gatheredBytes = size;
  }

  private tooBig(size: number): DecodeError {
    const offset = this.chunkOffset + this.start - this.gatheredBytes;
    const max = this.options.maxFrameBytes;
    return new DecodeError('msgpack', `message at byte ${offset} has ${size} bytes or more; at most ${max}`, offset, {
      hint: 'raise the limit on the size of a message, or let the shipper send smaller chunks',
    });
  }
}
