// Strict base64 as Go's StdEncoding reads it: padding required, CR and LF skipped, anything else out of place an error.

import { Buffer } from 'node:buffer';

const PAD = 0x3d;
/** 1 for the 64 letters of the alphabet, 2 for CR and LF, by character code. */
const CLASS = new Uint8Array(128);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
  CLASS[letter.charCodeAt(0)] = 1;
CLASS[0x0a] = 2;
CLASS[0x0d] = 2;

/** The bytes, or the offset at which the reference gives up. Up to there all is ASCII, so offsets are bytes. */
export function decodeBase64(text: string): Uint8Array | number {
  const bad = findError(text);
  return bad === undefined ? Buffer.from(text, 'base64') : bad;
}

function findError(text: string): number | undefined {
  let inQuantum = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const kind = code < 128 ? CLASS[code] : 0;
    if (kind === 1) inQuantum = (inQuantum + 1) & 3;
    else if (kind === 2) continue;
    else return code === PAD && inQuantum >= 2 ? findErrorInPadding(text, i, inQuantum) : i;
  }
  // compat: the offset counts back from the end, also over line breaks.
  return inQuantum === 0 ? undefined : text.length - inQuantum;
}

/** `at` is the first `=`, after two or three letters of its quantum. */
function findErrorInPadding(text: string, at: number, letters: number): number | undefined {
  let next = at + 1;
  if (letters === 2) {
    next = skipLineBreaks(text, next);
    if (next === text.length) return text.length;
    if (text.charCodeAt(next) !== PAD) return next - 1;
    next++;
  }
  next = skipLineBreaks(text, next);
  return next < text.length ? next : undefined;
}

function skipLineBreaks(text: string, from: number): number {
  let at = from;
  while (at < text.length && CLASS[text.charCodeAt(at)] === 2) at++;
  return at;
}
