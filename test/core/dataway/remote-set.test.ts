import { describe, expect, test } from '@jest/globals';
import { EMPTY_SET, nextSet, type RemoteSet } from '../../../core/dataway/remote-set.js';
import { DecodeError } from '../../../core/errors.js';

const b64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');

function script(name: string, text: string, over: object = {}): object {
  return { name, base64text: b64(text), category: 'logging', asDefault: false, ...over };
}

function answer(over: object = {}): object {
  return {
    remote_pipelines: {
      update_time: 100,
      pipelines: [script('nginx.p', 'a = 1', { asDefault: true }), script('redis.p', 'b = 2')],
      relation_update_time: 50,
      relation: [{ category: 'logging', source: 'web', name: 'nginx.p' }],
      ...over,
    },
  };
}

/** What a set holds, in plain words. */
function plain(set: RemoteSet): object {
  return {
    scripts: set.scripts.map(({ category, name, source }) => `${category}/${name}: ${source}`),
    defaults: Object.fromEntries(set.defaults),
    relation: Object.fromEntries([...set.relation].map(([category, map]) => [category, Object.fromEntries(map)])),
  };
}

const FULL = nextSet(answer(), EMPTY_SET).set;
const PLAIN_FULL = {
  scripts: ['logging/nginx.p: a = 1', 'logging/redis.p: b = 2'],
  defaults: { logging: 'nginx.p' },
  relation: { logging: { web: 'nginx.p' } },
};
const NO_SCRIPTS = { ...PLAIN_FULL, scripts: [], defaults: {} };
const NO_RELATION = { ...PLAIN_FULL, relation: {} };

test('a full answer becomes the set, without problems', () => {
  const { set, problems } = nextSet(answer(), EMPTY_SET);
  expect(problems).toEqual([]);
  expect(plain(set)).toEqual(PLAIN_FULL);
  expect([set.updateTime, set.relationUpdateTime]).toEqual([100, 50]);
});

describe('the times', () => {
  const list = [script('x.p', 'x')];
  const rel = [{ category: 'logging', source: 's', name: 'x.p' }];
  const onlyX = { scripts: ['logging/x.p: x'], defaults: {} };
  test.each([
    [
      'update_time equal to ours: nothing changes',
      { update_time: 100, pipelines: list, relation_update_time: -1 },
      PLAIN_FULL,
    ],
    ['update_time 0', { update_time: 0, pipelines: list, relation_update_time: -1 }, PLAIN_FULL],
    ['update_time -1', { update_time: -1, pipelines: list, relation_update_time: -1 }, PLAIN_FULL],
    ['update_time missing', { update_time: undefined, pipelines: list, relation_update_time: -1 }, PLAIN_FULL],
    ['update_time not a number', { update_time: '200', pipelines: list, relation_update_time: -1 }, PLAIN_FULL],
    [
      'update_time 1 removes scripts and defaults',
      { update_time: 1, pipelines: list, relation_update_time: -1 },
      NO_SCRIPTS,
    ],
    [
      'a lower update_time still replaces',
      { update_time: 99, pipelines: list, relation_update_time: -1 },
      { ...PLAIN_FULL, ...onlyX },
    ],
    [
      'a new update_time replaces all',
      { update_time: 101, pipelines: list, relation_update_time: -1 },
      { ...PLAIN_FULL, ...onlyX },
    ],
    ['an empty list removes all', { update_time: 101, pipelines: [], relation_update_time: -1 }, NO_SCRIPTS],
    ['a null list too', { update_time: 101, pipelines: null, relation_update_time: -1 }, NO_SCRIPTS],
    [
      'relation_update_time 0 replaces',
      { update_time: 0, relation_update_time: 0, relation: rel },
      { ...PLAIN_FULL, relation: { logging: { s: 'x.p' } } },
    ],
    [
      'relation_update_time equal to ours replaces all the same',
      { update_time: 0, relation: rel },
      { ...PLAIN_FULL, relation: { logging: { s: 'x.p' } } },
    ],
    [
      'relation_update_time missing reads as 0',
      { update_time: 0, relation_update_time: undefined, relation: null },
      NO_RELATION,
    ],
    [
      'relation_update_time 1 is no special number',
      { update_time: 0, relation_update_time: 1, relation: rel },
      { ...PLAIN_FULL, relation: { logging: { s: 'x.p' } } },
    ],
  ])('%s', (_title, over, want) => {
    expect(plain(nextSet(answer(over), FULL).set)).toEqual(want);
  });
});

