// What a time in a body means. Times are read as ns and then scaled by the precision of the request; 0 and a missing time
// mean now, which is never scaled. Source: cliutils point/{decode,lp}.go

import { toBigInt } from './int64.js';

export type Precision = 'auto' | 'n' | 'u' | 'ms' | 's' | 'm' | 'h';

const SCALE: Readonly<Record<Exclude<Precision, 'auto'>, bigint>> = {
  n: 1n,
  u: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** The precision a request names; none means auto. */
export function precisionOf(text: string): Precision {
  switch (text) {
    case '':
      return 'auto';
    case 'u':
    case 'ms':
    case 's':
    case 'm':
    case 'h':
      return text;
    default:
      return 'n'; // compat: `ns`, `us`, `d` and any other word too
  }
}

/**
 * A time of a body in ns since the epoch; wraps to int64 as the reference does.
 * compat: in line protocol and JSON a negative time counts as none, see scaleTextTime; in protobuf it stays.
 */
export function scaleTime(time: bigint, precision: Precision, nowNs: bigint): bigint {
  if (time === 0n) return nowNs;
  if (precision === 'n') return time;
  return BigInt.asIntN(64, time * (precision === 'auto' ? guessScale(time) : SCALE[precision]));
}

/** As scaleTime, for line protocol and JSON. */
export function scaleTextTime(time: bigint, precision: Precision, nowNs: bigint): bigint {
  return time < 0n ? nowNs : scaleTime(time, precision, nowNs);
}

/** By magnitude; compat: a negative time always counts as seconds. */
function guessScale(time: bigint): bigint {
  if (time >= 10_000_000_000_000_000n) return SCALE.n;
  if (time >= 10_000_000_000_000n) return SCALE.u;
  return time >= 10_000_000_000n ? SCALE.ms : SCALE.s;
}

/**
 * As scaleTime for the usual precisions, without BigInt arithmetic.
 * @param billions  the time's digits but the last nine, below 10^10
 * @param rest      the last nine digits
 */
export function scaleDigits(billions: number, rest: number, precision: Precision, nowNs: bigint): bigint {
  if (billions === 0 && rest === 0) return nowNs;
  if (precision === 'n' || (precision === 'auto' && billions >= 1e7)) return joinBillions(billions, rest);
  if (precision !== 'auto') return scaleTime(joinBillions(billions, rest), precision, nowNs);
  if (billions >= 1e4) return joinBillions(billions * 1e3 + Math.floor(rest / 1e6), (rest % 1e6) * 1e3);
  if (billions >= 10) return joinBillions(billions * 1e6 + Math.floor(rest / 1e3), (rest % 1e3) * 1e6);
  return joinBillions(billions * 1e9 + rest, 0);
}

/** billions * 10^9 + rest modulo 2^64, for billions < 2^34; every intermediate value stays below 2^53. */
function joinBillions(billions: number, rest: number): bigint {
  const upper = Math.floor(billions / 131072) * 1e9; // times 2^17
  const lower = (billions % 131072) * 1e9 + rest;
  const sum = (upper % 32768) * 131072 + lower;
  return toBigInt(sum | 0, (Math.floor(upper / 32768) + Math.floor(sum / 4294967296)) | 0);
}
