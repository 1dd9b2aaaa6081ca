// The package's version, as answers and User-Agent headers carry it.

import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('offramp/package.json') as { version: string };

export const VERSION: string = version;
