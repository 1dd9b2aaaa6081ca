// The demo as a user runs it: real processes, real protocols, and the audit's own figures.

import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { readExamples } from '../../../bin/demo/examples.js';
import type { DemoResult } from '../../../bin/demo/report.js';
import { Site } from '../../../bin/demo/site.js';

const OFFRAMP = new URL('../../../bin/offramp.js', import.meta.url).pathname;
const RECORDS = 1_400;
const LIMIT_MS = 120_000;

async function demo(...args: string[]): Promise<DemoResult> {
  const output = await new Promise<string>((resolve, reject) => {
    const all = [OFFRAMP, 'demo', '--json', '--records', String(RECORDS), '--rate', '400', ...args];
    execFile(process.execPath, all, { timeout: LIMIT_MS }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${error.message}\n${stdout}\n${stderr}`));
    });
  });
  return JSON.parse(output.trim().split('\n').at(-1)!) as DemoResult;
}

function expectNothingLost(result: DemoResult): void {
  expect(result).toMatchObject({ records: RECORDS, accepted: RECORDS, lost: 0, refused: 0, held: 0 });
  expect(result.delivered + result.droppedByScript).toBe(RECORDS);
  expect(result.droppedByScript).toBeGreaterThan(0);
}

describe('the demo', () => {
  test.each(['datakit-http', 'ploffload'])(
    'over %s loses nothing, doubles nothing, and splits evenly',
    async (kind) => {
      const result = await demo('--receiver', kind);
      expectNothingLost(result);
      expect(result.duplicates).toBe(0);
      const [a, b] = Object.values(result.receivers).map((each) => each.batches);
      // At this rate no receiver has all its places taken, which would let the other one have its turn.
      expect(Math.abs(a! - b!)).toBeLessThanOrEqual(2);
    },
    LIMIT_MS,
  );

  test(
    'with a receiver killed in the middle loses nothing',
    async () => {
      const result = await demo('--kill-one');
      expectNothingLost(result);
      expect(result.duplicates).toBeLessThanOrEqual(4 * 128);
    },
    LIMIT_MS,
  );
});

function garbage(address: string): Promise<void> {
  const { hostname, port } = new URL(`tcp://${address}`);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write('hello, is anybody there?\r\n\r\n\xc1\xff');
      setTimeout(() => socket.destroy(), 200);
    });
    socket.on('close', () => resolve());
    socket.on('error', () => undefined);
    socket.resume();
  });
}

test(
  'garbage typed into both ports leaves the programs alive',
  async () => {
    const site = new Site();
    try {
      await site.start(readExamples(), 1, 'datakit-http');
      await garbage(site.plugin.listening.get('forward')!);
      await garbage(new URL(site.receiverUrl(0)).host);
      expect((await fetch(`${site.receiverUrl(0)}/v1/ping`)).status).toBe(200);
      const metrics = await fetch(`${site.plugin.listening.get('metrics')!}/metrics`);
      expect(metrics.status).toBe(200);
    } finally {
      await site.stop();
    }
  },
  LIMIT_MS,
);
