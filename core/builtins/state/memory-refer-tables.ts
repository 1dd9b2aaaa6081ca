// Reference tables in memory, the reference's default: cells are converted to their column's type, a lookup compares
// type and value, names are case-sensitive. An update replaces all tables or, when a cell does not convert, none.

import { DecodeError } from '../../errors.js';
import { parseGoFloat, parseGoInt } from '../../lang/runtime/go-number.js';
import { floatText, truncate } from '../../lang/runtime/convert.js';
import type { ReferTables } from '../../lang/runtime/services.js';
import type { ScriptMap, Value } from '../../lang/runtime/value.js';
import { Float, isInt } from '../../lang/runtime/value.js';
import type { CellKey, ColumnType, RawCell, ReferTable } from './refer-table.js';
import { floatKey, IndexedTable, textKey } from './refer-table.js';

export class MemoryReferTables implements ReferTables {
  private tables: ReadonlyMap<string, IndexedTable> = new Map();

  /**
   * Puts a download in service.
   * @throws DecodeError when a cell does not convert; what was in service stays
   */
  replaceAll(tables: readonly ReferTable[]): void {
    const next = new Map<string, IndexedTable>();
    for (const table of tables) {
      const indexed = new IndexedTable(table.columns, convertRows(table), keyOf);
      if (!next.has(table.name)) next.set(table.name, indexed); // compat: the first of a name wins
    }
    this.tables = next;
  }

  query(table: string, columns: readonly string[], values: readonly Value[]): ScriptMap | undefined | 'unusable' {
    const found = this.tables.get(table);
    if (found === undefined || columns.length !== values.length || columns.length === 0) return undefined;
    if (values.some((value) => Array.isArray(value) || value instanceof Map)) return 'unusable';
    const numbers = columns.map((column) => found.columns.indexOf(column));
    return numbers.includes(-1) ? undefined : found.find(numbers, values.map(keyOf));
  }
}

function keyOf(cell: Value): CellKey | undefined {
  if (typeof cell === 'string') return textKey(cell);
  if (isInt(cell) || typeof cell === 'boolean') return cell;
  return cell instanceof Float ? floatKey(cell) : undefined;
}

function convertRows({ name, columns, types, rows }: ReferTable): Value[][] {
  return rows.map((row, at) =>
    row.map((cell, i) => {
      const value = convert(cell, types[i]!);
      if (value !== undefined) return value;
      const where = `reference table "${name}": row ${at}, column "${columns[i]!}"`;
      throw new DecodeError('refer-table', `${where}: ${JSON.stringify(cell)} is no ${types[i]!}`);
    }),
  );
}

/** Lenient as the reference: text is read as a number, null is the type's zero. undefined: it does not convert. */
function convert(cell: RawCell, type: ColumnType): Value | undefined {
  switch (type) {
    case 'string':
      return typeof cell === 'number' ? floatText(cell) : String(cell ?? '');
    case 'int':
      if (typeof cell === 'string') return parseGoInt(cell.replace(/\.0+$/, ''));
      return typeof cell === 'number' ? truncate(cell) : Number(cell ?? 0);
    case 'float': {
      const value = typeof cell === 'string' ? parseGoFloat(cell) : Number(cell ?? 0);
      return value === undefined ? undefined : new Float(value);
    }
    case 'bool':
      return typeof cell === 'string' ? BOOLEANS.get(cell) : Boolean(cell ?? false);
  }
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'T', 'TRUE', 'true', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'F', 'FALSE', 'false', 'False'].map((text) => [text, false] as const),
]);
