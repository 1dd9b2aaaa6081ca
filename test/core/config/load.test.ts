import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../../core/config/load.js';
import { ConfigError } from '../../../core/errors.js';

const load = (text: string, environment: Record<string, string> = {}) => loadConfig(text, 'o.toml', environment);

describe('loading a configuration', () => {
  test('an empty own file gives the documented defaults', () => {
    const { config } = load('[offramp]');
    expect(config.batching.linger).toBe(200);
    expect(config.offload).toEqual({ receiver: 'datakit-http', addresses: [] });
    expect(config.httpApi.listen).toBe('localhost:9529');
  });

  test('an unknown key names itself and the nearest known one', () => {
    expect(() => load('[offramp]\n[pipeline.offload]\nadresses = []')).toThrow(
      'o.toml: pipeline.offload.adresses: unknown key; did you mean "addresses"?',
    );
    expect(() => load('[offramp]\n[[plugin.route]]\nsorce = "a"')).toThrow(/plugin\.route\.sorce: .*"source"/);
  });

  test('an address without scheme says how to write it', () => {
    expect(() => load('[offramp]\n[pipeline.offload]\naddresses = ["http://a:1", "10.0.0.5:9529"]')).toThrow(
      'o.toml: pipeline.offload.addresses[1]: "10.0.0.5:9529" has no scheme; write http://10.0.0.5:9529',
    );
  });

  test('text that is no TOML is located', () => {
    expect(() => load('[offramp]\nx = = 1')).toThrow(/^o\.toml:2:\d+: /);
    expect(() => load('[offramp]\nx = = 1')).toThrow(ConfigError);
  });

  test('a datakit.conf keeps working and its other tables are listed', () => {
    const text = `
      protect_mode = true
      [pipeline.offload]
      receiver = "ploffload"
      addresses = ["http://10.0.0.1:9529"]
      [dataway]
      urls = ["https://dw.example.com?token=tkn_x"]
      enable_sinker = false
      [[inputs.ploffload]]
      [inputs.ploffload.storage]
      path = "./x"
      [inputs.cpu]
      interval = "10s"`;
    const { config, isDatakitFile, ignored } = load(text);
    expect(isDatakitFile).toBe(true);
    expect(config.offload.receiver).toBe('ploffload');
    expect(ignored).toEqual(['protect_mode', 'dataway.enable_sinker', 'inputs.cpu']);
  });

  test('the environment wins over the file and is remembered as the origin', () => {
    const { config, origins } = load('[offramp]\n[dataway]\nurls = ["http://file"]', {
      ENV_DATAWAY: 'http://a?token=1, http://b?token=2',
      ENV_DATAWAY_DISABLE_GZIP: 'on',
      ENV_GLOBAL_HOST_TAGS: 'env=prod,zone=a',
    });
    expect(config.dataway.urls).toEqual(['http://a?token=1', 'http://b?token=2']);
    expect(config.dataway.gzip).toBe(false);
    expect(config.globalHostTags).toEqual({ env: 'prod', zone: 'a' });
    expect(origins.get('dataway.urls')).toBe('env ENV_DATAWAY');
  });

  test('durations and sizes are read with their units', () => {
    const { config } = load('[offramp]\ndrain_timeout = "1m30s"\n[plugin.offload]\nbatch_bytes = "64KiB"');
    expect(config.offramp.drain_timeout).toBe(90_000);
    expect(config.batching.batch_bytes).toBe(65_536);
    expect(() => load('[offramp]\ndrain_timeout = "soon"')).toThrow(/offramp\.drain_timeout: expected a duration/);
  });
});
