// The time of an entry. The protocol says EventTime or whole seconds; clients also send floats, and milliseconds.
// Rule for numbers, by size: below 1e11 they are seconds, below 1e14 milliseconds, below 1e17 microseconds, else
// nanoseconds (the borders are the years 5138 and 1973). Floats are rounded to a microsecond, which is what a double
// can carry for today's dates. Anything else, and what does not fit an int64 of nanoseconds, is no time.

import { Float, Uint } from '../../point/value.js';
import { EventTime, type RecordValue } from '../record/record.js';

const NS_PER_SEC = 1_000_000_000n;
const MAX_NS = (1n << 63n) - 1n;

/** Seconds and nanoseconds as one int64. */
export function eventTimeNs(sec: number, nsec: number): bigint {
  return BigInt(sec) * NS_PER_SEC + BigInt(nsec);
}

/** Nanoseconds since the epoch, or undefined when `value` tells no time. */
export function timeNsOf(value: RecordValue): bigint | undefined {
  if (value instanceof EventTime) return eventTimeNs(value.sec, value.nsec);
  if (value instanceof Float) return floatTimeNs(value.v);
  if (value instanceof Uint) return undefined;
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const time = BigInt(value) * nsPerUnit(Math.abs(Number(value)));
  return time <= MAX_NS && time >= -MAX_NS ? time : undefined;
}

function floatTimeNs(value: number): bigint | undefined {
  const us = Math.round((value * Number(nsPerUnit(Math.abs(value)))) / 1000);
  return Math.abs(us) < Number(MAX_NS) / 1000 ? BigInt(us) * 1000n : undefined;
}

function nsPerUnit(size: number): bigint {
  if (size < 1e11) return NS_PER_SEC;
  if (size < 1e14) return 1_000_000n;
  return size < 1e17 ? 1000n : 1n;
}
