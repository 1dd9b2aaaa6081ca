// The start of an HTTP answer's body as text. A peer that echoes a whole request in its error must not fill our memory,
// nor hide the status behind a failure to read.

export interface ByteStream {
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array>;
}

/** At most `maxBytes` of the body; leaving the rest destroys the stream, an answer that long is not worth a reuse. */
export async function readStart(body: ByteStream, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    chunks.push(chunk);
    if (size >= maxBytes) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, maxBytes);
}
