// What people see when a script is refused. Each file holds a script, a line of dashes, and the rendered findings;
// UPDATE_GOLDEN=1 writes them anew, to be read before they are committed.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { BUILTIN_TABLE } from '../../../core/builtins/all.js';
import { check } from '../../../core/lang/check/check.js';
import { renderDiagnostics } from '../../../core/lang/source/render.js';
import { Source } from '../../../core/lang/source/source.js';
import { parse } from '../../../core/lang/syntax/parser.js';

const FOLDER = new URL('../../../../test/core/lang/diagnostics/', import.meta.url);
const CUT = '\n-----\n';

function rendered(script: string): string {
  const source = new Source('t.p', script);
  const { program, diagnostics } = parse(source);
  const found = program === undefined ? diagnostics : check(source, program, BUILTIN_TABLE).diagnostics;
  return renderDiagnostics(found, (name) => (name === 't.p' ? source : undefined));
}

describe('findings rendered for people', () => {
  for (const file of readdirSync(FOLDER)) {
    test(file.replace('.txt', '').replaceAll('-', ' '), () => {
      const path = new URL(file, FOLDER);
      const text = readFileSync(path, 'utf8');
      const cut = text.indexOf(CUT);
      const script = text.slice(0, cut);
      const got = `${script}${CUT}${rendered(script)}\n`;
      if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, got);
      expect(got).toBe(process.env['UPDATE_GOLDEN'] === '1' ? got : text);
    });
  }
});
