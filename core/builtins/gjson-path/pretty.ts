// JSON text with or without blanks, as tidwall/pretty lays it out: objects over several lines, an array on one line when
// it holds no object and fits.

import { compareBytes } from '../../lang/runtime/convert.js';
import type { Found } from './scan.js';
import { forEach, isArray, isObject, parseText, stringEnd } from './scan.js';

/** Without blanks between tokens. */
export function ugly(json: string): string {
  let text = '';
  for (let at = 0; at < json.length; at++) {
    const char = json[at]!;
    if (char === '"') {
      const end = stringEnd(json, at + 1);
      text += json.slice(at, end < 0 ? undefined : end);
      if (end < 0) break;
      at = end - 1;
    } else if (char > ' ') {
      text += char;
    }
  }
  return text;
}

interface Layout {
  readonly indent: string;
  readonly prefix: string;
  readonly width: number;
  readonly sortsKeys: boolean;
}

/** @param options  JSON object with any of `indent`, `prefix`, `width`, `sortKeys` */
export function pretty(json: string, options: string): string {
  const layout = { indent: '  ', prefix: '', width: 80, sortsKeys: false };
  forEach(parseText(options), (key, value) => {
    if (key.text === 'indent') layout.indent = blanks(value.text);
    if (key.text === 'prefix') layout.prefix = blanks(value.text);
    if (key.text === 'width') layout.width = Math.trunc(value.num);
    if (key.text === 'sortKeys') layout.sortsKeys = value.kind === 'true';
    return true;
  });
  const found = parseText(json);
  return `${layout.prefix}${write(found, layout, layout.prefix, 0, 0)}\n`;
}

function blanks(text: string): string {
  return text.replace(/[^ \t\r\n]/g, '');
}

const MAX_DEPTH = 200;

function write(found: Found, layout: Layout, margin: string, column: number, depth: number): string {
  if (depth > MAX_DEPTH || !(isArray(found) || isObject(found)))
    return found.kind === 'json' ? ugly(found.raw) : found.raw;
  if (isArray(found) && layout.width > 0) {
    const line = onOneLine(found);
    if (line !== undefined && column + line.length <= layout.width) return line;
  }
  const inner = margin + layout.indent;
  const members: { name: string; text: string }[] = [];
  forEach(found, (key, value) => {
    const head = isObject(found) ? `${key.raw}: ` : '';
    members.push({ name: key.text, text: head + write(value, layout, inner, inner.length + head.length, depth + 1) });
    return true;
  });
  if (layout.sortsKeys && isObject(found)) members.sort((a, b) => compareBytes(a.name, b.name));
  const [open, close] = isObject(found) ? ['{', '}'] : ['[', ']'];
  if (members.length === 0) return `${open}${close}`;
  return `${open}\n${members.map(({ text }) => inner + text).join(',\n')}\n${margin}${close}`;
}

/** An array without objects in it. */
function onOneLine(found: Found): string | undefined {
  if (
    found.raw.includes('{') &&
    ugly(found.raw)
      .replace(/"(?:[^"\\]|\\.)*"/gs, '')
      .includes('{')
  )
    return undefined;
  const parts: string[] = [];
  forEach(found, (_, value) => {
    parts.push(isArray(value) ? (onOneLine(value) ?? value.raw) : value.raw);
    return true;
  });
  return `[${parts.join(', ')}]`;
}
