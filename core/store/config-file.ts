// Reads the configuration file of a program.

import { readFile } from 'node:fs/promises';
import { ConfigError } from '../errors.js';
import { loadConfig, type LoadedConfig } from '../config/load.js';
import { decodeText } from '../point/text.js';

/**
 * @param path undefined: defaults and environment only
 * @throws ConfigError when the file cannot be read or holds a mistake
 */
export async function readConfigFile(
  path: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<LoadedConfig> {
  if (path === undefined) return loadConfig('[offramp]', 'defaults', environment);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new ConfigError(path, 'cannot be read; name an existing file with --config', { cause: error });
  }
  return loadConfig(decodeText(bytes), path, environment);
}
