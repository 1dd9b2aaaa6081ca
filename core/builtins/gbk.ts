// Decoding GBK and GB18030 as Go's golang.org/x/text does it, which differs from TextDecoder in how much it takes for one
// bad sequence. TextDecoder supplies the characters of good ones.

import { TextDecoder } from 'node:util';

/** Characters by `(lead - 0x81) * 190 + trail`, 0 for none; made at the first use. */
let pairs: Uint16Array | undefined;
const TRAILS = 190;
const REPLACEMENT = '\ufffd';

export function decodeGbk(bytes: Uint8Array): string {
  return decode(bytes, undefined);
}

export function decodeGb18030(bytes: Uint8Array): string {
  return decode(bytes, new TextDecoder('gb18030'));
}

function decode(bytes: Uint8Array, fourBytes: TextDecoder | undefined): string {
  pairs ??= readPairs();
  let text = '';
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at]!;
    if (lead <= 0x80) {
      text += lead === 0x80 ? '\u20ac' : String.fromCharCode(lead);
      continue;
    }
    const trail = lead === 0xff ? -1 : trailIndex(bytes[at + 1]);
    if (trail >= 0) {
      const unit = pairs[(lead - 0x81) * TRAILS + trail]!;
      text += unit === 0 ? REPLACEMENT : String.fromCharCode(unit);
      at++;
    } else if (fourBytes !== undefined && isFourBytes(bytes, at)) {
      const char = fourBytes.decode(bytes.subarray(at, at + 4));
      const isGood = !char.startsWith(REPLACEMENT);
      text += isGood ? char : REPLACEMENT;
      if (isGood) at += 3;
    } else {
      text += REPLACEMENT; // compat: takes one byte, the next one is looked at afresh
    }
  }
  return text;
}

/** Place of a trail byte in its row, -1 for a byte that is none. */
function trailIndex(byte: number | undefined): number {
  if (byte === undefined || byte < 0x40 || byte === 0x7f || byte === 0xff) return -1;
  return byte < 0x7f ? byte - 0x40 : byte - 0x41;
}

function isFourBytes(bytes: Uint8Array, at: number): boolean {
  const lead = bytes[at]!;
  const [second = 0, third = 0, fourth = 0] = bytes.subarray(at + 1, at + 4);
  const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
  return lead < 0xff && isDigit(second) && third >= 0x81 && third < 0xff && isDigit(fourth);
}

function readPairs(): Uint16Array {
  const table = new Uint16Array(126 * TRAILS);
  const decoder = new TextDecoder('gb18030'); // its pairs are those of GBK and more
  const row = new Uint8Array(3 * TRAILS).fill(0x0a); // pair, newline, pair, newline ...
  for (let lead = 0x81; lead < 0xff; lead++) {
    for (let trail = 0; trail < TRAILS; trail++) {
      row[3 * trail] = lead;
      row[3 * trail + 1] = trail + (trail < 0x3f ? 0x40 : 0x41);
    }
    for (const [trail, char] of decoder.decode(row).split('\n').entries()) {
      if (char.length === 1 && char !== REPLACEMENT) table[(lead - 0x81) * TRAILS + trail] = char.charCodeAt(0);
    }
  }
  return table;
}
