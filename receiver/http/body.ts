// Reads a request body as bytes, bounded; nothing on this thread looks inside.

import type { IncomingMessage } from 'node:http';
import { OfframpError } from '../../core/errors.js';

export class BodyTooLargeError extends OfframpError {
  constructor(maxBytes: number) {
    super('body-too-large', `the body is larger than ${maxBytes} bytes`, {
      hint: 'send smaller batches, or raise receiver.max_body_size',
    });
  }
}

/** @throws BodyTooLargeError as soon as the limit is passed; the rest of the body is not read */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > maxBytes) throw new BodyTooLargeError(maxBytes);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new BodyTooLargeError(maxBytes);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, bytes);
}
