// Grok tokens: `%{NAME}`, `%{NAME:alias}`, `%{NAME:alias:type}` become groups around the named pattern's text. What looks
// nearly like a token stays as text, without an error (functions-a-i.md 4.2, 4.3).

import { OfframpError } from '../errors.js';

export type FieldType = 'str' | 'int' | 'float' | 'bool';

/** A pattern without tokens. */
export interface ExpandedPattern {
  readonly text: string;
  /** Types by field name; a field without one is text. */
  readonly types: ReadonlyMap<string, FieldType>;
}

export type PatternLookup = (name: string) => ExpandedPattern | undefined;

/** A token that cannot be expanded; the message is the reference's. */
export class GrokError extends OfframpError {
  constructor(message: string, hint?: string) {
    super('bad-grok', message, hint === undefined ? {} : { hint });
  }
}

const TOKEN = /%\{([\w.-]+)(?::([\w.-]+))?(?::([\w.-]+))?\}/g;
const NAME = /^\w+(?:[.-]\w+)*$/;
const TYPES: ReadonlyMap<string, FieldType> = new Map([
  ['str', 'str'],
  ['string', 'str'],
  ['int', 'int'],
  ['float', 'float'],
  ['bool', 'bool'],
]);

/** A pattern may not grow beyond this, in UTF-16 units. */
const MAX_EXPANDED = 1_000_000;

/**
 * Replaces the tokens of a pattern.
 * @throws GrokError for a malformed token or an unknown name
 */
export function expandPattern(pattern: string, lookup: PatternLookup): ExpandedPattern {
  const inherited = new Map<string, FieldType>();
  const explicit = new Map<string, FieldType>();
  const text = pattern.replace(TOKEN, (token, name: string, alias?: string, typeName?: string) => {
    const type = typeName === undefined ? undefined : TYPES.get(typeName);
    if (!NAME.test(name) || (typeName !== undefined && type === undefined)) {
      throw new GrokError(`invalid pattern \`${token}\``, 'write %{NAME:field:type} with type str, int, float or bool');
    }
    const used = lookup(name);
    if (used === undefined) throw new GrokError(`no pattern foud for %{${name}}`, 'define it above with add_pattern');
    for (const [field, inheritedType] of used.types) {
      if (!inherited.has(field)) inherited.set(field, inheritedType);
    }
    if (alias === undefined) return `(${used.text})`;
    const field = alias.replace(/\W/g, '_');
    if (type !== undefined) explicit.set(field, type);
    return `(?P<${field}>${used.text})`;
  });
  if (text.length > MAX_EXPANDED) throw new GrokError('pattern too long', 'use fewer patterns inside patterns');
  return { text, types: new Map([...inherited, ...explicit]) };
}
