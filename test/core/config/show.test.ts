import { describe, expect, test } from '@jest/globals';
import { checkConfig } from '../../../core/config/check.js';
import { withoutSecrets } from '../../../core/config/key.js';
import { loadConfig, tryConfig } from '../../../core/config/load.js';
import { durationText, showConfig, sizeText } from '../../../core/config/show.js';

const SECRET = 'tkn_0123456789abcdef';

describe('showing a configuration', () => {
  const loaded = loadConfig(
    `[offramp]
     drain_timeout = "90s"
     [receiver]
     tokens = ["${SECRET}"]
     [plugin.offload]
     token = "${SECRET}"
     [[plugin.route]]
     tag = "nginx.*"
     [[plugin.route]]
     tag = "**"
     [io.filters]
     logging = ["{ source = 'x' }"]
     [global_host_tags]
     env = "demo"`,
    'o.toml',
    { ENV_DATAWAY: `https://user:${SECRET}@dw.example.com?token=${SECRET}` },
  );
  const shown = showConfig(loaded);

  test('holds no secret, wherever it came from', () => {
    expect(shown).not.toContain(SECRET);
    expect(shown).toContain('urls = ["https://***@dw.example.com?token=***"]');
  });

  test('says of every value where it came from', () => {
    expect(shown).toMatch(/^drain_timeout = "1m30s" +# o\.toml$/m);
    expect(shown).toMatch(/^urls = .*# env ENV_DATAWAY$/m);
    expect(shown).toMatch(/^max_body_size = "32MiB" +# default$/m);
  });

  test('can be loaded again and comes to the same', () => {
    const again = loadConfig(shown, 'shown', {}).config;
    expect(again.routes).toEqual(loaded.config.routes);
    expect(again.io).toEqual(loaded.config.io);
    expect(again.batching).toEqual({ ...loaded.config.batching, token: '***' });
    expect(again.globalHostTags).toEqual({ env: 'demo' });
  });

  test.each([
    [0, '0s'],
    [250, '250ms'],
    [90_061_001, '25h1m1s1ms'],
  ])('%d ms is %s', (ms, text) => expect(durationText(ms)).toBe(text));

  test('sizes keep what a unit would lose', () => {
    expect([65_536, 1_000_000, 2 ** 30].map(sizeText)).toEqual(['64KiB', 1_000_000, '1GiB']);
  });
});

describe('no message quotes a token', () => {
  test.each([
    `dw.example.com?token=${SECRET}`,
    `ftp://dw.example.com?token=${SECRET}`,
    `http://?token=${SECRET}`,
    `https://user:${SECRET}@`,
    `https://dw.example.com?${SECRET}#${SECRET}`,
  ])('%s', (url) => {
    const { errors, loaded } = tryConfig(`[offramp]\n[dataway]\nurls = [${JSON.stringify(url)}]`, 'o.toml', {});
    const messages = [...errors.map((error) => `${error.message} ${error.hint ?? ''}`), ...texts(checkConfig(loaded))];
    expect(messages.join('\n')).not.toContain(SECRET);
    expect(withoutSecrets(url)).not.toContain(SECRET);
  });

  test('nor does one about a variable that is no JSON', () => {
    const { errors } = tryConfig('[offramp]', 'o.toml', { ENV_IO_FILTERS: `{"${SECRET}` });
    expect(texts(errors).join()).toBe('env ENV_IO_FILTERS: io.filters: expected JSON');
  });
});

describe('checking a configuration', () => {
  test('finds every error, not only the first', () => {
    const { errors } = tryConfig('[offramp]\ndrain_timeout = "soon"\nworkers = -1\nwrokers = 2', 'o.toml', {});
    expect(texts(errors)).toEqual([
      expect.stringContaining('offramp.wrokers: unknown key; did you mean "workers"?'),
      expect.stringContaining('offramp.workers'),
      expect.stringContaining('offramp.drain_timeout: expected a duration'),
    ]);
  });

  test('finds what is wrong beyond the form of values', () => {
    const { loaded } = tryConfig(
      `[offramp]
       [http_api]
       listen = "nowhere"
       [pipeline.offload]
       addresses = ["http://a:1", "http://a:1/"]
       [pipeline.default_pipeline]
       log = "x.p"
       [io.filters]
       logging = ["{ oops"]`,
      'o.toml',
      {},
    );
    expect(texts(checkConfig(loaded))).toEqual([
      expect.stringContaining('http_api.listen: "nowhere" is not a listen address'),
      expect.stringContaining('dataway.urls: is empty'),
      expect.stringContaining('pipeline.offload.addresses[1]: http://a:1 is listed twice'),
      expect.stringContaining('pipeline.default_pipeline.log: no category'),
      expect.stringContaining('io.filters.logging[0]: at '),
    ]);
  });
});

function texts(findings: readonly { readonly message: string }[]): string[] {
  return findings.map(({ message }) => message);
}
