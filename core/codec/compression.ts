// Request bodies as they were compressed: names, and decompression with a limit on what comes out.

import { brotliDecompressSync, gunzipSync, inflateRawSync } from 'node:zlib';
import { DecodeError } from '../errors.js';

type Decompress = (bytes: Uint8Array, options: { maxOutputLength: number }) => Buffer;

const DECOMPRESSORS: Readonly<Record<string, Decompress>> = {
  gzip: gunzipSync,
  /** Raw, as the reference reads it. */
  deflate: inflateRawSync,
  br: brotliDecompressSync,
};

/** More comes out than is allowed. */
export class TooLargeError extends DecodeError {
  constructor(maxBytes: number) {
    super('compression', `the body is larger than ${maxBytes} bytes after decompression`);
  }
}

/**
 * @param encoding exact name; '' leaves the bytes as they are
 * @throws DecodeError for an unknown name or a corrupt stream, TooLargeError above the limit
 */
export function decompress(bytes: Uint8Array, encoding: string, maxBytes: number): Uint8Array {
  if (encoding === '') return bytes;
  const inflate = Object.hasOwn(DECOMPRESSORS, encoding) ? DECOMPRESSORS[encoding] : undefined;
  if (inflate === undefined) {
    const known = Object.keys(DECOMPRESSORS).join(', ');
    throw new DecodeError('compression', `unknown content encoding ${JSON.stringify(encoding)}; known: ${known}`);
  }
  try {
    return inflate(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if (
      error instanceof RangeError ||
      (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
    ) {
      throw new TooLargeError(maxBytes);
    }
    throw new DecodeError('compression', `corrupt ${encoding} stream`, -1, { cause: error });
  }
}
