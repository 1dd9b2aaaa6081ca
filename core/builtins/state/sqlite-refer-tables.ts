// Reference tables with the answers SQLite gives (`use_sqlite` of the reference), kept in memory by ourselves: no
// database is opened, only its rules of column affinity and comparison are applied. Cells are stored as downloaded, a
// lookup compares loosely (2, 2.0 and "2" meet in an int column), names do not distinguish case, booleans come back as
// 0 and 1, NULL is equal to nothing. Unlike there, names with odd characters work and reach no SQL text.

import type { ReferTables } from '../../lang/runtime/services.js';
import type { Int, ScriptMap, Value } from '../../lang/runtime/value.js';
import { Float, isInt, toInt } from '../../lang/runtime/value.js';
import type { CellKey, ColumnType, RawCell, ReferTable } from './refer-table.js';
import { floatKey, IndexedTable, textKey } from './refer-table.js';

/** What SQLite stores: INTEGER, REAL, TEXT or NULL. */
type Stored = Int | Float | string | null;

interface Table {
  readonly indexed: IndexedTable;
  readonly types: readonly ColumnType[];
  /** Column number by name in lower case. */
  readonly numbers: ReadonlyMap<string, number>;
}

export class SqliteReferTables implements ReferTables {
  private tables: ReadonlyMap<string, Table> = new Map();

  replaceAll(tables: readonly ReferTable[]): void {
    const next = new Map<string, Table>();
    for (const table of tables) {
      const name = lower(table.name);
      if (!next.has(name)) next.set(name, load(table));
    }
    this.tables = next;
  }

  query(name: string, columns: readonly string[], values: readonly Value[]): ScriptMap | undefined {
    const table = this.tables.get(lower(name));
    if (table === undefined || columns.length !== values.length) return undefined;
    if (columns.length === 0) return table.indexed.row(0); // compat: no condition at all
    const numbers = columns.map((column) => table.numbers.get(lower(column)) ?? -1);
    if (numbers.includes(-1)) return undefined;
    const keys = values.map((value, i) => {
      const bound = bind(value);
      return bound === undefined ? undefined : keyOf(withAffinity(bound, table.types[numbers[i]!]!));
    });
    return table.indexed.find(numbers, keys);
  }
}

function load({ columns, types, rows }: ReferTable): Table {
  const stored = rows.map((row) => row.map((cell, i) => withAffinity(fromJson(cell), types[i]!)));
  const numbers = new Map<string, number>();
  for (const [i, column] of columns.entries()) if (!numbers.has(lower(column))) numbers.set(lower(column), i);
  return { indexed: new IndexedTable(columns, stored, keyOf), types, numbers };
}

function lower(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** JSON numbers are doubles, booleans integers. */
function fromJson(cell: RawCell): Stored {
  if (typeof cell === 'number') return new Float(cell);
  return typeof cell === 'boolean' ? Number(cell) : cell;
}

/** A script's value as a parameter; undefined for what no parameter can be. */
function bind(value: Value): Stored | undefined {
  if (typeof value === 'boolean') return Number(value);
  if (value instanceof Float) return Number.isNaN(value.v) ? null : value;
  return typeof value === 'string' || value === null || isInt(value) ? value : undefined;
}

/** Equal numbers have equal keys, whether stored as INTEGER or REAL. */
function keyOf(cell: Value): CellKey | undefined {
  if (typeof cell === 'string') return textKey(cell);
  if (cell instanceof Float) return exactInt(cell.v) ?? floatKey(cell);
  return isInt(cell) ? cell : undefined;
}

/** https://sqlite.org/datatype3.html: TEXT, REAL, INTEGER and, for bool, NUMERIC. */
function withAffinity(value: Stored, type: ColumnType): Stored {
  if (value === null) return null;
  if (type === 'string') return typeof value === 'string' ? value : numberText(value);
  const number = typeof value === 'string' ? numberOf(value) : value;
  if (number === undefined) return value;
  if (type === 'float') return number instanceof Float ? number : new Float(Number(number));
  return number instanceof Float ? (exactInt(number.v) ?? number) : number;
}

function exactInt(n: number): Int | undefined {
  const fits = Number.isInteger(n) && n >= -9223372036854775808 && n < 9223372036854775808;
  return fits ? toInt(BigInt(n)) : undefined;
}

const NUMBER = /^[ \t\n\v\f\r]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[ \t\n\v\f\r]*$/;

function numberOf(text: string): Int | Float | undefined {
  const body = NUMBER.exec(text)?.[1];
  if (body === undefined) return undefined;
  if (/^[+-]?\d+$/.test(body) && body.length <= 20) {
    const value = BigInt(body.startsWith('+') ? body.slice(1) : body);
    if (BigInt.asIntN(64, value) === value) return toInt(value);
  }
  return new Float(Number(body));
}

/** Text of a number as SQLite casts it: 15 significant digits, a REAL always with a point. */
function numberText(value: Int | Float): string {
  if (!(value instanceof Float)) return value.toString();
  if (!Number.isFinite(value.v)) return value.v > 0 ? 'Inf' : '-Inf';
  const [digits = '', exponent] = value.v.toPrecision(15).split('e');
  const trimmed = digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
  const mantissa = trimmed.includes('.') ? trimmed : `${trimmed}.0`;
  return exponent === undefined ? mantissa : `${mantissa}e${exponent.replace(/([+-])(\d)$/, '$10$2')}`;
}
