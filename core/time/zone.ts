// Time zones: offset and abbreviation at an instant, the instant of a local time, and the lookup by name with the
// reference's table of short offsets.
// Source: Go 1.19 time/zoneinfo.go, pipeline-go ptinput/funcs/handle.go

import type { ZoneData } from './zone-data.js';
import { zoneData } from './zone-data.js';

export class Zone {
  private readonly data: ZoneData;
  // The period of the last lookup: log lines come in order, so nearly every lookup ends here.
  private from = Infinity;
  private to = -Infinity;
  private kind = 0;

  constructor(data: ZoneData) {
    this.data = data;
  }

  get name(): string {
    return this.data.name;
  }

  /** Seconds east of UTC at a second of UTC. */
  offsetAt(seconds: number): number {
    if (seconds < this.from || seconds >= this.to) this.seek(seconds);
    return this.data.offsets[this.kind]!;
  }

  /** `CEST`, `+03` ... at a second of UTC. */
  abbreviationAt(seconds: number): string {
    if (seconds < this.from || seconds >= this.to) this.seek(seconds);
    return this.data.abbreviations[this.kind]!;
  }

  /**
   * The second of UTC of a local time given as if it were UTC. Of a time that exists twice or never, the reading with
   * the offset found by taking the local time for UTC first is tried (as Go's time.Date does).
   */
  toUtc(localSeconds: number): number {
    const offset = this.offsetAt(localSeconds);
    if (offset === 0) return localSeconds;
    return localSeconds - this.offsetAt(localSeconds - offset);
  }

  /**
   * The offset an abbreviation stands for in this zone, at a local time given as if it were UTC; an abbreviation that
   * was only in use at other times still counts. Undefined when the zone never used it.
   */
  offsetOfAbbreviation(abbreviation: string, localSeconds: number): number | undefined {
    const { abbreviations, offsets } = this.data;
    let other: number | undefined;
    for (let i = 0; i < offsets.length; i++) {
      if (abbreviations[i] !== abbreviation) continue;
      const offset = offsets[i]!;
      if (this.abbreviationAt(localSeconds - offset) === abbreviation) return this.offsetAt(localSeconds - offset);
      other ??= offset;
    }
    return other;
  }

  private seek(seconds: number): void {
    const { starts, kinds } = this.data;
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= seconds) low = middle;
      else high = middle;
    }
    this.from = starts[low]!;
    this.to = high < starts.length ? starts[high]! : Infinity;
    this.kind = kinds[low]!;
  }
}

export const UTC = new Zone({ name: 'UTC', abbreviations: ['UTC'], offsets: [0], kinds: [0], starts: [-Infinity] });

/** Zones met so far; at most as many as the database has names. */
const zones = new Map<string, Zone>([['UTC', UTC]]);

/**
 * The zone of an IANA name; '' is UTC and `Local` the zone the process stands in.
 * @param local  IANA name of the process zone; unknown counts as UTC
 * @returns undefined for an unknown name, for which `zoneError` has the words
 */
export function findZone(name: string, local: string): Zone | undefined {
  if (name === '') return UTC;
  return name === 'Local' ? (zoneOf(local) ?? UTC) : zoneOf(name);
}

function zoneOf(name: string): Zone | undefined {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const data = zoneData(name);
  if (data === undefined) return undefined;
  const zone = new Zone(data);
  zones.set(data.name, zone); // the name given may be a piece of a long text, which the key would keep alive
  return zone;
}

/** Why findZone knows no such zone, in the reference's words. */
export function zoneError(name: string): string {
  if (name.includes('..') || name.startsWith('/') || name.startsWith('\\')) return 'time: invalid location name';
  return `unknown time zone ${name}`;
}

/**
 * What a short offset such as `+8` stands for: a region with its daylight saving, not a fixed offset.
 * compat: the reference's own table, functions-a-i.md 7.1.
 */
export const SHORT_OFFSETS: ReadonlyMap<string, string> = new Map([
  ['-11', 'Pacific/Midway'],
  ['-10', 'Pacific/Honolulu'],
  ['-9:30', 'Pacific/Marquesas'],
  ['-9', 'America/Anchorage'],
  ['-8', 'America/Los_Angeles'],
  ['-7', 'America/Phoenix'],
  ['-6', 'America/Chicago'],
  ['-5', 'America/New_York'],
  ['-4', 'America/Santiago'],
  ['-3:30', 'America/St_Johns'],
  ['-3', 'America/Sao_Paulo'],
  ['-2', 'America/Noronha'],
  ['-1', 'America/Scoresbysund'],
  ['+0', 'Europe/London'],
  ['+1', 'Europe/Vatican'],
  ['+2', 'Europe/Kiev'],
  ['+3', 'Europe/Moscow'],
  ['+3:30', 'Asia/Tehran'],
  ['+4', 'Asia/Dubai'],
  ['+4:30', 'Asia/Kabul'],
  ['+5', 'Asia/Samarkand'],
  ['+5:30', 'Asia/Kolkata'],
  ['+5:45', 'Asia/Kathmandu'],
  ['+6', 'Asia/Almaty'],
  ['+6:30', 'Asia/Yangon'],
  ['+7', 'Asia/Jakarta'],
  ['+8', 'Asia/Shanghai'],
  ['+8:45', 'Australia/Eucla'],
  ['+9', 'Asia/Tokyo'],
  ['+9:30', 'Australia/Darwin'],
  ['+10', 'Australia/Sydney'],
  ['+10:30', 'Australia/Lord_Howe'],
  ['+11', 'Pacific/Guadalcanal'],
  ['+12', 'Pacific/Auckland'],
  ['+12:45', 'Pacific/Chatham'],
  ['+13', 'Pacific/Apia'],
  ['+14', 'Pacific/Kiritimati'],
  ['CST', 'Asia/Shanghai'],
  ['UTC', 'Europe/London'],
]);
