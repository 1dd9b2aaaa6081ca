// Every row the reference engine made, in this process and through a worker thread. `npm run conformance` shows more.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FileRunner, inProcess, inThread } from './runner/file-runner.js';
import { readKnown, rowFiles } from './runner/files.js';

const FOLDER = 'test/conformance';
const known = readKnown(FOLDER);

describe.each([
  ['in this process', inProcess],
  ['in a worker thread', inThread],
])('conformance rows %s', (_where, start) => {
  let runner: FileRunner;
  beforeAll(() => {
    runner = start();
  });
  afterAll(() => runner.stop());

  test.each(rowFiles([FOLDER]))('%s', async (file) => {
    const { failures } = await runner.run(file, known);
    expect(failures).toEqual([]);
  });
});

test('every row on the known list says why', () => {
  for (const reason of known.values()) expect(reason.length).toBeGreaterThan(20);
});
