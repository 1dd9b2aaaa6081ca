// Undoes the compression of packed entries, with a limit on what comes out: a few kilobytes can hold gigabytes of zeros.

import { gunzipSync } from 'node:zlib';
import { DecodeError } from '../../errors.js';

const TOO_LARGE = 'ERR_BUFFER_TOO_LARGE';

/**
 * @param compressed the option of that name; '' and `text` mean not compressed
 * @throws DecodeError when the bytes cannot be unpacked or would be longer than `maxBytes`
 */
export function unpack(bytes: Buffer, compressed: string, maxBytes: number): Buffer {
  switch (compressed) {
    case '':
    case 'text':
      return bytes;
    case 'gzip':
      return gunzip(bytes, maxBytes);
    default:
      throw new DecodeError('forward', `entries compressed with ${JSON.stringify(compressed)}`, 0, {
        hint: 'let the shipper use gzip or no compression',
      });
  }
}

function gunzip(bytes: Buffer, maxBytes: number): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    const isTooBig = typeof error === 'object' && error !== null && 'code' in error && error.code === TOO_LARGE;
    const what = isTooBig ? `entries are longer than ${maxBytes} bytes when unpacked` : 'entries are no valid gzip';
    throw new DecodeError('gzip', what, 0, { cause: error });
  }
}
