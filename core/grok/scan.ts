// All matches of a regex in one text, replacing them and splitting at them, with Go's rules for empty matches.

import type { TemplatePart } from './template.js';

export interface FoundMatch {
  readonly start: number;
  readonly end: number;
  /** Text of the match, then of each wanted group. */
  readonly texts: readonly (string | undefined)[];
}

/** The leftmost match that starts at `from` or later. */
export type Find = (from: number) => FoundMatch | undefined;

/** @param template parts of the replacement; a number is an index into the texts of the match */
export function replaceMatches(text: string, find: Find, template: readonly TemplatePart[]): string {
  let result = '';
  let copied = 0;
  for (let at = 0; at <= text.length;) {
    const match = find(at);
    if (match === undefined) break;
    result += text.slice(copied, match.start);
    // An empty match right after a match is no match, except at the start of the text.
    if (match.end > copied || match.start === 0) result += expand(template, match.texts);
    copied = match.end;
    at = Math.max(match.end, at + widthAt(text, at));
  }
  return copied === 0 && result === '' ? text : result + text.slice(copied);
}

function expand(template: readonly TemplatePart[], texts: FoundMatch['texts']): string {
  let result = '';
  for (const part of template) result += typeof part === 'string' ? part : (texts[part] ?? '');
  return result;
}

/** The pieces between matches; with `limit` at most so many, the last being all the rest. */
export function splitAtMatches(text: string, find: Find, limit = Infinity): string[] {
  const pieces: string[] = [];
  let start = 0;
  let end = 0;
  let previousEnd = -1;
  for (let at = 0; at <= text.length && pieces.length < limit - 1;) {
    const match = find(at);
    if (match === undefined) break;
    const isEmptyHere = match.end === at;
    at = isEmptyHere ? at + widthAt(text, at) : match.end;
    if (isEmptyHere && match.start === previousEnd) continue;
    previousEnd = match.end;
    end = match.start;
    if (match.end !== 0) pieces.push(text.slice(start, end));
    start = match.end;
  }
  if (end !== text.length) pieces.push(text.slice(start));
  return pieces;
}

/** Units of the character at a place; 1 at the end, to get past it. */
function widthAt(text: string, at: number): number {
  const char = text.codePointAt(at);
  return char !== undefined && char > 0xffff ? 2 : 1;
}