describe('one bad entry', () => {
  const good = script('good.p', 'g');
  test.each([
    [
      'text that is not base64',
      { name: 'bad.p', base64text: '***', category: 'logging' },
      'logging/bad.p: the text is not base64; left out',
    ],
    ['base64 without its padding', { name: 'bad.p', base64text: 'YQ', category: 'logging' }, 'not base64'],
    ['url-safe base64', { name: 'bad.p', base64text: '-_-_', category: 'logging' }, 'not base64'],
    ['no text', { name: 'bad.p', category: 'logging' }, 'not base64'],
    ['an unknown category', script('bad.p', 'x', { category: 'shoes' }), 'bad.p: unknown category "shoes"'],
    ['no name', { base64text: 'YQ==', category: 'logging' }, 'a script without a name'],
    ['null', null, 'pipelines[0] is not an object'],
    ['a string', 'bad.p', 'pipelines[0] is not an object'],
  ])('%s: is reported, its neighbour is used', (_title, bad, problem) => {
    const { set, problems } = nextSet(answer({ pipelines: [bad, good], relation: [] }), EMPTY_SET);
    expect(plain(set)).toMatchObject({ scripts: ['logging/good.p: g'] });
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  test('keeps the former version of that script', () => {
    const bad = { name: 'nginx.p', base64text: '!', category: 'logging', asDefault: true };
    const { set, problems } = nextSet(answer({ update_time: 101, pipelines: [bad, good] }), FULL);
    expect(plain(set)).toMatchObject({
      scripts: ['logging/nginx.p: a = 1', 'logging/good.p: g'],
      defaults: { logging: 'nginx.p' },
    });
    expect(problems).toEqual(['logging/nginx.p: the text is not base64; kept as it was']);
  });

  test.each([
    [{ category: 'logging', source: 's' }, 'without category, source or name'],
    [{ category: 'shoes', source: 's', name: 'n.p' }, 'unknown category'],
    [7, 'relation[0] is not an object'],
  ])('of the relation %j', (bad, problem) => {
    const rest = { category: 'metric', source: 'cpu', name: 'cpu.p' };
    const { set, problems } = nextSet(answer({ relation: [bad, rest] }), EMPTY_SET);
    expect(plain(set)).toMatchObject({ relation: { metric: { cpu: 'cpu.p' } } });
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  test.each([[{ pipelines: {} }], [{ relation: 'x' }]])('a list that is none: %j', (over) => {
    expect(nextSet(answer(over), EMPTY_SET).problems).toHaveLength(1);
  });
});

test.each([[undefined], [null], [[]], ['x'], [{}], [{ remote_pipelines: null }], [{ remote_pipelines: [] }]])(
  'an answer %j has no set',
  (bad) => {
    expect(() => nextSet(bad, FULL)).toThrow(DecodeError);
  },
);

test('line breaks in base64 are skipped, the last of two defaults and of two equal names counts', () => {
  const list = [
    script('a.p', 'x', { asDefault: true }),
    { ...script('b.p', ''), base64text: 'YSA9\r\nIDE=\n', asDefault: true },
    script('a.p', 'y'),
  ];
  const { set } = nextSet(answer({ pipelines: list }), EMPTY_SET);
  expect(plain(set)).toMatchObject({
    scripts: ['logging/a.p: y', 'logging/b.p: a = 1'],
    defaults: { logging: 'b.p' },
  });
});

test('script text that is not UTF-8 keeps its bytes', () => {
  const list = [{ ...script('a.p', ''), base64text: b64(Buffer.from([0x61, 0xff])) }];
  expect(nextSet(answer({ pipelines: list }), EMPTY_SET).set.scripts[0]!.source).toBe('a\udcff');
});

describe('the version', () => {
  const version = (over: object): string => nextSet(answer(over), EMPTY_SET).set.version;
  const base = version({});

  test('is the same for the same content, whatever order and times', () => {
    const pipelines = [script('redis.p', 'b = 2'), script('nginx.p', 'a = 1', { asDefault: true })];
    expect(version({ update_time: 7, relation_update_time: 8, pipelines })).toBe(base);
  });

  test.each([
    ['a text', { pipelines: [script('nginx.p', 'a = 2', { asDefault: true }), script('redis.p', 'b = 2')] }],
    ['a default', { pipelines: [script('nginx.p', 'a = 1'), script('redis.p', 'b = 2')] }],
    [
      'a category',
      {
        pipelines: [
          script('nginx.p', 'a = 1', { asDefault: true }),
          script('redis.p', 'b = 2', { category: 'metric' }),
        ],
      },
    ],
    ['a relation', { relation: [{ category: 'logging', source: 'web', name: 'redis.p' }] }],
  ])('differs with %s', (_title, over) => {
    expect(version(over)).not.toBe(base);
  });
});
