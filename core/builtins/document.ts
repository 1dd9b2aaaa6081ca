// The reference of builtins as Markdown, made from their specs. `npm run docs` writes it, a test keeps it current.

import type { Example, Family, Param, Signature } from '../lang/check/signature.js';

const FAMILY_TITLES: Readonly<Record<Family, string>> = {
  point: 'Points: keys, tags, names',
  string: 'Text',
  number: 'Numbers',
  type: 'Types',
  json: 'JSON',
  regex: 'Patterns',
  time: 'Time',
  net: 'Networks',
  url: 'URLs',
  xml: 'XML',
  collection: 'Lists and maps',
  state: 'State and tables',
  flow: 'Flow',
};

const STYLE_NOTES: Readonly<Record<Signature['style'], string>> = {
  positional: 'Arguments by position only.',
  named: 'Arguments by position, then by name.',
  typed: 'Arguments by position, then by name; a named argument also sets a variable of that name.',
};

/** @param specs  every builtin; aliases are shown with their builtin */
export function functionsDocument(specs: readonly Signature[]): string {
  const families = (Object.keys(FAMILY_TITLES) as Family[]).filter((family) => specs.some((s) => s.family === family));
  const parts = [
    '# Functions',
    'Made by `npm run docs` from `core/builtins`; do not edit. Every example here is run by a test.',
    'A *key* is written as a name (`host`), a dotted name (`a.b`, one flat key) or a text (`"host"`); `_` stands for ' +
      '`message`. Reading a key looks for a variable first, then for the tag or field. Writing always goes to the point.',
    families.map((family) => indexLine(family, specs)).join('\n'),
    ...families.flatMap((family) => [
      `## ${FAMILY_TITLES[family]}`,
      ...specs.filter((spec) => spec.family === family).map(section),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function indexLine(family: Family, specs: readonly Signature[]): string {
  const links = specs.filter((spec) => spec.family === family).map(({ name }) => `[\`${name}\`](#${name})`);
  return `- ${FAMILY_TITLES[family]}: ${links.join(', ')}`;
}

function section(spec: Signature): string {
  return [
    `### ${spec.name}`,
    '```\n' + callLine(spec) + '\n```',
    spec.doc,
    ...(spec.params.length > 0 ? [spec.params.map(paramLine).join('\n')] : []),
    notes(spec).join(' '),
    ...spec.examples.map(example),
  ].join('\n\n');
}

function callLine({ name, params, returns }: Signature): string {
  const result = (typeof returns === 'string' ? [returns] : returns).map((kind) =>
    kind === 'void' ? 'nothing' : kind,
  );
  return `${name}(${params.map(paramHead).join(', ')}) -> ${result.join(' or ')}`;
}

function paramHead({ name, optional, variadic, default: value }: Param): string {
  if (variadic === true) return `${name}...`;
  if (optional !== true) return name;
  return value === undefined ? `[${name}]` : `${name}=${value}`;
}

function paramLine(param: Param): string {
  const kinds = param.kind === undefined ? [] : typeof param.kind === 'string' ? [param.kind] : param.kind;
  const isKey = param.mode === 'key' || (param.mode === 'read' && param.accepts === undefined);
  const what = isKey ? 'key' : kinds.join(' or ');
  return `- \`${param.name}\`${what === '' ? '' : ` (${what})`}: ${param.doc}`;
}

function notes(spec: Signature): string[] {
  const lines = spec.params.length > 0 ? [STYLE_NOTES[spec.style]] : [];
  if (spec.aliases !== undefined) lines.push(`Also spelled ${spec.aliases.map((alias) => `\`${alias}\``).join(', ')}.`);
  if (spec.stateful === true) lines.push('Keeps state: scripts with it run on one worker.');
  if (spec.waits === true) lines.push('Waits: other records go on meanwhile.');
  return [...lines, `Reference: \`${spec.source}\`.`];
}

function example({ title, script, message, scripts, want }: Example): string {
  const lines = [`# ${title}`];
  if (message !== undefined) lines.push(`# message: ${message.replaceAll('\n', '\\n')}`);
  for (const [name, text] of Object.entries(scripts ?? {})) lines.push(`# ${name}: ${text.replaceAll('\n', '; ')}`);
  lines.push(script, ...Object.entries(want).map(([key, value]) => `# ${key}: ${wanted(value)}`));
  return '```python\n' + lines.join('\n') + '\n```';
}

function wanted(value: Example['want'][string]): string {
  return value === null ? 'none' : JSON.stringify(value);
}
