import { describe, expect, test } from '@jest/globals';
import { KV, Point } from '../../../core/point/point.js';
import { selectScript, type SelectionRules } from '../../../core/scripts/select.js';

const point = (name: string, fields: Record<string, string> = {}) =>
  new Point(
    name,
    Object.entries(fields).map(([key, value]) => new KV(key, value, false)),
    0n,
  );

const rules: SelectionRules = {
  index: {
    logging: new Map([
      ['nginx.p', 'remote'],
      ['fallback.p', 'default'],
      ['mapped.p', 'remote'],
      ['chosen.p', 'confd'],
    ]),
    tracing: new Map([['cart.p', 'default']]),
    rum: new Map([['app1_view.p', 'remote']]),
  },
  relation: { logging: { related: 'mapped.p', dangling: 'gone.p' } },
  defaults: { logging: 'fallback.p' },
};

describe('choosing the script of a point', () => {
  test.each([
    ['the source names it', 'nginx', undefined, 'nginx.p', 'remote'],
    ['the relation wins over the name', 'related', undefined, 'mapped.p', 'remote'],
    ['the relation wins over an explicit choice', 'related', 'chosen.p', 'mapped.p', 'remote'],
    ['a relation to an unknown script gives the default', 'dangling', undefined, 'fallback.p', 'default'],
    ['an explicit choice wins over the name', 'nginx', 'chosen.p', 'chosen.p', 'confd'],
    ['an unknown explicit choice gives the default', 'nginx', 'gone.p', 'fallback.p', 'default'],
    ['nothing of its own gives the default', 'unknown', undefined, 'fallback.p', 'default'],
  ])('%s', (_title, source, explicit, name, namespace) => {
    expect(selectScript(rules, 'logging', point(source), explicit)).toEqual({ name, namespace });
  });

  test('a dash chooses none, not even the default', () => {
    expect(selectScript(rules, 'logging', point('nginx'), '-')).toBeUndefined();
  });

  test('a point without a name gets none, not even the default', () => {
    expect(selectScript(rules, 'logging', point(''))).toBeUndefined();
  });

  test('other categories are named after their own keys', () => {
    expect(selectScript(rules, 'tracing', point('x', { service: 'cart' }))?.name).toBe('cart.p');
    expect(selectScript(rules, 'rum', point('view', { app_id: 'app1' }))?.name).toBe('app1_view.p');
    expect(selectScript(rules, 'metric', point('cpu'))).toBeUndefined();
  });

  test('names that every object has are no relations', () => {
    expect(selectScript(rules, 'logging', point('constructor'))?.name).toBe('fallback.p');
  });
});
