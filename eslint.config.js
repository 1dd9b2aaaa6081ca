import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** One entry per room: what its files must not import, and where the code could go instead. */
const room = (files, patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});
const never = (group, message) => ({ group, message });

const programs = never(
  ['**/plugin/**', '**/receiver/**', '**/bin/**'],
  'core/ knows neither program; put what both need into core/.',
);
const openers = never(
  ['node:net', 'node:http', 'node:https', 'node:dgram', 'node:tls', 'node:fs', 'node:fs/promises', 'undici', 'express'],
  'This room opens nothing by itself: take it through the constructor, or move the code to core/workers, core/dataway or core/store.',
);

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  { files: ['**/*.js'], languageOptions: { globals: { process: 'readonly', console: 'readonly' } } },
  room(
    ['core/point/**'],
    [
      programs,
      openers,
      never(['**/codec/**', '**/lang/**', '**/builtins/**'], 'core/point is plain data and imports errors only.'),
    ],
  ),
  room(
    ['core/codec/**'],
    [
      programs,
      openers,
      never(['**/lang/**', '**/builtins/**', '**/scripts/**', '**/workers/**'], 'codecs know points and errors only.'),
    ],
  ),
  room(
    ['core/lang/**'],
    [
      programs,
      openers,
      never(
        ['**/builtins/**', '**/grok/**', '**/scripts/**', '**/codec/**', '**/workers/**'],
        'lang is handed the table of builtins; it does not import it.',
      ),
    ],
  ),
  room(
    ['core/time/**'],
    [
      programs,
      openers,
      never(
        ['**/lang/{check,codegen,runtime,syntax}/**', '**/builtins/**', '**/scripts/**'],
        'time knows points, and how messages quote.',
      ),
    ],
  ),
  room(
    ['core/grok/**'],
    [programs, openers, never(['**/lang/**', '**/builtins/**', '**/scripts/**'], 'grok stands alone.')],
  ),
  room(
    ['core/builtins/**'],
    [
      programs,
      openers,
      never(
        ['**/scripts/**', '**/workers/**', '**/codec/lineproto/**'],
        'builtins reach the world through the run context.',
      ),
    ],
  ),
  room(['core/scripts/**', 'core/config/**', 'core/flow/**', 'core/log/**', 'core/metrics/**'], [programs, openers]),
  room(['core/workers/**', 'core/dataway/**', 'core/store/**'], [programs]),
  room(
    ['plugin/**'],
    [never(['**/receiver/**', '**/bin/**'], 'The programs meet on the wire only; shared code lives in core/.')],
  ),
  room(
    ['receiver/**'],
    [never(['**/plugin/**', '**/bin/**'], 'The programs meet on the wire only; shared code lives in core/.')],
  ),
  room(['bin/*/**'], [never(['**/plugin/**', '**/receiver/**'], 'Tools import core only.')]),
);
