// Request bodies as they were compressed: names, and decompression with a limit on what comes out.

import { brotliDecompressSync, gunzipSync, inflateRawSync } from 'node:zlib';

import { DecodeError } from '../errors.js';
import { TooLargeError } from './decompressed.js';
import { decompressSnappy } from './snappy.js';
import { decompressZstd } from './zstd/decompress.js';

export { TooLargeError };

type Decompress = (bytes: Uint8Array, maxBytes: number) => Uint8Array;

const DECOMPRESSORS: Readonly<Record<string, Decompress>> = {
  gzip: (bytes, maxOutputLength) => gunzipSync(bytes, { maxOutputLength }),
  /** Raw, as the reference reads it. */
  deflate: (bytes, maxOutputLength) => inflateRawSync(bytes, { maxOutputLength }),
  br: (bytes, maxOutputLength) => brotliDecompressSync(bytes, { maxOutputLength }),
  zstd: decompressZstd,
  /** Not in the reference; Fluent Bit posts it. */
  snappy: decompressSnappy,
};

/** The names `decompress` knows. */
export const CONTENT_ENCODINGS: readonly string[] = Object.keys(DECOMPRESSORS);

/**
 * @param encoding exact name; '' leaves the bytes as they are
 * @throws DecodeError for an unknown name or a corrupt stream, TooLargeError above the limit
 */
export function decompress(bytes: Uint8Array, encoding: string, maxBytes: number): Uint8Array {
  if (encoding === '') return bytes;
  const inflate = Object.hasOwn(DECOMPRESSORS, encoding) ? DECOMPRESSORS[encoding] : undefined;
  if (inflate === undefined) {
    const known = CONTENT_ENCODINGS.join(', ');
    throw new DecodeError('compression', `unknown content encoding ${JSON.stringify(encoding)}; known: ${known}`);
  }
  try {
    return inflate(bytes, maxBytes);
  } catch (error) {
    if (error instanceof DecodeError) throw error;
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw new TooLargeError(maxBytes);
    throw new DecodeError('compression', `corrupt ${encoding} stream`, -1, { cause: error });
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
