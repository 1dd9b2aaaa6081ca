// The instant of a date whose parts may be of any size: days run over into the next month, fractions into seconds, and
// what int64 cannot hold wraps.
// Source: Go 1.19 time/time.go (Date)

import type { Int } from '../point/value.js';
import { toInt } from '../point/value.js';
import { DAY_SECONDS, daysFromCivil } from './civil.js';
import type { Zone } from './zone.js';

export interface DateParts {
  readonly year: Int;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ns: bigint;
}

const NS_PER_SECOND = 1_000_000_000n;
const DAYS_PER_ERA = 146_097n;

/** Nanoseconds since the epoch of a local time in the zone. */
export function dateNs({ year, month, day, hour, minute, second, ns }: DateParts, zone: Zone): Int {
  const era = BigInt(year) / 400n;
  const days = era * DAYS_PER_ERA + BigInt(daysFromCivil(Number(BigInt(year) % 400n), month, day));
  const clock = (hour * 60 + minute) * 60 + second;
  const carry = (ns - modulo(ns, NS_PER_SECOND)) / NS_PER_SECOND;
  const local = BigInt.asIntN(64, days * BigInt(DAY_SECONDS) + BigInt(clock) + carry);
  const offset = Number(local) - zone.toUtc(Number(local));
  return toInt((local - BigInt(offset)) * NS_PER_SECOND + modulo(ns, NS_PER_SECOND));
}

function modulo(value: bigint, by: bigint): bigint {
  const rest = value % by;
  return rest < 0n ? rest + by : rest;
}
