// Reads the configuration file of a program.

import { readFile } from 'node:fs/promises';
import { ConfigError } from '../errors.js';
import { loadConfig, tryConfig, type LoadedConfig } from '../config/load.js';
import { decodeText } from '../point/text.js';

/**
 * @param path undefined: defaults and environment only
 * @throws ConfigError when the file cannot be read or holds a mistake
 */
export async function readConfigFile(
  path: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<LoadedConfig> {
  const { text, name } = await read(path);
  return loadConfig(text, name, environment);
}

/** The same, with every error instead of the first. @throws ConfigError when there is nothing to read */
export async function tryConfigFile(
  path: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ReturnType<typeof tryConfig>> {
  const { text, name } = await read(path);
  return tryConfig(text, name, environment);
}

async function read(path: string | undefined): Promise<{ text: string; name: string }> {
  if (path === undefined) return { text: '[offramp]', name: 'defaults' };
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new ConfigError(path, 'cannot be read; name an existing file with --config', { cause: error });
  }
  return { text: decodeText(bytes), name: path };
}
