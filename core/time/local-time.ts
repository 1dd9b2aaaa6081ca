// An instant as a calendar and a clock in a zone show it.

import type { Int } from '../point/value.js';
import { civilFromDays, DAY_SECONDS, dayOfYear, weekdayOfDays } from './civil.js';
import { fractionOfNs, secondsOfNs } from './instant.js';
import type { Zone } from './zone.js';

export interface LocalTime {
  readonly year: number;
  /** 1..12 */
  readonly month: number;
  readonly day: number;
  /** 0 = Sunday */
  readonly weekday: number;
  /** 1 = 1 January */
  readonly yearDay: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ns: number;
  /** Seconds since the epoch. */
  readonly unixSeconds: number;
  /** Days since 1970-01-01 of the local date. */
  readonly days: number;
  /** Seconds east of UTC. */
  readonly offset: number;
  readonly abbreviation: string;
}

export const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
] as const;
export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** @param ns  nanoseconds since the epoch */
export function localTime(ns: Int, zone: Zone): LocalTime {
  const unixSeconds = secondsOfNs(ns);
  const offset = zone.offsetAt(unixSeconds);
  const local = unixSeconds + offset;
  const days = Math.floor(local / DAY_SECONDS);
  const clock = local - days * DAY_SECONDS;
  const date = civilFromDays(days);
  return {
    ...date,
    weekday: weekdayOfDays(days),
    yearDay: dayOfYear(date),
    hour: Math.floor(clock / 3600),
    minute: Math.floor(clock / 60) % 60,
    second: clock % 60,
    ns: fractionOfNs(ns),
    unixSeconds,
    days,
    offset,
    abbreviation: zone.abbreviationAt(unixSeconds),
  };
}
