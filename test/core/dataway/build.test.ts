import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { decodeProtobuf } from '../../../core/codec/pbpoint/decode.js';
import { buildPackages, MAX_POINT_BYTES } from '../../../core/dataway/build.js';
import { packageId, PROTOBUF } from '../../../core/dataway/package.js';
import { KV, Point } from '../../../core/point/point.js';

const point = (n: number, size = 10): Point =>
  new Point('s', [new KV('n', n, false), new KV('message', 'x'.repeat(size), false)], BigInt(n));

const options = { batchId: 'b1', category: 'logging' } as const;

/** The `n` of every point, package by package. */
function contents(packages: readonly { body: Uint8Array; gzip: boolean }[]): unknown[][] {
  return packages.map(({ body, gzip }) =>
    decodeProtobuf(gzip ? gunzipSync(body) : body).map((decoded) => decoded.get('n')),
  );
}

test('one body for what fits, with everything a request needs', () => {
  const { packages, tooLarge } = buildPackages([point(1), point(2)], {
    ...options,
    headers: { 'X-Global-Tags': 'a=b' },
  });
  expect(tooLarge).toEqual([]);
  expect(packages).toHaveLength(1);
  const [pkg] = packages;
  expect(pkg).toMatchObject({
    id: packageId('b1', 0),
    category: 'logging',
    contentType: PROTOBUF,
    points: 2,
    gzip: true,
    headers: { 'X-Global-Tags': 'a=b' },
  });
  expect(gunzipSync(pkg!.body)).toHaveLength(pkg!.rawSizeBytes);
  expect(contents(packages)).toEqual([[1, 2]]);
});

test('no points, no package', () => {
  expect(buildPackages([], options)).toEqual({ packages: [], tooLarge: [] });
});

describe('cutting', () => {
  test('keeps order, fills each body up to the limit and no further', () => {
    const points = Array.from({ length: 100 }, (_, n) => point(n, 100));
    const { packages } = buildPackages(points, { ...options, maxRawBytes: 1000, gzip: false });
    expect(contents(packages).flat()).toEqual(points.map((_, n) => n));
    const one = packages[0]!.rawSizeBytes / packages[0]!.points;
    for (const { rawSizeBytes, points: count, body } of packages.slice(0, -1)) {
      expect(rawSizeBytes).toBeLessThanOrEqual(1000);
      expect(rawSizeBytes + one).toBeGreaterThan(1000);
      expect(body.length).toBe(rawSizeBytes);
      expect(count).toBeGreaterThan(1);
    }
    expect(packages.map(({ id }) => id)).toEqual(packages.map((_, part) => packageId('b1', part)));
  });

  test('a point above the limit goes alone, its neighbours together', () => {
    const points = [point(1), point(2, 5000), point(3), point(4), point(5, 5000)];
    const { packages } = buildPackages(points, { ...options, maxRawBytes: 1000 });
    expect(contents(packages)).toEqual([[1], [2], [3, 4], [5]]);
  });

  test('a limit below every point gives one package each', () => {
    expect(contents(buildPackages([point(1), point(2)], { ...options, maxRawBytes: 1 }).packages)).toEqual([[1], [2]]);
  });

  test('a point that no DataWay would take is handed back', () => {
    const giant = point(2, MAX_POINT_BYTES);
    const { packages, tooLarge } = buildPackages([point(1), giant, point(3)], options);
    expect(contents(packages)).toEqual([[1], [3]]);
    expect(tooLarge).toEqual([giant]);
    expect(packages.map(({ id }) => id)).toEqual([packageId('b1', 0), packageId('b1', 1)]);
  });
});

test('the same batch gives the same ids, a second category other ones', () => {
  const again = buildPackages([point(1)], options).packages[0]!.id;
  expect(again).toBe(buildPackages([point(1)], options).packages[0]!.id);
  expect(buildPackages([point(1)], { ...options, category: 'metric', firstPart: 1 }).packages[0]!.id).not.toBe(again);
});
