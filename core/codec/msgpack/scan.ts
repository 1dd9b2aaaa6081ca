// Finds where msgpack values end without building them: only headers are read, payloads are jumped over, and the nesting
// is one counter of values still to come, so deep or wide input costs no memory.

import { DecodeError } from '../../errors.js';

const CODEC = 'msgpack';

export class Scanner {
  /** Values still to come; 0 when the value is complete. */
  need = 1;
  private readonly maxBytes: number;

  /** @param maxBytes a header that promises more bytes, or more values, than this is an error */
  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /**
   * Reads on at `at`.
   * @returns the offset reached. Below `end` with `need` > 0: a header that is cut off begins there. Above `end`: so
   *          many bytes of payload are still to be jumped over
   * @throws DecodeError with its offset relative to the start of `bytes`
   */
  run(bytes: Uint8Array, at: number, end: number): number {
    let need = this.need;
    while (need > 0 && at < end) {
      const type = bytes[at]!;
      if (type < 0x80 || type >= 0xe0) {
        at++;
        need--;
      } else if (type >= 0xa0 && type < 0xc0) {
        at += 1 + (type & 0x1f);
        need--;
      } else if (type < 0xa0) {
        at++;
        need += (type < 0x90 ? 2 * (type & 0x0f) : type & 0x0f) - 1;
      } else {
        const header = HEADER_BYTES[type - 0xc0]!;
        if (header === 0) throw new DecodeError(CODEC, `byte 0x${type.toString(16)} begins no msgpack value`, at);
        if (at + header > end) break;
        const declared = readLength(bytes, at, type);
        if (declared > this.maxBytes) throw tooMuch(type, declared, this.maxBytes, at);
        at += header;
        if (type >= 0xdc) need += (type >= 0xde ? 2 * declared : declared) - 1;
        else {
          at += declared;
          need--;
        }
        if (need > this.maxBytes) throw tooMuch(type, declared, this.maxBytes, at - header);
      }
    }
    this.need = need;
    return at;
  }
}

/**
 * The offset behind the value that starts at `at`.
 * @throws DecodeError when it is cut off or no msgpack
 */
export function skipValue(bytes: Uint8Array, at: number, end: number): number {
  const scanner = new Scanner(end - at);
  const reached = scanner.run(bytes, at, end);
  if (scanner.need > 0 || reached > end) throw truncated(at);
  return reached;
}

export function truncated(offset: number): DecodeError {
  return new DecodeError(CODEC, `value at byte ${offset} is cut off`, offset);
}

/** Header bytes of types 0xc0..0xdf, the type byte included; payloads of fixed size count as declared. 0: not used. */
const HEADER_BYTES: readonly number[] = [
  ...[1, 0, 1, 1], // nil, (never used), false, true
  ...[2, 3, 5], // bin 8, 16, 32
  ...[2, 3, 5], // ext 8, 16, 32
  ...[1, 1], // float 32, 64
  ...[1, 1, 1, 1, 1, 1, 1, 1], // uint 8..64, int 8..64
  ...[1, 1, 1, 1, 1], // fixext 1, 2, 4, 8, 16
  ...[2, 3, 5], // str 8, 16, 32
  ...[3, 5], // array 16, 32
  ...[3, 5], // map 16, 32
];

/** Payload bytes, or members, that the header declares. */
function readLength(bytes: Uint8Array, at: number, type: number): number {
  switch (type) {
    case 0xc4:
    case 0xd9:
      return bytes[at + 1]!;
    case 0xc5:
    case 0xda:
    case 0xdc:
    case 0xde:
      return (bytes[at + 1]! << 8) | bytes[at + 2]!;
    case 0xc6:
    case 0xdb:
    case 0xdd:
    case 0xdf:
      return readUint32(bytes, at + 1);
    case 0xc7:
      return bytes[at + 1]! + 1; // the byte that names the extension type
    case 0xc8:
      return ((bytes[at + 1]! << 8) | bytes[at + 2]!) + 1;
    case 0xc9:
      return readUint32(bytes, at + 1) + 1;
    default:
      return FIXED_BYTES[type - 0xc0]!;
  }
}

const FIXED_BYTES: readonly number[] = [
  ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  ...[4, 8], // float 32, 64
  ...[1, 2, 4, 8, 1, 2, 4, 8], // uint, int
  ...[2, 3, 5, 9, 17], // fixext with the byte that names the type
];

export function readUint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

function tooMuch(type: number, declared: number, max: number, offset: number): DecodeError {
  const what = type >= 0xdc ? 'members' : 'bytes';
  return new DecodeError(CODEC, `value at byte ${offset} declares ${declared} ${what}; at most ${max} fit`, offset, {
    hint: 'raise the limit on the size of a message if the sender is right',
  });
}
