// Reference tables as they are downloaded: a JSON list of tables, checked as a whole. One bad table refuses all of it, so
// that the tables in service always belong together.

import { DecodeError } from '../../errors.js';
import type { Float, Value } from '../../lang/runtime/value.js';

export type ColumnType = 'string' | 'int' | 'float' | 'bool';
const COLUMN_TYPES: ReadonlySet<unknown> = new Set<ColumnType>(['string', 'int', 'float', 'bool']);

/** A cell as JSON has it; numbers are doubles. */
export type RawCell = string | number | boolean | null;

export interface ReferTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly types: readonly ColumnType[];
  readonly rows: readonly (readonly RawCell[])[];
}

/**
 * Reads and checks a download.
 * @throws DecodeError naming the table and what is wrong with it
 */
export function decodeReferTables(json: string): ReferTable[] {
  let list: unknown;
  try {
    list = JSON.parse(json);
  } catch (cause) {
    throw new DecodeError('refer-table', 'reference tables: the download is no JSON', -1, { cause });
  }
  if (!Array.isArray(list)) return refuse('reference tables', 'the download is no list of tables');
  return list.map(readTable);
}

function refuse(what: string, why: string): never {
  throw new DecodeError('refer-table', `${what}: ${why}`);
}

function readTable(table: unknown, at: number): ReferTable {
  if (typeof table !== 'object' || table === null) return refuse(`reference table ${at}`, 'is no object');
  const {
    table_name: name,
    column_name: columns,
    column_type: types,
    row_data: rows,
  } = table as Record<string, unknown>;
  if (typeof name !== 'string' || name === '') return refuse(`reference table ${at}`, 'table_name is missing or empty');
  const what = `reference table "${name}"`;
  if (!isTexts(columns) || columns.includes(''))
    return refuse(what, 'column_name is no list of names, or has an empty one');
  if (!Array.isArray(types) || types.length !== columns.length) {
    return refuse(what, 'column_type and column_name differ in length');
  }
  if (!isColumnTypes(types)) return refuse(what, 'column_type has a type that is not string, int, float or bool');
  return { name, columns, types, rows: readRows(rows ?? [], columns.length, what) };
}

function readRows(rows: unknown, width: number, what: string): RawCell[][] {
  if (!Array.isArray(rows)) return refuse(what, 'row_data is no list');
  return rows.map((row: unknown, at) => {
    if (!Array.isArray(row) || row.length !== width) return refuse(what, `row ${at} has not one cell per column`);
    if (!row.every(isCell)) return refuse(what, `row ${at} has a cell that is a list or an object`);
    return row;
  });
}

function isTexts(list: unknown): list is string[] {
  return Array.isArray(list) && list.every((item) => typeof item === 'string');
}

function isColumnTypes(list: readonly unknown[]): list is ColumnType[] {
  return list.every((item) => COLUMN_TYPES.has(item));
}

function isCell(cell: unknown): cell is RawCell {
  return cell === null || typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean';
}

/** What a cell is looked up by; undefined is equal to nothing. */
export type CellKey = string | number | bigint | boolean;

/** A table with its rows found by the values of columns; a column's index is built when it is first searched. */
export class IndexedTable {
  readonly columns: readonly string[];
  private readonly rows: readonly (readonly Value[])[];
  private readonly keyOf: (cell: Value) => CellKey | undefined;
  private readonly indexes: (Map<CellKey, number[]> | undefined)[] = [];

  constructor(
    columns: readonly string[],
    rows: readonly (readonly Value[])[],
    keyOf: (cell: Value) => CellKey | undefined,
  ) {
    this.columns = columns;
    this.rows = rows;
    this.keyOf = keyOf;
  }

  /** The first row equal in all columns (by number); undefined when there is none. */
  find(columns: readonly number[], keys: readonly (CellKey | undefined)[]): Map<string, Value> | undefined {
    let candidates: readonly number[] | undefined;
    for (const [i, column] of columns.entries()) {
      const key = keys[i];
      const found = key === undefined ? undefined : this.indexOf(column).get(key);
      if (found === undefined) return undefined;
      if (candidates === undefined || found.length < candidates.length) candidates = found;
    }
    const first = candidates?.find((row) =>
      columns.every((column, i) => this.keyOf(this.rows[row]![column]!) === keys[i]),
    );
    return first === undefined ? undefined : this.row(first);
  }

  /** Column to value; of columns with the same name the first one. */
  row(at: number): Map<string, Value> | undefined {
    const cells = this.rows[at];
    if (cells === undefined) return undefined;
    const row = new Map<string, Value>();
    for (const [i, column] of this.columns.entries()) if (!row.has(column)) row.set(column, cells[i]!);
    return row;
  }

  private indexOf(column: number): Map<CellKey, number[]> {
    const known = this.indexes[column];
    if (known !== undefined) return known;
    const index = new Map<CellKey, number[]>();
    for (const [at, row] of this.rows.entries()) {
      const key = this.keyOf(row[column]!);
      if (key === undefined) continue;
      const rows = index.get(key);
      if (rows === undefined) index.set(key, [at]);
      else rows.push(at);
    }
    this.indexes[column] = index;
    return index;
  }
}

/** Key of a text, so that no text is taken for a number. */
export function textKey(text: string): CellKey {
  return `s${text}`;
}

/** Key of a float; NaN has none, and -0 is 0. */
export function floatKey(value: Float): CellKey | undefined {
  return Number.isNaN(value.v) ? undefined : `f${value.v + 0}`;
}
