// Durations as Go writes them: an optional sign, then decimal numbers with units (`1h2m3.5s`, `-.5ms`, `0`).

/** Nanoseconds, or what is wrong with the text, worded as in Go. */
export type ParsedDuration = { readonly ns: bigint } | { readonly error: string };

const UNIT_NS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['\u00b5s', 1_000n], // micro sign
  ['\u03bcs', 1_000n], // Greek letter mu
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

const MAX = 9223372036854775807n;
const MAX_DIGITS = 1000;
const NUMBER = /(\d*)(?:\.(\d*))?/y;
const UNIT = /[^.\d]*/y;

/** Reads a duration; fractions below 1 ns are cut, what does not fit int64 is an error. */
export function parseDuration(text: string): ParsedDuration {
  const isNegative = text.startsWith('-');
  const body = isNegative || text.startsWith('+') ? text.slice(1) : text;
  if (body === '0') return { ns: 0n };
  const invalid: ParsedDuration = { error: `time: invalid duration "${text}"` };
  if (body === '') return invalid;
  let total = 0n;
  for (let at = 0; at < body.length;) {
    NUMBER.lastIndex = at;
    const [number = '', whole = '', fraction = ''] = NUMBER.exec(body) ?? [];
    if (whole === '' && fraction === '') return invalid;
    UNIT.lastIndex = at + number.length;
    const unit = UNIT.exec(body)?.[0] ?? '';
    if (unit === '') return { error: `time: missing unit in duration "${text}"` };
    const unitNs = UNIT_NS.get(unit);
    if (unitNs === undefined) return { error: `time: unknown unit "${unit}" in duration "${text}"` };
    if (whole.length > MAX_DIGITS) return invalid;
    total += BigInt(whole) * unitNs + fractionNs(fraction, unitNs);
    if (total > MAX + 1n) return invalid;
    at += number.length + unit.length;
  }
  if (isNegative) return { ns: -total };
  return total > MAX ? invalid : { ns: total };
}

/** `unitNs * 0.fraction`, cut. compat: with the roundings of Go's doubles, and digits beyond int64 ignored. */
function fractionNs(fraction: string, unitNs: bigint): bigint {
  let digits = fraction.slice(0, 19);
  if (digits.length === 19 && BigInt(digits) > MAX + 1n) digits = digits.slice(0, 18);
  return BigInt(Math.trunc(Number(digits) * (Number(unitNs) / 10 ** digits.length)));
}
