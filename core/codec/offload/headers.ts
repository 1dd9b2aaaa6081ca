// What our plugin and our receiver tell each other beside the points. Stock DataKit sends none of these and ignores
// them, so both sides work without.

import { DecodeError } from '../../errors.js';

export const HEADER = {
  /** Unique id of a batch, the same for every attempt with every receiver. */
  batch: 'x-offramp-batch',
  /** Script the plugin's route chose; absent: the receiver chooses by source. */
  script: 'x-offramp-script',
  /** `1`: scripts of this batch keep state; it belongs on the state worker. */
  stateful: 'x-offramp-stateful',
  /** In answers: what became of the batch's records, see formatFates. */
  fates: 'x-offramp-fates',
} as const;

/** Final or current state of records; every accepted record has exactly one. */
export interface Fates {
  /** Stored by DataWay. */
  readonly delivered: number;
  /** Dropped by a script. */
  readonly dropped: number;
  /** Removed by a blacklist filter. */
  readonly filtered: number;
  /** In a dead letter, with a reason. */
  readonly refused: number;
  /** Durable here, not yet at DataWay. */
  readonly held: number;
}

export const NO_FATES: Fates = { delivered: 0, dropped: 0, filtered: 0, refused: 0, held: 0 };

/** `delivered=120,dropped=8,filtered=0,refused=0,held=0` */
export function formatFates(fates: Fates): string {
  return Object.entries(fates)
    .map(([name, n]: [string, number]) => `${name}=${n}`)
    .join(',');
}

/** @throws DecodeError when a part is no known `name=count` */
export function parseFates(text: string): Fates {
  const fates: Record<keyof Fates, number> = { ...NO_FATES };
  for (const part of text.split(',')) {
    const [, name = '', digits = ''] = /^([a-z]+)=(\d{1,12})$/.exec(part.trim()) ?? [];
    if (!isFate(name)) throw new DecodeError('offload', `fates header: "${part.slice(0, 40)}" is no name=count`);
    fates[name] = Number(digits);
  }
  return fates;
}

function isFate(name: string): name is keyof Fates {
  return Object.hasOwn(NO_FATES, name);
}

export function addFates(a: Fates, b: Fates): Fates {
  return {
    delivered: a.delivered + b.delivered,
    dropped: a.dropped + b.dropped,
    filtered: a.filtered + b.filtered,
    refused: a.refused + b.refused,
    held: a.held + b.held,
  };
}
