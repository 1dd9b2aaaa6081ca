// Numbers as Go's strconv writes them: %e %f %g with a precision, hexadecimal and binary floats. JavaScript rounds halves
// up where Go rounds them to even, and stops at 100 digits; only then the exact decimal expansion is worked out.

/** Digits of a finite, non-negative number: 0.d1d2d3... times ten to the power of `point`. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/**
 * A finite number the way strconv.FormatFloat writes it.
 * @param verb  e, E, f, g, G, b, x or X
 * @param precision  -1 for as few digits as tell the number apart
 */
export function goFloat(value: number, verb: string, precision: number): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  switch (verb) {
    case 'b':
      return sign + binaryText(size);
    case 'x':
      return sign + hexText(size, precision);
    case 'X':
      return sign + hexText(size, precision).toUpperCase();
    case 'f':
      return sign + (precision < 0 ? plainText(shortest(size), precision) : fixedText(size, precision));
    case 'e':
      return sign + exponentText(precision < 0 ? shortest(size) : significant(size, precision + 1), precision);
    case 'g':
      return sign + generalText(size, precision);
    default:
      return goFloat(value, verb.toLowerCase(), precision).toUpperCase();
  }
}

function shortest(size: number): Decimal {
  return fromExponential(size.toExponential());
}

function fromExponential(text: string): Decimal {
  const [mantissa = '', exponent = ''] = text.split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

const MAX_NATIVE_DIGITS = 99;

/** Rounded to `count` significant digits. */
function significant(size: number, count: number): Decimal {
  if (count <= MAX_NATIVE_DIGITS) {
    // A half stands exactly one digit behind; where that digit is no 5 both roundings agree.
    const longer = size.toExponential(count);
    if (longer[longer.indexOf('e') - 1] !== '5') return fromExponential(size.toExponential(count - 1));
  }
  const exact = exactDecimal(size);
  return size === 0 ? { digits: '0'.repeat(count), point: 1 } : round(exact, count);
}

function fixedText(size: number, precision: number): string {
  if (precision < MAX_NATIVE_DIGITS && size < 1e21) {
    if (!size.toFixed(precision + 1).endsWith('5')) return size.toFixed(precision);
  }
  const exact = exactDecimal(size);
  return plainText(round(exact, exact.point + precision), precision);
}

/** Every digit of the number: m times two to the power of e is a whole number times a power of ten. */
function exactDecimal(size: number): Decimal {
  if (size === 0) return { digits: '', point: 0 };
  const { mantissa, exponent } = parts(size);
  const digits = (exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent)).toString();
  return { digits, point: digits.length + Math.min(0, exponent) };
}

/** Rounds to `count` digits, halves to even; fewer than none gives nothing. */
function round({ digits, point }: Decimal, count: number): Decimal {
  if (count < 0) return { digits: '', point };
  if (digits.length <= count) return { digits: digits.padEnd(count, '0'), point };
  const kept = digits.slice(0, count);
  const rest = digits.slice(count);
  const isUp = isHalf(rest) ? Number(kept.at(-1) ?? '0') % 2 === 1 : rest[0]! >= '5';
  if (!isUp) return { digits: kept, point };
  const raised = (BigInt(kept === '' ? '0' : kept) + 1n).toString().padStart(count, '0');
  return raised.length > count
    ? { digits: raised.slice(0, Math.max(count, 1)), point: point + 1 }
    : { digits: raised, point };
}

function isHalf(rest: string): boolean {
  return /^50*$/.test(rest);
}

/** Digits with a point among them, `precision` behind it; -1 for as many as there are. */
function plainText({ digits, point }: Decimal, precision: number): string {
  const trimmed = precision < 0 ? digits.replace(/0+$/, '') : digits;
  const whole = point > 0 ? trimmed.slice(0, point).padEnd(point, '0') : '0';
  const zeros = point < 0 ? '0'.repeat(-point) : '';
  const fraction = zeros + trimmed.slice(Math.max(0, point));
  if (precision < 0) return fraction === '' ? whole : `${whole}.${fraction}`;
  return precision === 0 ? whole : `${whole}.${fraction.padEnd(precision, '0').slice(0, precision)}`;
}

function exponentText({ digits, point }: Decimal, precision: number): string {
  const rest = precision < 0 ? digits.slice(1) : digits.slice(1).padEnd(precision, '0');
  const exponent = /^0*$/.test(digits) ? 0 : point - 1;
  return `${digits[0] ?? '0'}${rest === '' ? '' : `.${rest}`}e${exponentDigits(exponent)}`;
}

/** Sign and at least two digits. */
function exponentDigits(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${Math.abs(exponent).toString().padStart(2, '0')}`;
}

/** The shorter of %e and %f by Go's rule; zeros at the end are left out. */
function generalText(size: number, precision: number): string {
  const isShortest = precision < 0;
  const count = precision === 0 ? 1 : precision;
  const decimal = isShortest ? shortest(size) : significant(size, count);
  const digits = decimal.digits.replace(/0+$/, '');
  const trimmed = { digits: digits === '' ? '0' : digits, point: digits === '' ? 1 : decimal.point };
  let limit = isShortest ? 6 : count;
  if (!isShortest && limit > digits.length && digits.length >= trimmed.point) limit = digits.length;
  const exponent = trimmed.point - 1;
  return exponent < -4 || exponent >= Math.max(limit, 1) ? exponentText(trimmed, -1) : plainText(trimmed, -1);
}

interface FloatParts {
  /** size = mantissa times two to the power of exponent. */
  readonly mantissa: bigint;
  readonly exponent: number;
}

const MANTISSA_BITS = 52;
const BIAS = 1023;

const view = new DataView(new ArrayBuffer(8));

function parts(size: number): FloatParts {
  view.setFloat64(0, size);
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const fraction = bits & 0xfffffffffffffn;
  return biased === 0
    ? { mantissa: fraction, exponent: 1 - BIAS - MANTISSA_BITS }
    : { mantissa: fraction | 0x10000000000000n, exponent: biased - BIAS - MANTISSA_BITS };
}

function binaryText(size: number): string {
  const { mantissa, exponent } = parts(size);
  return `${mantissa}p${exponent >= 0 ? '+' : ''}${exponent}`;
}

const LEADING_BIT = 1n << 60n;

function hexText(size: number, precision: number): string {
  let { mantissa } = parts(size);
  let exponent = mantissa === 0n ? 0 : parts(size).exponent + MANTISSA_BITS;
  mantissa <<= 60n - BigInt(MANTISSA_BITS);
  while (mantissa !== 0n && (mantissa & LEADING_BIT) === 0n) {
    mantissa <<= 1n;
    exponent--;
  }
  if (precision >= 0 && precision < 15) {
    const unit = 1n << BigInt(60 - 4 * precision);
    const extra = mantissa % unit;
    mantissa -= extra;
    const isOdd = (mantissa / unit) % 2n === 1n;
    if (extra * 2n > unit || (extra * 2n === unit && isOdd)) mantissa += unit;
    if (mantissa >= LEADING_BIT << 1n) {
      mantissa >>= 1n;
      exponent++;
    }
  }
  const lead = mantissa >> 60n;
  const fraction = (mantissa & (LEADING_BIT - 1n)).toString(16).padStart(15, '0');
  const digits = precision < 0 ? fraction.replace(/0+$/, '') : fraction.padEnd(precision, '0').slice(0, precision);
  return `0x${lead}${digits === '' ? '' : `.${digits}`}p${exponentDigits(exponent)}`;
}
