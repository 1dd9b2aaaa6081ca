// The IP databases of geoip(), opened from bytes that were read elsewhere: IP2Location with a list of providers, or
// MaxMind city and provider files. Bytes may be shared between threads. Answers are remembered in a bounded table,
// because the addresses of a log repeat.

import { Buffer } from 'node:buffer';
import type { CityResponse, IspResponse } from 'mmdb-lib';
import { Reader } from 'mmdb-lib';
import { parseIp } from '../../flow/ip-address.js';
import type { IpDatabase, IpLocation } from '../../lang/runtime/services.js';
import { IplocDatabase, UNKNOWN } from './iploc-database.js';
import { IspTable } from './isp-table.js';

/** What the files hold; undefined where one is missing. */
export type IpDatabaseBytes =
  | { readonly kind: 'iploc'; readonly places: Uint8Array | undefined; readonly providers: string | undefined }
  | { readonly kind: 'geolite2'; readonly cities: Uint8Array | undefined; readonly providers: Uint8Array | undefined };

const NOTHING: IpLocation = { country: '', region: '', city: '', isp: '' };

/** compat: without the main file every answer is four empty texts. */
const WITHOUT_DATA: IpDatabase = { lookup: () => NOTHING };

/** @throws when a file is not what its name says */
export function openIpDatabase(bytes: IpDatabaseBytes): IpDatabase {
  if (bytes.kind === 'iploc') {
    return bytes.places === undefined ? WITHOUT_DATA : openIploc(bytes.places, bytes.providers ?? '');
  }
  return bytes.cities === undefined ? WITHOUT_DATA : openGeolite(bytes.cities, bytes.providers);
}

function openIploc(places: Uint8Array, providers: string): IpDatabase {
  const database = new IplocDatabase(places);
  const isps = new IspTable(providers);
  return remembering((ip) => {
    const address = parseIp(ip);
    const place = address === undefined ? undefined : database.lookup(address);
    const isp = (address === undefined ? undefined : isps.lookup(address)) ?? UNKNOWN;
    return { ...(place ?? { country: UNKNOWN, region: UNKNOWN, city: UNKNOWN }), isp };
  });
}

function openGeolite(cities: Uint8Array, providers: Uint8Array | undefined): IpDatabase {
  const cityReader = new Reader<CityResponse>(asBuffer(cities));
  const ispReader = providers === undefined ? undefined : new Reader<IspResponse>(asBuffer(providers));
  return remembering((ip) => {
    const address = parseIp(ip);
    if (address === undefined || address.zone !== '') return undefined;
    const found = cityReader.get(ip);
    return {
      country: found?.country?.iso_code ?? '',
      region: found?.subdivisions?.[0]?.names.en ?? '',
      city: found?.city?.names.en ?? '',
      isp: ispReader === undefined ? UNKNOWN : (ispReader.get(ip)?.isp ?? ''),
    };
  });
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const MAX_REMEMBERED = 8_192;
/** A longer text is no address. */
const MAX_IP_LENGTH = 64;

function remembering(find: (ip: string) => IpLocation | undefined): IpDatabase {
  const known = new Map<string, IpLocation | undefined>();
  return {
    lookup(ip) {
      if (known.has(ip)) return known.get(ip);
      const found = find(ip);
      if (known.size >= MAX_REMEMBERED) known.clear();
      if (ip.length <= MAX_IP_LENGTH) known.set(ip, found);
      return found;
    },
  };
}
