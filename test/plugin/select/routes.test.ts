import { describe, expect, test } from '@jest/globals';
import { compileTagPattern, TagRouter } from '../../../plugin/select/routes.js';

describe('tag patterns', () => {
  test.each([
    ['a.*', 'a.b', true],
    ['a.*', 'a', false],
    ['a.*', 'a.b.c', false],
    ['a.**', 'a', true],
    ['a.**', 'a.b.c', true],
    ['**.c', 'c', true],
    ['**.c', 'a.b.c', true],
    ['**', 'anything.at.all', true],
    ['app-*', 'app-eu', true],
    ['{web,db}.*', 'db.slow', true],
    ['{web,db}.*', 'mq.slow', false],
    ['x.* y.*', 'y.1', true],
    ['a+b', 'a+b', true],
    ['a+b', 'aab', false],
  ])('%s on %s: %s', (pattern, tag, matches) => {
    expect(compileTagPattern(pattern).test(tag)).toBe(matches);
  });
});

describe('routes', () => {
  const route = { tag: '**', source: '', service: '', script: '', tags: {}, message_keys: ['log'] };

  test('the first matching route wins and placeholders are filled', () => {
    const router = new TagRouter([
      { ...route, tag: 'kube.*.*', source: '$tag[1]', service: '$tag[-1]', script: 'k8s.p', tags: { from: '$tag' } },
      { ...route, source: 'rest' },
    ]);
    expect(router.resolve('kube.shop.cart')).toEqual({
      source: 'shop',
      service: 'cart',
      script: 'k8s.p',
      tags: [['from', 'kube.shop.cart']],
      messageKeys: ['log'],
    });
    expect(router.resolve('other').source).toBe('rest');
  });

  test('a tag that no route names is its own source', () => {
    expect(new TagRouter([]).resolve('nginx')).toMatchObject({ source: 'nginx', service: 'nginx', script: '' });
  });
});
