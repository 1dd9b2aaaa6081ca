import { describe, expect, test } from '@jest/globals';
import { ConfigError } from '../../../core/errors.js';
import { parseDatawayUrls } from '../../../core/dataway/url.js';

const TOKEN = 'tkn_0123456789abcdef0123456789abcdef';

describe('target', () => {
  test.each([
    [`http://dw:9528?token=${TOKEN}`, {}, `/v1/write/logging?token=${TOKEN}`],
    [`http://dw:9528/ignored/path?token=${TOKEN}`, {}, `/v1/write/logging?token=${TOKEN}`],
    [`http://dw:9528/?token=a%20b&app=x`, {}, '/v1/write/logging?app=x&token=a+b'],
    ['http://dw:9528', {}, '/v1/write/logging'],
    [`http://dw:9528?token=t`, { ts: '0', filters: 'true' }, '/v1/write/logging?filters=true&token=t&ts=0'],
  ])('of %s with %p', (url, extra: Record<string, string>, want) => {
    expect(parseDatawayUrls([url], 'dataway.urls')[0]!.target('/v1/write/logging', extra)).toBe(want);
  });
});

describe('names', () => {
  test('are the origin, without user, path and query', () => {
    const [url] = parseDatawayUrls([`https://user:pw@dw.example/x?token=${TOKEN}`], 'dataway.urls');
    expect(url!.name).toBe('https://dw.example');
  });

  test('differ for two tokens of one site and do not depend on the order of the others', () => {
    const a = parseDatawayUrls(['http://dw?token=one1', 'http://dw?token=two2'], 'dataway.urls');
    const b = parseDatawayUrls(['http://dw?token=one1', 'http://other', 'http://dw?token=two2'], 'dataway.urls');
    expect(a[0]!.name).not.toBe(a[1]!.name);
    expect(b[2]!.name).toBe(a[1]!.name);
    expect(a[1]!.name).not.toContain('two2');
  });
});

describe('refused', () => {
  test.each([
    [`dw:9528?token=${TOKEN}`, 'write http://dw:9528?token=...'],
    [`ftp://dw?token=${TOKEN}`, 'http://'],
    [`http://?token=${TOKEN}`, 'write http://'],
    [`not a url?token=${TOKEN}`, 'write http://'],
    ['', 'write http://'],
  ])('%s, without its token in any text', (text, hint) => {
    const error = catching(() => parseDatawayUrls([text], 'dataway.urls'));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.path).toBe('dataway.urls[0]');
    expect(error.hint).toContain(hint);
    expect(everything(error)).not.toContain(TOKEN);
  });

  test('the same URL twice', () => {
    const url = `http://dw?token=${TOKEN}`;
    const error = catching(() => parseDatawayUrls([url, 'http://dw?token=other', url], 'dataway.urls'));
    expect(error.path).toBe('dataway.urls[2]');
    expect(everything(error)).not.toContain(TOKEN);
  });
});

describe('redact', () => {
  test('blots out the token, plain and escaped, and cuts', () => {
    const [url] = parseDatawayUrls(['http://dw?token=se/cret&v=1'], 'dataway.urls');
    expect(url!.redact('bad token se/cret (se%2Fcret) of v 1')).toBe('bad token *** (***) of v 1');
    expect(url!.redact('x'.repeat(500), 10)).toBe('xxxxxxxxxx...');
  });
});

function catching(run: () => unknown): ConfigError {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function everything(error: Error): string {
  return JSON.stringify([error.message, error.stack, error, error.cause]);
}
