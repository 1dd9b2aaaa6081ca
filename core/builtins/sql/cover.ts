// A statement with its literals hidden: `id in (1, 2)` becomes `id in ( ? )`, so that statements that differ only in
// values come out the same. Comments, aliases and semicolons go. Each token passes three filters in a row; each filter
// sees the kind the previous token had after all three. Source: functions-j-z.md 4.6 (DataDog obfuscate)

import { isWellFormed } from '../../point/text.js';
import type { Token, TokenKind } from './tokens.js';
import { SqlError, SqlTokenizer } from './tokens.js';

/** Kinds the filters give to tokens. */
const DROPPED = 'dropped';
const IN_BRACKETS = 'in brackets';
/** Hidden, or dropped as one of several that show as one `?`. */
const GROUPED = 'grouped';
const GROUPED_OPENING = 'grouped (';

interface FilteredToken {
  readonly kind: TokenKind;
  /** Undefined: leaves no trace. */
  readonly text: string | undefined;
}

/** @returns undefined for what is no SQL, or nothing but comments */
export function coverSql(statement: string): string | undefined {
  if (!isWellFormed(statement)) return undefined;
  const first = new SqlTokenizer(statement, false);
  // Where a backslash in quotes was taken as an escape and that led nowhere, it may be an ordinary character.
  return cover(first) ?? (first.sawEscape ? cover(new SqlTokenizer(statement, true)) : undefined);
}

function cover(tokenizer: SqlTokenizer): string | undefined {
  const groups = new Grouping();
  let result = '';
  let last: TokenKind = '';
  try {
    for (let token = tokenizer.next(); token !== undefined; token = tokenizer.next()) {
      const filtered = groups.filter(hide(discard(token, last), last), last);
      if (filtered.text !== undefined) {
        const isJoined = result === '' || filtered.kind === ',' || (filtered.kind === '=' && last === ':');
        result += isJoined ? filtered.text : ` ${filtered.text}`;
      }
      last = filtered.kind;
    }
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  }
  return result === '' ? undefined : result;
}

/** Drops comments, semicolons and aliases. */
function discard({ kind, text }: Token, last: TokenKind): FilteredToken {
  if (last === IN_BRACKETS && kind !== ']') {
    if (kind !== 'name') throw new SqlError('only a name may stand in brackets');
    return { kind: IN_BRACKETS, text: undefined };
  }
  if (last === 'as' || last === IN_BRACKETS) return { kind: kind === '[' ? IN_BRACKETS : DROPPED, text: undefined };
  switch (kind) {
    case 'comment':
      return { kind: DROPPED, text: undefined };
    case ';':
      return { kind: GROUPED, text: undefined };
    case 'as':
      return { kind, text: undefined };
    default:
      return { kind, text };
  }
}

/** Puts a question mark for literals. */
function hide(token: FilteredToken, last: TokenKind): FilteredToken {
  const { kind } = token;
  const isHidden = last === 'savepoint' || kind === 'literal' || kind === '?' || (last === '=' && kind === 'quoted');
  return isHidden ? { kind: GROUPED, text: '?' } : token;
}

/** Makes one of several question marks in a row, and of several groups of them. */
class Grouping {
  private items = 0;
  private groups = 0;

  filter(token: FilteredToken, last: TokenKind): FilteredToken {
    const { kind, text } = token;
    const isGrouped = kind === GROUPED || kind === GROUPED_OPENING;
    if ((last === '(' && isGrouped) || (kind === '(' && this.groups > 0)) this.groups++;
    if (this.groups > 0 && last === GROUPED_OPENING && (kind === 'query' || kind === 'name')) {
      this.reset(); // a query of its own
      return { kind, text: `( ${text ?? ''}` };
    }
    if (isGrouped) return ++this.items > 1 ? { kind: GROUPED, text: undefined } : token;
    if (this.items > 0 && kind === ',') return { kind: GROUPED, text: undefined };
    if (this.groups > 1) return { kind: kind === '(' ? GROUPED_OPENING : GROUPED, text: undefined };
    if (kind !== ',' && kind !== '(' && kind !== ')') this.reset();
    return token;
  }

  private reset(): void {
    this.items = 0;
    this.groups = 0;
  }
}
