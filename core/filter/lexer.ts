// Words and signs of the filter language. Keywords are not case sensitive; `#` starts a comment; a name in backquotes
// may hold anything.
// Source: cliutils filter/lex.go

import { DecodeError } from '../errors.js';

export interface Token {
  readonly kind: 'name' | 'keyword' | 'text' | 'raw' | 'number' | 'sign' | 'end';
  /** Keywords in lower case, texts without quotes; `&&` and `||` as `and` and `or`. */
  readonly text: string;
  /** UTF-16 units from the start. */
  readonly offset: number;
}

const KEYWORDS: ReadonlySet<string> = new Set([
  ...['and', 'or', 'in', 'notin', 'not_in', 'match', 'notmatch', 're', 'nil', 'null', 'identifier', 'true', 'false'],
  // words of the query language this one is a part of: no names
  ...['as', 'asc', 'auto', 'by', 'desc', 'filter', 'limit', 'link', 'offset', 'with', 'order', 'int', 'float'],
  ...['slimit', 'soffset', 'tz'],
]);

const SPACE = /[ \t\n\r]+|#[^\n\r]*/y;
const TOKEN =
  /(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<number>(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)(?![A-Za-z0-9_]))|(?<text>"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])*')|(?<raw>`[^`]*`)|(?<sign>&&|\|\||!=|<=|>=|[{}()[\],;=<>+-])/y;

/** @throws DecodeError at a character that begins nothing */
export function lex(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    SPACE.lastIndex = at;
    if (SPACE.test(text)) {
      at = SPACE.lastIndex;
      continue;
    }
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(text)?.groups;
    if (groups === undefined) {
      throw new DecodeError('filter', `at ${at + 1}: unexpected ${JSON.stringify(text.slice(at, at + 10))}`, at);
    }
    tokens.push({ ...read(groups, at), offset: at });
    at = TOKEN.lastIndex;
  }
  return [...tokens, { kind: 'end', text: '', offset: text.length }];
}

function read(groups: Readonly<Record<string, string | undefined>>, at: number): Omit<Token, 'offset'> {
  const { word, number, text, raw, sign = '' } = groups;
  if (word !== undefined) {
    const lower = word.toLowerCase();
    return KEYWORDS.has(lower) ? { kind: 'keyword', text: lower } : { kind: 'name', text: word };
  }
  if (number !== undefined) return { kind: 'number', text: number };
  if (text !== undefined) return { kind: 'text', text: unescape(text.slice(1, -1), at) };
  if (raw !== undefined) return { kind: 'raw', text: raw.slice(1, -1) };
  if (sign === '&&') return { kind: 'keyword', text: 'and' };
  return sign === '||' ? { kind: 'keyword', text: 'or' } : { kind: 'sign', text: sign };
}

const ESCAPE =
  /\\(?:(?<octal>[0-7]{3})|x(?<byte>[0-9a-fA-F]{2})|u(?<short>[0-9a-fA-F]{4})|U(?<long>[0-9a-fA-F]{8})|(?<plain>.))/gsu;
const PLAIN: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
  '`': '`',
};

/** Go's escapes. A byte escape above 0x7f stands for a lone byte, as everywhere here (core/point/text.ts). */
function unescape(text: string, at: number): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPE, (whole: string, ...rest: unknown[]) => {
    const groups = rest.at(-1) as Readonly<Record<string, string | undefined>>; // the named groups come last
    const { octal, byte, short, long, plain = '' } = groups;
    const value = octal === undefined ? (byte === undefined ? undefined : parseInt(byte, 16)) : parseInt(octal, 8);
    if (value !== undefined && value <= 0xff) return String.fromCharCode(value < 0x80 ? value : 0xdc00 + value);
    const code = short ?? long;
    if (code !== undefined && parseInt(code, 16) <= 0x10ffff) return String.fromCodePoint(parseInt(code, 16));
    const found = PLAIN[plain];
    if (found === undefined) throw new DecodeError('filter', `at ${at + 1}: unknown escape ${whole}`, at);
    return found;
  });
}
