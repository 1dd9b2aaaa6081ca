// The tz database, from the data file of moment-timezone (nothing else of that package is loaded): names, and for each
// zone the offsets and abbreviations with the instants where they begin. The file is read when a zone is first asked
// for. Its packed form: `name|abbreviations|offsets|indices|untils|population`, numbers in base 60.
// Source: moment-timezone data format 1

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Kinds of local time in order of first use, and the periods in which one of them holds. */
export interface ZoneData {
  readonly name: string;
  readonly abbreviations: readonly string[];
  /** Seconds east of UTC. */
  readonly offsets: readonly number[];
  /** Per period the index of its kind. */
  readonly kinds: readonly number[];
  /** Per period its first second; the first period has none. */
  readonly starts: readonly number[];
}

interface Packed {
  readonly name: string;
  readonly text: string;
}

let packed: ReadonlyMap<string, Packed> | undefined;

/** The data of a zone or of a link to one, undefined for a name the database does not know. Names are case-sensitive. */
export function zoneData(name: string): ZoneData | undefined {
  packed ??= readDatabase();
  const entry = packed.get(name);
  return entry === undefined ? undefined : unpack(entry);
}

/** All zone names, links included. */
export function zoneNames(): readonly string[] {
  packed ??= readDatabase();
  return [...packed.keys()];
}

function readDatabase(): ReadonlyMap<string, Packed> {
  // The shape is that of the package's own typings; a wrong one fails in the first test.
  const file = require('moment-timezone/data/packed/latest.json') as { zones: string[]; links: string[] };
  const entries = new Map<string, Packed>();
  for (const text of file.zones) {
    const name = text.slice(0, text.indexOf('|'));
    entries.set(name, { name, text });
  }
  for (const link of file.links) {
    const [target = '', name = ''] = link.split('|');
    const zone = entries.get(target);
    if (zone !== undefined) entries.set(name, { name, text: zone.text });
  }
  return entries;
}

function unpack({ name, text }: Packed): ZoneData {
  const [, abbreviations = '', offsets = '', kinds = '', untils = ''] = text.split('|');
  let minutes = 0;
  const starts = untils === '' ? [] : untils.split(' ').map((delta) => (minutes += base60(delta)) * 60);
  return {
    name,
    abbreviations: abbreviations.split(' '),
    offsets: offsets.split(' ').map((west) => Math.round(-base60(west) * 60) + 0),
    kinds: Array.from(kinds, (kind) => digit60(kind.charCodeAt(0))),
    starts: [-Infinity, ...starts.map(Math.round)].slice(0, kinds.length),
  };
}

/** `-1R.k` : sign, whole digits, and digits after the point as parts of 60. */
function base60(text: string): number {
  const isNegative = text.startsWith('-');
  const [whole = '', fraction = ''] = (isNegative ? text.slice(1) : text).split('.');
  let value = 0;
  for (const digit of whole) value = value * 60 + digit60(digit.charCodeAt(0));
  let unit = 1;
  for (const digit of fraction) value += digit60(digit.charCodeAt(0)) * (unit /= 60);
  return isNegative ? -value : value;
}

function digit60(unit: number): number {
  if (unit > 96) return unit - 87;
  return unit > 64 ? unit - 29 : unit - 48;
}
