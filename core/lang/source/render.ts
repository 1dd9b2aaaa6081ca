// Diagnostics for people: the message, the line it stands in with a mark under the place, the calls around it, and how
// to mend it. The reference's own text stays whole in the first line, so that searching for it works.

import { byteLength } from '../../point/text.js';
import type { Diagnostic } from './diagnostic.js';
import type { Position, Source } from './source.js';

/** Columns of a source line that are shown; longer lines are cut around the mark. */
const MAX_COLUMNS = 100;

/** Finds the source of a script by name; undefined when it is not at hand. */
export type SourceLookup = (name: string) => Source | undefined;

/** All findings, a blank line between them. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], sources: SourceLookup): string {
  return diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, sources)).join('\n\n');
}

export function renderDiagnostic(diagnostic: Diagnostic, sources: SourceLookup): string {
  const { code, message, chain, hint } = diagnostic;
  const lines = [`error[${code}]: ${visible(message)}`];
  const [first, ...outer] = chain;
  const margin = ' '.repeat(first === undefined ? 1 : String(Math.max(first.line, 1)).length);
  if (first !== undefined) {
    lines.push(`${margin}--> ${place(first)}`);
    lines.push(...excerpt(first, sources(first.file), margin));
  }
  for (const frame of outer) lines.push(`${margin} = in ${place(frame)}`);
  if (hint !== undefined) lines.push(`${margin} = help: ${hint}`);
  return lines.join('\n');
}

function place({ file, line, col }: Position): string {
  return line < 0 ? file : `${file}:${line}:${col}`;
}

function excerpt(at: Position, source: Source | undefined, margin: string): string[] {
  if (source === undefined || at.line < 0) return [];
  const line = source.line(at.line).replace(/\r$/, '');
  const start = unitOfByte(line, at.col - 1);
  const { text, from } = cut(line, start);
  const mark = [...blank(text.slice(0, start - from)), '^'.repeat(Math.max(1, width(markedText(line, start))))].join(
    '',
  );
  return [`${margin} |`, `${at.line} | ${visible(text)}`, `${margin} | ${mark}`];
}

/** UTF-16 offset of a byte offset. */
function unitOfByte(line: string, byte: number): number {
  if (byteLength(line) === line.length) return Math.min(byte, line.length);
  let bytes = 0;
  let unit = 0;
  for (const char of line) {
    if (bytes >= byte) break;
    bytes += byteLength(char);
    unit += char.length;
  }
  return unit;
}

/** The part of a long line around the mark. */
function cut(line: string, start: number): { text: string; from: number } {
  if (line.length <= MAX_COLUMNS) return { text: line, from: 0 };
  const from = Math.max(0, Math.min(start - MAX_COLUMNS / 2, line.length - MAX_COLUMNS));
  return { text: line.slice(from, from + MAX_COLUMNS), from };
}

/** What the mark goes under: a word, a quoted text up to its end, or one operator. */
function markedText(line: string, start: number): string {
  const token = /[\w\u0080-\uffff]+|"""|'''|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`[^`]*`?|[=!<>+\-*/%]=|&&|\|\||[^]/y;
  token.lastIndex = start;
  return (token.exec(line)?.[0] ?? '').slice(0, MAX_COLUMNS / 2);
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]/u;

/** Columns a text takes in a terminal. */
function width(text: string): number {
  let columns = 0;
  for (const char of text) columns += WIDE.test(char) ? 2 : 1;
  return columns;
}

/** Blanks as wide as the text; tabs stay, so that the mark lines up. */
function blank(text: string): string[] {
  return Array.from(text, (char) => (char === '\t' ? '\t' : WIDE.test(char) ? '  ' : ' '));
}

/** Control characters and bytes outside UTF-8 must not reach a terminal as they are. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (char) =>
    char === '\t' ? char : '\ufffd',
  );
}
