import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { JournalOutbox } from '../../../core/dataway/journal-outbox.js';
import { packageId, PROTOBUF, type DatawayPackage } from '../../../core/dataway/package.js';
import type { Attempt, PushClient, PushOutcome } from '../../../core/dataway/push.js';
import { SILENT } from '../../../core/log/logger.js';
import { Journal } from '../../../core/store/journal.js';
import { LevelStore } from '../../../core/store/level-store.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Verdict = PushOutcome['verdict'];

let folder: string;
let store: LevelStore;
let outbox: JournalOutbox;
let verdicts: (pkg: DatawayPackage, endpoint: string) => Verdict;
let pushed: { id: string; endpoint: string }[];
let refused: string[];

const ENDPOINTS = ['http://a', 'http://b'];

function fakePush(): Pick<PushClient, 'push' | 'endpointNames'> {
  return {
    endpointNames: ENDPOINTS,
    push: (pkg: DatawayPackage, attempt?: Attempt) =>
      Promise.resolve(
        ENDPOINTS.filter((name) => attempt?.delivered?.has(name) !== true).map((endpoint) => {
          pushed.push({ id: pkg.id, endpoint });
          const verdict = verdicts(pkg, endpoint);
          return { endpoint, verdict, status: 200, reason: verdict, detail: '', loud: false, retryAfterMs: 0 };
        }),
      ),
  };
}

async function open(): Promise<void> {
  store = new LevelStore({ folder });
  await store.start();
  outbox = new JournalOutbox({
    journal: new Journal(store),
    push: fakePush() as PushClient,
    refused: {
      putPackage: (pkg) => {
        refused.push(pkg.id);
        return Promise.resolve();
      },
    },
    observer: { pushed: () => undefined, deadLettered: () => undefined },
    concurrency: 4,
    answerWithinMs: 300,
    log: SILENT,
  });
  outbox.start();
}

async function close(): Promise<void> {
  await outbox.stop();
  await store.stop();
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offramp-test-'));
  pushed = [];
  refused = [];
  verdicts = () => 'accepted';
  await open();
});
afterEach(async () => {
  await close();
  await rm(folder, { recursive: true, force: true });
});

const pkg = (batch: string, part = 0, points = 3): DatawayPackage => ({
  id: packageId(batch, part),
  category: 'logging',
  contentType: PROTOBUF,
  points,
  body: Uint8Array.of(1, 2, part),
  gzip: false,
  rawSizeBytes: 3,
});

describe('the journal outbox', () => {
  test('says delivered when every URL has accepted, and keeps nothing', async () => {
    expect(await outbox.own('b1', [pkg('b1', 0), pkg('b1', 1, 4)])).toEqual({ delivered: 7, refused: 0, held: 0 });
    expect(pushed).toHaveLength(4);
    expect(store.stats().records).toBe(0);
    expect(outbox.knows('b1')).toBe(true);
  });

  test('says held while a URL is away, and spares the other one when it tries again', async () => {
    let isAway = true;
    verdicts = (_pkg, endpoint) => (endpoint === 'http://b' && isAway ? 'retry' : 'accepted');
    expect(await outbox.own('b1', [pkg('b1')])).toEqual({ delivered: 0, refused: 0, held: 3 });
    isAway = false;
    await outbox.drain(AbortSignal.timeout(5_000));
    for (let i = 0; i < 100 && store.stats().records > 0; i++) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(store.stats().records).toBe(0);
    expect(pushed.filter((each) => each.endpoint === 'http://a')).toHaveLength(1);
  });

  test('a refused package goes to the dead letter', async () => {
    verdicts = (_pkg, endpoint) => (endpoint === 'http://a' ? 'refused' : 'accepted');
    expect(await outbox.own('b1', [pkg('b1')])).toEqual({ delivered: 0, refused: 3, held: 0 });
    expect(refused).toEqual([packageId('b1', 0)]);
    expect(store.stats().records).toBe(0);
  });

  test('after a restart goes on with what was not delivered, under the same id, and knows the batch', async () => {
    verdicts = () => 'retry';
    await outbox.own('b1', [pkg('b1')]);
    await close();
    verdicts = () => 'accepted';
    pushed = [];
    await open();
    await outbox.drain(AbortSignal.timeout(5_000));
    expect(pushed.map((each) => each.id)).toEqual([packageId('b1', 0), packageId('b1', 0)]);
    expect(store.stats().records).toBe(0);
    expect(outbox.knows('b1')).toBe(true);
  });
});
