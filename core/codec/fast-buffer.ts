// Buffer with the per-encoding calls that Node has had since its beginning but does not put into its types. They skip
// the name look-up of `toString(encoding)` and `write(text, encoding)`, which costs as much as a short string itself.

import { Buffer } from 'node:buffer';

export interface FastBuffer extends Buffer {
  latin1Slice(from: number, to: number): string;
  utf8Slice(from: number, to: number): string;
  /** Writes at `at`, returns the bytes written; a lone surrogate becomes U+FFFD. */
  utf8Write(text: string, at: number): number;
}

/** A view of the same memory. */
export function fastBuffer(bytes: Uint8Array): FastBuffer {
  // the methods are there on every Buffer, see above
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) as FastBuffer;
}

export function allocateFast(size: number): FastBuffer {
  return Buffer.allocUnsafeSlow(size) as FastBuffer; // as above
}
