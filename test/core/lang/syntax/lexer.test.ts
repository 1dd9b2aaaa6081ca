import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Lexer } from '../../../../core/lang/syntax/lexer.js';
import type { Token } from '../../../../core/lang/syntax/token.js';
import { scriptText } from './script-text.js';

function tokensOf(text: string): Token[] {
  const lexer = new Lexer(text);
  const tokens: Token[] = [];
  for (let token = lexer.next(); token.kind !== 'eof'; token = lexer.next()) tokens.push(token);
  return tokens;
}

function isTrivia(text: string): boolean {
  return /^(?:[ \t\r]|#[^\r\n]*)*$/.test(text);
}

describe('the lexer', () => {
  test('tiles any text: between tokens lie only blanks and comments', () => {
    fc.assert(
      fc.property(scriptText, (text) => {
        let at = 0;
        for (const token of tokensOf(text)) {
          // An error is reported where it begins, or just behind a closing bracket too many; lexing goes on at its end.
          const isError = token.kind === 'error';
          if (!isError && !isTrivia(text.slice(at, token.start))) return false;
          if (token.start < (isError ? 0 : at) || token.end < token.start + (isError ? 0 : 1)) return false;
          at = token.end;
        }
        return isTrivia(text.slice(at));
      }),
      { numRuns: 500 },
    );
  });

  test('takes the longest operator', () => {
    const kinds = tokensOf('a+=b==c<=d&&!e||f!=g').map((token) => token.kind);
    expect(kinds).toEqual(['id', '+=', 'id', '==', 'id', '<=', 'id', '&&', '!', 'id', '||', 'id', '!=', 'id']);
  });

  test('goes on behind an error', () => {
    const kinds = tokensOf('a @ b "x\\q" c `d').map((token) => token.kind);
    expect(kinds).toEqual(['id', 'error', 'id', 'error', 'id', 'error']);
  });
});
