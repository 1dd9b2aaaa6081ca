import { describe, expect, test } from '@jest/globals';
import { Lifetime } from '../../../core/flow/lifetime.js';
import { SILENT } from '../../../core/log/logger.js';

describe('a lifetime', () => {
  test('drains and then stops its parts, the last started first', async () => {
    const order: string[] = [];
    const lifetime = new Lifetime(1000, SILENT);
    for (const name of ['first', 'second']) {
      lifetime.own({
        name,
        drain: async () => {
          order.push(`drain ${name}`);
          await Promise.resolve();
        },
        stop: () => void order.push(`stop ${name}`),
      });
    }
    await Promise.all([lifetime.end(), lifetime.end()]);
    expect(order).toEqual(['drain second', 'drain first', 'stop second', 'stop first']);
  });

  test('a part that fails does not keep the others from stopping', async () => {
    const stopped: string[] = [];
    const lifetime = new Lifetime(1000, SILENT);
    lifetime.own({ name: 'a', stop: () => void stopped.push('a') });
    lifetime.own({ name: 'b', stop: () => Promise.reject(new Error('no')) });
    await lifetime.end();
    expect(stopped).toEqual(['a']);
  });

  test('hurry cuts a drain short', async () => {
    const lifetime = new Lifetime(60_000, SILENT);
    let wasStopped = false;
    lifetime.own({
      name: 'slow',
      drain: (signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve());
          lifetime.hurry();
        }),
      stop: () => void (wasStopped = true),
    });
    await lifetime.end();
    expect(wasStopped).toBe(true);
  });
});
