// What is wrong with a configuration beyond the form of its values: texts that are read later, values that contradict
// each other, settings that do nothing. `offramp config check` prints it; programs stop at the errors only.

import { parseDatawayUrls } from '../dataway/url.js';
import { ConfigError } from '../errors.js';
import { parseFilters } from '../filter/filter-set.js';
import { isCategory } from '../point/category.js';
import { parseListen } from './listen.js';
import type { Config, LoadedConfig } from './load.js';

export interface Finding {
  readonly level: 'error' | 'warning';
  readonly message: string;
  readonly hint?: string;
}

export function checkConfig({ config }: LoadedConfig): Finding[] {
  return [
    ...attempt(() => parseDatawayUrls(config.dataway.urls, 'dataway.urls')),
    ...attempt(() => parseListen(config.httpApi.listen, 'http_api.listen')),
    ...listens(config),
    ...receivers(config),
    ...defaults(config),
    ...filters(config),
  ];
}

function attempt(read: () => unknown): Finding[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ level: 'error', message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) }];
  }
}

function listens({ plugin, forward }: Config): Finding[] {
  return [
    ...(plugin.metrics_listen === '' ? [] : attempt(() => parseListen(plugin.metrics_listen, 'plugin.metrics_listen'))),
    ...(forward.listen === '' || forward.listen.startsWith('unix:')
      ? []
      : attempt(() => parseListen(forward.listen, 'plugin.forward.listen'))),
  ];
}

function receivers({ offload, dataway }: Config): Finding[] {
  const found: Finding[] = [];
  if (dataway.urls.length === 0) {
    found.push({
      level: 'error',
      message: 'dataway.urls: is empty; nobody takes the points',
      hint: 'urls = ["https://openway.example.com?token=tkn_..."], or ENV_DATAWAY',
    });
  }
  const seen = new Set<string>();
  offload.addresses.forEach((address, i) => {
    const { origin } = new URL(address);
    if (seen.has(origin)) {
      found.push({
        level: 'warning',
        message: `pipeline.offload.addresses[${i}]: ${origin} is listed twice`,
        hint: 'it gets twice the share of batches; remove one if that is not meant',
      });
    }
    seen.add(origin);
  });
  return found;
}

function defaults({ pipeline }: Config): Finding[] {
  return Object.keys(pipeline.default_pipeline)
    .filter((category) => !isCategory(category))
    .map((category) => ({
      level: 'error',
      message: `pipeline.default_pipeline.${category}: no category has this name`,
      hint: 'for log records write: logging = "name.p"',
    }));
}

function filters({ io }: Config): Finding[] {
  return parseFilters(io.filters).problems.map((problem) => ({ level: 'error', message: `io.filters.${problem}` }));
}
