// npm run docs: writes the pages that are made from the code.

import { writeFile } from 'node:fs/promises';
import { BUILTINS } from '../../core/builtins/all.js';
import { functionsDocument } from '../../core/builtins/document.js';

await writeFile('docs/functions.md', functionsDocument(BUILTINS));
