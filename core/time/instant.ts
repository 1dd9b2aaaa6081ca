// Instants: whole seconds since the epoch as a number, nanoseconds (0..999999999) beside it, and the int64 of
// nanoseconds that points and scripts hold. Seconds beyond the int64 range wrap, as the reference's do.

import type { Int } from '../point/value.js';
import { toInt } from '../point/value.js';

const NS_PER_SECOND = 1_000_000_000n;

const words = new Uint32Array(2);
const long = new BigInt64Array(words.buffer);
const LOW = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1; // place of the low word on this machine

/** Nanoseconds since the epoch; what does not fit into int64 wraps. */
export function instantNs(seconds: number, ns: number): Int {
  if (seconds > -9_000_000 && seconds < 9_000_000) return seconds * 1e9 + ns;
  if (seconds > 0 && seconds < 9_223_372_036) {
    // seconds * 1e9 + ns in two words of 32 bits: one bigint is made instead of five.
    const high = Math.floor(seconds / 65536) * 1e9;
    const carry = Math.floor(high / 65536);
    const low = (high - carry * 65536) * 65536 + (seconds % 65536) * 1e9 + ns;
    words[LOW] = low % 4294967296;
    words[1 - LOW] = carry + Math.floor(low / 4294967296);
    return long[0]!;
  }
  return toInt(BigInt(seconds) * NS_PER_SECOND + BigInt(ns));
}

/** Whole seconds of a number of nanoseconds, rounded down. */
export function secondsOfNs(ns: Int): number {
  if (typeof ns === 'number') return Math.floor(ns / 1e9);
  const seconds = ns / NS_PER_SECOND;
  return Number(ns < 0n && seconds * NS_PER_SECOND !== ns ? seconds - 1n : seconds);
}

/** The nanoseconds within the second, 0..999999999. */
export function fractionOfNs(ns: Int): number {
  const fraction = typeof ns === 'number' ? ns % 1e9 : Number(ns % NS_PER_SECOND);
  return fraction < 0 ? fraction + 1e9 : fraction + 0;
}
