// How fast is the store that owns what we have answered 200 for? 64 KiB records, every append answered after fsync.
// Run: node dist/test/bench/store.bench.js [records]

import { randomBytes } from 'node:crypto';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { LevelStore } from '../../core/store/level-store.js';
import { Spool } from '../../core/store/spool.js';
import { tempFolder } from '../helpers/temp-folder.js';

const total = Number(process.argv[2] ?? 1024);
const bodies = Array.from({ length: 16 }, () => randomBytes(64 * 1024));
const temp = tempFolder();
const folder = join(temp.path, 'store');
const record = (n: number): { meta: number; body: Buffer } => ({ meta: n, body: bodies[n % bodies.length]! });

async function timed(name: string, count: number, run: () => Promise<void>): Promise<void> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await run();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const cpuUs = Math.round((user + system) / count);
  console.log(`${name.padEnd(44)} ${Math.round((count / ms) * 1000)}/s, ${cpuUs} us CPU each`);
}

console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? '?'}, ${total} records of 64 KiB`);
let store = new LevelStore({ folder });
await store.start();
await timed('append, one caller', total, async () => {
  for (let n = 0; n < total; n++) await store.append([record(n)]);
});
await timed('append, 16 callers', total, async () => {
  let next = total;
  const caller = async (): Promise<void> => {
    while (next < 2 * total) await store.append([record(next++)]);
  };
  await Promise.all(Array.from({ length: 16 }, caller));
});
await store.stop();
store = new LevelStore({ folder });
await timed(`start with ${2 * total} records`, 1, () => store.start());
const spool = new Spool(store);
await timed('lease and ack in order', 2 * total, async () => {
  for (let n = 0; n < 2 * total; n++) {
    const lease = await spool.lease();
    if (lease?.meta !== n || !bodies[n % bodies.length]!.equals(lease.body)) throw new Error(`record ${n} is wrong`);
    await spool.ack(lease.seq);
  }
});
if (store.stats().records !== 0) throw new Error('the store is not empty');
await store.stop();
temp.remove();
