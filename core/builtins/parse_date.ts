import { encodeText } from '../point/text.js';
import type { CallSite, FAILED } from '../lang/check/signature.js';
import type { RunContext } from '../lang/runtime/context.js';
import { parseIntExact } from '../lang/runtime/go-number.js';
import type { Int, Value } from '../lang/runtime/value.js';
import { dateNs } from '../time/date-ns.js';
import { localTime, MONTHS } from '../time/local-time.js';
import type { LocalTime } from '../time/local-time.js';
import type { Zone } from '../time/zone.js';
import { findZone, SHORT_OFFSETS, UTC } from '../time/zone.js';
import { ANY_NODE, keyProblem } from './nodes.js';
import { defineBuiltin } from './spec.js';

interface Plan {
  readonly keyProblem: string | undefined;
}

type Site = CallSite<Plan>;

/** An argument as it reaches run. */
type Given = Value | typeof FAILED | undefined;

/** Slots of the parameters, for error positions. */
const SLOT = { key: 0, yy: 1, MM: 2, dd: 3, hh: 4, mm: 5, ss: 6, zone: 10 } as const;

/** compat: this number stands for "not given" in the reference, so it cannot be given. */
const NOT_GIVEN = 0xdeadbeef;

/** Only text counts, everything else is as if left out. */
function textOf(given: Given): string {
  return typeof given === 'string' ? given : '';
}

/** A decimal int64; undefined when left out or no such number. */
function numberOf(given: Given): Int | undefined {
  const parsed = parseIntExact(textOf(given), 10);
  return parsed?.inRange === true && parsed.value !== NOT_GIVEN ? parsed.value : undefined;
}

function yearOf(given: Given, now: LocalTime, site: Site): Int {
  const year = numberOf(given);
  if (year === undefined) return now.year;
  if (year < 0) throw site.error('year should larger than 0', SLOT.yy);
  return typeof year === 'number' && year < 100 ? year + Math.trunc(now.year / 100) * 100 : year;
}

function monthOf(given: Given, now: LocalTime, site: Site): number {
  const text = textOf(given);
  if (text === '') return now.month;
  const parsed = parseIntExact(text, 10);
  if (parsed?.inRange === true) {
    const month = Number(parsed.value);
    if (month >= 1 && month <= 12) return month;
    // compat: the text is printed as the hex of its bytes.
    const hex = Array.from(encodeText(text), (byte) => byte.toString(16).padStart(2, '0')).join('');
    throw site.error(`month should between [1,12], got ${hex},`, SLOT.MM);
  }
  const month = monthNumber(text.toLowerCase());
  if (month === 0) throw site.error(`unknown month ${text}`, SLOT.MM);
  return month;
}

/** By name or by its first three letters; 0 when it is none. */
function monthNumber(name: string): number {
  return MONTHS.findIndex((month) => name === month.toLowerCase() || name === month.slice(0, 3).toLowerCase()) + 1;
}

function partOf(
  given: Given,
  fallback: number,
  least: number,
  most: number,
  problem: string,
  slot: number,
  site: Site,
) {
  const value = numberOf(given) ?? fallback;
  if (value < least || value > most) throw site.error(`${problem}, got ${value}`, slot);
  return Number(value);
}

function zoneOf(given: Given, local: string, site: Site): Zone {
  const name = textOf(given);
  const zone = findZone(name, local) ?? findZone(SHORT_OFFSETS.get(name) ?? name, local);
  if (zone === undefined) throw site.error(`unknown timezone ${name}`, SLOT.zone);
  return zone;
}

/** Nanoseconds of the fractional parts, of any size and sign. */
function fractionOf(ms: Given, us: Given, ns: Given): bigint {
  return BigInt.asIntN(64, bigOf(ms) * 1_000_000n + bigOf(us) * 1_000n + bigOf(ns));
}

function bigOf(given: Given): bigint {
  return BigInt(numberOf(given) ?? 0);
}

const PART_DOC = 'As text; other types count as left out.';

export const parseDate = defineBuiltin({
  name: 'parse_date',
  family: 'time',
  style: 'named',
  params: [
    {
      name: 'key',
      mode: 'key',
      optional: true,
      accepts: ANY_NODE,
      doc: 'Key to write; leaving it out is a run error.',
    },
    {
      name: 'yy',
      mode: 'guarded',
      optional: true,
      default: 'this year',
      doc: `Year, two digits are of this century. ${PART_DOC}`,
    },
    {
      name: 'MM',
      mode: 'guarded',
      optional: true,
      default: 'this month',
      doc: `Month, by number or name. ${PART_DOC}`,
    },
    { name: 'dd', mode: 'guarded', optional: true, default: 'today', doc: `Day of the month. ${PART_DOC}` },
    { name: 'hh', mode: 'guarded', optional: true, default: 'this hour', doc: `Hour. ${PART_DOC}` },
    { name: 'mm', mode: 'guarded', optional: true, default: 'this minute', doc: `Minute. ${PART_DOC}` },
    { name: 'ss', mode: 'guarded', optional: true, default: '0', doc: `Second. ${PART_DOC}` },
    { name: 'ms', mode: 'guarded', optional: true, default: '0', doc: `Milliseconds, of any size. ${PART_DOC}` },
    { name: 'us', mode: 'guarded', optional: true, default: '0', doc: `Microseconds, of any size. ${PART_DOC}` },
    { name: 'ns', mode: 'guarded', optional: true, default: '0', doc: `Nanoseconds, of any size. ${PART_DOC}` },
    {
      name: 'zone',
      mode: 'guarded',
      optional: true,
      default: '"UTC"',
      doc: 'IANA name, or a short offset such as `+8`.',
    },
  ],
  returns: 'void',
  doc: 'Puts a date together and writes it as nanoseconds since the epoch. Parts left out are those of now in the process zone.',
  source: 'pipeline-go ptinput/funcs/fn_parse_date.go',
  examples: [
    {
      title: 'parts as text',
      script:
        'parse_date(key=t, yy="2021", MM="Sep", dd="6", hh="7", mm="8", zone="+8")\n' +
        'add_key(ok, t == 1630883280000000000)',
      want: { ok: true },
    },
  ],
  check: (call): Plan => ({ keyProblem: keyProblem(call.args[SLOT.key]) }),
  run(ctx, site, key, yy, MM, dd, hh, mm, ss, ms, us, ns, zone) {
    if (site.plan.keyProblem !== undefined) throw site.error(site.plan.keyProblem, SLOT.key);
    // The reference panics here and loses the batch; ours ends this record's script.
    if (key === undefined) throw site.error('parameter key is required');
    const now = nowIn(ctx);
    const date = {
      year: yearOf(yy, now, site),
      month: monthOf(MM, now, site),
      day: partOf(dd, now.day, 1, 31, 'month day should between [1,31]', SLOT.dd, site),
      hour: partOf(hh, now.hour, 0, 23, 'hour should between [0,24]', SLOT.hh, site),
      minute: partOf(mm, now.minute, 0, 59, 'minute should between [0,59]', SLOT.mm, site),
      second: partOf(ss, 0, 0, 59, 'second should between [0,59]', SLOT.ss, site),
      ns: fractionOf(ms, us, ns),
    };
    ctx.set(key, dateNs(date, zoneOf(zone, ctx.services.zone, site)));
  },
});

function nowIn(ctx: RunContext): LocalTime {
  const { services } = ctx;
  return localTime(services.nowNs(), findZone('Local', services.zone) ?? UTC);
}
