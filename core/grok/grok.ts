// A grok pattern ready to match: the regex and, for each field, where in a match its text is and what type it takes.

import type { FieldType, PatternLookup } from './expand.js';
import { expandPattern } from './expand.js';
import type { MatchTexts, Regex } from './regex.js';
import { compileRegex } from './regex.js';

export interface GrokField {
  readonly key: string;
  /** Index into the texts of a match. */
  readonly slot: number;
  readonly type: FieldType;
}

export class GrokPattern {
  readonly regex: Regex;
  /** In the order in which the names first appear. */
  readonly fields: readonly GrokField[];

  constructor(regex: Regex, fields: readonly GrokField[]) {
    this.regex = regex;
    this.fields = fields;
  }

  /** Texts of the leftmost match; a field's text is `texts[field.slot] ?? ''`. */
  match(text: string): MatchTexts | null {
    return this.regex.exec(text);
  }
}

/** @throws GrokError for a wrong token, PatternError for a wrong expression */
export function compileGrok(pattern: string, lookup: PatternLookup): GrokPattern {
  const { text, types } = expandPattern(pattern, lookup);
  const regex = compileRegex(text);
  const slots = new Map<string, number>();
  // compat: of several groups with one name the last decides, even when it took no part in the match.
  regex.groups.forEach((group, i) => slots.set(regex.groupNames[group]!, i + 1));
  const fields = [...slots].map(([name, slot]) => ({
    key: name === '_' ? 'message' : name,
    slot,
    type: types.get(name) ?? 'str',
  }));
  return new GrokPattern(regex, fields);
}
