import { describe, expect, test } from '@jest/globals';
import { PROTOBUF, type DatawayPackage } from '../../../core/dataway/package.js';
import { packageOf, packageRecord } from '../../../core/dataway/stored-package.js';
import type { Json } from '../../../core/store/store.js';

const pkg: DatawayPackage = {
  id: 'dk_1',
  category: 'logging',
  contentType: PROTOBUF,
  points: 2,
  body: Buffer.from('x'),
  gzip: true,
  rawSizeBytes: 99,
  headers: { 'X-Storage-Index-Name': 'i' },
};

test('a package comes back from the store as it went in', () => {
  const { meta, body } = packageRecord(pkg);
  expect(packageOf(JSON.parse(JSON.stringify(meta)) as Json, body)).toEqual(pkg);
  const { headers: _, ...plain } = pkg;
  expect(packageOf(packageRecord(plain).meta, body)).toEqual({ ...plain, headers: {} });
});

describe('a meta of another form is none', () => {
  const meta = packageRecord(pkg).meta as { [key: string]: Json };
  test.each([
    [null],
    [[]],
    ['x'],
    [{}],
    [{ ...meta, id: 1 }],
    [{ ...meta, category: 'shoes' }],
    [{ ...meta, contentType: 'text/plain' }],
    [{ ...meta, points: '2' }],
    [{ ...meta, gzip: 1 }],
    [{ ...meta, rawSizeBytes: null }],
    [{ ...meta, headers: { a: 1 } }],
    [{ ...meta, headers: null }],
  ])('%j', (bad: Json) => {
    expect(packageOf(bad, pkg.body)).toBeUndefined();
  });
});
