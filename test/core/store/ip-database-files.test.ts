import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openIpDatabase } from '../../../core/builtins/state/ip-database.js';
import { readIpDatabase } from '../../../core/store/ip-database-files.js';
import { binFile, mmdbFile } from '../../helpers/ip-files.js';
import { tempFolder, type TempFolder } from '../../helpers/temp-folder.js';

let folder: TempFolder;
let warnings: string[];
beforeEach(() => {
  folder = tempFolder();
  warnings = [];
});
afterEach(() => folder.remove());

function put(path: string, bytes: Uint8Array | string): void {
  const file = join(folder.path, 'ipdb', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}

async function lookup(type: string, ip: string, attributes: Record<string, string> = {}): Promise<string> {
  const warn = (message: string): void => void warnings.push(message);
  const bytes = await readIpDatabase({ type, dataDir: folder.path, attributes, warn });
  const found = openIpDatabase(bytes).lookup(ip);
  return found === undefined ? '' : [found.country, found.region, found.city, found.isp].join('/');
}

const BIN = binFile([['0.0.0.0', 'SE', 'Uppsala', 'Uppsala']], []);

test('iploc is the usual type, also for names that are none', async () => {
  put('iploc/iploc.bin', BIN);
  put('iploc/ip2isp.txt', '10.0.0.0/8 net\n');
  expect(await lookup('', '10.0.0.1')).toBe('SE/Uppsala/Uppsala/net');
  expect(await lookup('other', '11.0.0.1')).toBe('SE/Uppsala/Uppsala/unknown');
  expect(warnings).toEqual([]);
});

test('attributes name other files', async () => {
  put('iploc/mine.bin', BIN);
  put('iploc/mine.txt', '10.0.0.0/8 net\n');
  expect(await lookup('iploc', '10.0.0.1', { iploc_file: 'mine.bin', isp_file: 'mine.txt' })).toBe(
    'SE/Uppsala/Uppsala/net',
  );
});

test('geolite2 has a provider file only when it is named', async () => {
  const base = 'geolite2/GeoLite2-City_20220617';
  put(`${base}/GeoLite2-City.mmdb`, mmdbFile('c', { '::/96': { country: { iso_code: 'SE' } } }));
  put(`${base}/GeoIP2-ISP.mmdb`, mmdbFile('i', { '::/96': { isp: 'net' } }));
  expect(await lookup('geolite2', '10.0.0.1')).toBe('SE///unknown');
  expect(await lookup('geolite2', '10.0.0.1', { isp_file: 'GeoIP2-ISP.mmdb' })).toBe('SE///net');
});

test('missing files are said and give empty texts', async () => {
  expect(await lookup('iploc', '10.0.0.1')).toBe('///');
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toContain('ip2isp.txt');
});
