// What does reading the time of a log line cost, by format and by how often a text repeats?

import { DateReader } from '../../core/time/date-reader.js';
import { findZone, UTC } from '../../core/time/zone.js';
import type { Case } from './harness.js';
import { bench } from './harness.js';

const LINES = 1000;
const now = (): bigint => 1_700_000_000_000_000_000n;

const two = (n: number): string => String(n).padStart(2, '0');
const minute = (i: number): string => `07:${two(i % 60)}:${two(Math.floor(i / 60) % 60)}`;

/** The texts as a script gets them: pieces of longer lines. */
function cut(write: (i: number) => string): readonly string[] {
  return Array.from({ length: LINES }, (_, i) => {
    const line = `10.0.0.${i % 256} - - [${write(i)}] "GET /item/${i} HTTP/1.1" 200`;
    return /\[(.*?)\]/.exec(line)![1]!;
  });
}

function reading(name: string, zone: string, write: (i: number) => string): Case {
  const texts = cut(write);
  const reader = new DateReader(findZone(zone, 'UTC')!, UTC);
  return {
    name: `${name}, ${zone}`,
    check() {
      for (const text of texts) {
        const fresh = new DateReader(findZone(zone, 'UTC')!, UTC).read(text, now);
        if (fresh === undefined || fresh !== reader.read(text, now)) throw new Error(`${text} is read wrongly`);
      }
    },
    run(times) {
      let failures = 0;
      for (let i = 0; i < times; i++) if (reader.read(texts[i % LINES]!, now) === undefined) failures++;
      if (failures > 0) throw new Error(`${failures} texts were not read`);
    },
    unit: 'date',
  };
}

bench('What does reading the time of a log line cost?', [
  reading('access log', 'UTC', (i) => `19/Aug/2023:${minute(i)} +0200`),
  reading('access log, 20 lines a second', 'UTC', (i) => `19/Aug/2023:${minute(Math.floor(i / 20))} +0200`),
  reading('ISO with milliseconds', 'America/New_York', (i) => `2023-08-19 ${minute(i)},${String(i).padStart(3, '0')}`),
  reading('ISO with Z', 'UTC', (i) => `2023-08-19T${minute(i)}Z`),
  reading('ctime', 'Asia/Shanghai', (i) => `Sat Aug 19 ${minute(i)} 2023`),
  reading('12 hours and PM', 'Asia/Shanghai', (i) => `08/19/2023 ${minute(i)} PM`),
  reading('epoch in ms', 'UTC', (i) => `1692428765${String(i % 1000).padStart(3, '0')}`),
  reading('no year', 'UTC', (i) => `19 Aug ${minute(i)}.${String(i % 1000).padStart(3, '0')}`),
  reading(
    'never the same shape twice',
    'UTC',
    (i) => `August ${(i % 27) + 1}${i % 2 ? 'th' : 'rd'}, 2023 ${(i % 11) + 1}:06am`,
  ),
]);
