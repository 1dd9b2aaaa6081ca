// Finds and reads the files of the IP database, where DataKit has them: `<data>/ipdb/<type>/...`. Contents are put into
// shared memory, so that every worker thread opens the same bytes.

import { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IpDatabaseBytes } from '../builtins/state/ip-database.js';

export interface IpDatabaseSettings {
  /** `geolite2`; anything else is `iploc`, as in the reference. */
  readonly type: string;
  /** The directory that holds `ipdb/`. */
  readonly dataDir: string;
  /** File names instead of the usual ones: `iploc_file`, `isp_file`, `geoip_file`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** A file that is missing or cannot be read; the others are used. */
  readonly warn: (message: string) => void;
}

const GEOLITE_FOLDER = 'GeoLite2-City_20220617';

/** Reads what there is; a missing file is no error. */
export async function readIpDatabase(settings: IpDatabaseSettings): Promise<IpDatabaseBytes> {
  const { type, dataDir, attributes, warn } = settings;
  if (type === 'geolite2') {
    const folder = join(dataDir, 'ipdb', 'geolite2', GEOLITE_FOLDER);
    const ispFile = attributes['isp_file'];
    return {
      kind: 'geolite2',
      cities: await readShared(join(folder, nameOf(attributes['geoip_file'], 'GeoLite2-City.mmdb')), warn),
      providers: ispFile === undefined || ispFile === '' ? undefined : await readShared(join(folder, ispFile), warn),
    };
  }
  const folder = join(dataDir, 'ipdb', 'iploc');
  const providers = await readShared(join(folder, nameOf(attributes['isp_file'], 'ip2isp.txt')), warn);
  return {
    kind: 'iploc',
    places: await readShared(join(folder, nameOf(attributes['iploc_file'], 'iploc.bin')), warn),
    providers: providers === undefined ? undefined : Buffer.from(providers).toString('utf8'),
  };
}

function nameOf(configured: string | undefined, usual: string): string {
  return configured === undefined || configured === '' ? usual : configured;
}

async function readShared(path: string, warn: (message: string) => void): Promise<Uint8Array | undefined> {
  try {
    const bytes = await readFile(path);
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    return shared;
  } catch (error) {
    warn(`IP database: ${path} is not used: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
