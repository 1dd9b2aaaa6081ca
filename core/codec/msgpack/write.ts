// The few msgpack values a server of the forward protocol says: acknowledgement and handshake. Each message is one
// buffer, because clients expect it in one read.

const encoder = new TextEncoder();

/** A str of any bytes, text or not. */
export function packText(text: string | Uint8Array): Buffer {
  const bytes = typeof text === 'string' ? encoder.encode(text) : text;
  const { length } = bytes;
  if (length < 32) return Buffer.concat([Buffer.of(0xa0 | length), bytes]);
  if (length < 0x100) return Buffer.concat([Buffer.of(0xd9, length), bytes]);
  if (length < 0x1_0000) return Buffer.concat([Buffer.of(0xda, length >> 8, length & 0xff), bytes]);
  const header = Buffer.of(0xdb, 0, 0, 0, 0);
  header.writeUInt32BE(length, 1);
  return Buffer.concat([header, bytes]);
}

/** A bin of up to 255 bytes. */
export function packBytes(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(0xc4, bytes.length), bytes]);
}

export function packBool(value: boolean): Buffer {
  return Buffer.of(value ? 0xc3 : 0xc2);
}

/** An array of up to 15 values that are packed already. */
export function packArray(values: readonly Uint8Array[]): Buffer {
  return Buffer.concat([Buffer.of(0x90 | values.length), ...values]);
}

/** A map of up to 15 entries whose values are packed already. */
export function packMap(entries: readonly (readonly [string, Uint8Array])[]): Buffer {
  const items = entries.flatMap(([key, value]) => [packText(key), value]);
  return Buffer.concat([Buffer.of(0x80 | entries.length), ...items]);
}
