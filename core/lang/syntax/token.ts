// Tokens and the words the reference has for them in "unexpected: ..." messages.

import { byteLength } from '../../point/text.js';
import { goQuote, goQuoteStart } from '../source/quote.js';

export type KeywordKind =
  | 'if'
  | 'elif'
  | 'else'
  | 'for'
  | 'in'
  | 'break'
  | 'continue'
  | 'true'
  | 'false'
  | 'nil'
  | 'null'
  // reserved: no rule of the grammar uses them
  | 'while'
  | 'return'
  | 'identifier'
  | 'str'
  | 'bool'
  | 'int'
  | 'float'
  | 'list'
  | 'map';

export type PunctuationKind = '(' | ')' | '[' | ']' | '{' | '}' | ',' | ';' | ':' | '.';

export type OperatorKind =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '='
  | '+='
  | '-='
  | '*='
  | '/='
  | '%='
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '!'
  | '&&'
  | '||';

/** `quoted` is a name in backquotes, `triple` a text in three quotes; `error` carries what the lexer refused. */
export type TokenKind =
  | KeywordKind
  | PunctuationKind
  | OperatorKind
  | 'id'
  | 'quoted'
  | 'number'
  | 'string'
  | 'triple'
  | 'eol'
  | 'eof'
  | 'error';

export interface Token {
  readonly kind: TokenKind;
  /** UTF-16 offsets into the source, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Of an `error` token: the reference's message; `start` is where it reports it. */
  readonly message?: string;
  readonly hint?: string;
}

const KEYWORDS: ReadonlySet<string> = new Set<KeywordKind>([
  'if',
  'elif',
  'else',
  'for',
  'in',
  'break',
  'continue',
  'true',
  'false',
  'nil',
  'null',
  'while',
  'return',
  'identifier',
  'str',
  'bool',
  'int',
  'float',
  'list',
  'map',
]);

/** Kind of a word: keywords and the number words `inf`, `nan` are matched in any case. */
export function wordKind(word: string): TokenKind {
  const lower = lowerCase(word);
  if (lower === 'inf' || lower === 'nan') return 'number';
  return KEYWORDS.has(lower) ? (lower as KeywordKind) : 'id';
}

// compat: Go lower-cases the Kelvin sign to k and the dotted capital I to i (row lang/lexical/088); JS makes two
// characters of the latter.
function lowerCase(word: string): string {
  return word.replaceAll('\u0130', 'i').toLowerCase();
}

const IN_ANGLES: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'true',
  'false',
  'identifier',
  '&&',
  '||',
  'nil',
  'null',
  'if',
  'elif',
  'else',
]);

const OPERATORS: ReadonlySet<TokenKind> = new Set<TokenKind>(
  '+ - * / % = += -= *= /= %= == != < <= > >= !'.split(' ') as OperatorKind[],
);

const NAMED: Partial<Record<TokenKind, string>> = {
  id: 'id',
  number: 'number',
  string: 'string',
  eol: 'end of line',
  quoted: '"<Item 57362>"', // compat: the reference prints the number of a token it has no name for
  triple: '"<Item 57363>"',
};

/** A token as the reference describes it, for example `id "x"`, `<op:'='>`, `end of input`. */
export function describeToken(kind: TokenKind, text: string): string {
  if (kind === 'eof') return 'end of input';
  if (kind === 'id') return `id ${goQuote(text)}`;
  if (IN_ANGLES.has(kind)) return `<${text}>`;
  if (OPERATORS.has(kind)) return `<op:'${text}'>`;
  const quoted = byteLength(text) > 10 ? `${goQuoteStart(text, 10)}...` : goQuote(text);
  const name = NAMED[kind];
  return name === undefined ? quoted : `${name} ${quoted}`;
}

const FOREIGN_WORDS: ReadonlyMap<string, string> = new Map([
  ['and', 'write && for "and"'],
  ['or', 'write || for "or"'],
  ['not', 'write ! for "not"'],
  ['elseif', 'write elif'],
  ['elsif', 'write elif'],
]);

const RESERVED: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'identifier',
  'str',
  'bool',
  'int',
  'float',
  'list',
  'map',
]);

/** What a token that cannot stand where it stands was probably meant to be, whatever the place. */
export function tokenHint(kind: TokenKind, text: string): string | undefined {
  if (kind === 'id') return FOREIGN_WORDS.get(text.toLowerCase());
  return RESERVED.has(kind) ? `${text} is a reserved word: as a name it needs backquotes, \`${text}\`` : undefined;
}
