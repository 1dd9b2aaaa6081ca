import { describe, expect, test } from '@jest/globals';
import { MemoryReferTables } from '../../../../core/builtins/state/memory-refer-tables.js';
import { decodeReferTables } from '../../../../core/builtins/state/refer-table.js';
import { SqliteReferTables } from '../../../../core/builtins/state/sqlite-refer-tables.js';
import { Float } from '../../../../core/lang/runtime/value.js';

const HOSTS = {
  table_name: 'hosts',
  column_name: ['host', 'rack', 'weight', 'active'],
  column_type: ['string', 'int', 'float', 'bool'],
  row_data: [
    ['web-1', 1, 0.5, true],
    ['web-1', '2', 1, 'false'],
    ['db', 3.9, null, 1],
  ],
};
const download = (...tables: unknown[]): string => JSON.stringify(tables);

function memory(...tables: unknown[]): MemoryReferTables {
  const store = new MemoryReferTables();
  store.replaceAll(decodeReferTables(download(...tables)));
  return store;
}

function sqlite(...tables: unknown[]): SqliteReferTables {
  const store = new SqliteReferTables();
  store.replaceAll(decodeReferTables(download(...tables)));
  return store;
}

describe('decodeReferTables', () => {
  test.each([
    ['{', 'no JSON'],
    ['{}', 'no list'],
    [download(7), 'table 0: is no object'],
    [download({ ...HOSTS, table_name: '' }), 'table_name'],
    [download({ ...HOSTS, column_type: ['string'] }), '"hosts": column_type and column_name differ'],
    [download({ ...HOSTS, column_name: ['host', '', 'c', 'd'] }), 'empty one'],
    [download({ ...HOSTS, column_type: ['string', 'int', 'float', 'text'] }), 'not string, int, float or bool'],
    [download({ ...HOSTS, row_data: [['a', 1]] }), 'row 0'],
    [download({ ...HOSTS, row_data: [[[], 1, 1, true]] }), 'row 0 has a cell'],
  ])('%s is refused', (json, message) => expect(() => decodeReferTables(json)).toThrow(message));

  test('a table without rows is fine', () => {
    expect(decodeReferTables(download({ ...HOSTS, row_data: null }))[0]!.rows).toEqual([]);
  });
});

describe('MemoryReferTables', () => {
  test('converts cells and compares type and value', () => {
    const store = memory(HOSTS);
    const second = new Map<string, unknown>([
      ['host', 'web-1'],
      ['rack', 2],
      ['weight', new Float(1)],
      ['active', false],
    ]);
    expect(store.query('hosts', ['rack'], [2])).toEqual(second);
    expect(store.query('hosts', ['host', 'active'], ['web-1', false])).toEqual(second);
    expect(store.query('hosts', ['weight'], [new Float(1)])).toEqual(second);
    expect(store.query('hosts', ['rack'], [new Float(2)])).toBeUndefined();
    expect(store.query('hosts', ['rack'], ['2'])).toBeUndefined();
    expect(store.query('hosts', ['weight'], [1])).toBeUndefined();
    expect(store.query('hosts', ['host'], [null])).toBeUndefined();
    expect(store.query('Hosts', ['host'], ['db'])).toBeUndefined();
    expect(store.query('hosts', ['nosuch'], ['db'])).toBeUndefined();
    expect(store.query('hosts', ['host'], [])).toBeUndefined();
    expect(store.query('hosts', [], [])).toBeUndefined();
    expect(store.query('hosts', ['host'], [['db']])).toBe('unusable');
  });

  test('takes the first of several rows and of tables of one name', () => {
    const store = memory(HOSTS, { ...HOSTS, row_data: [['web-1', 9, 9, true]] });
    expect((store.query('hosts', ['host'], ['web-1']) as Map<string, unknown>).get('rack')).toBe(1);
  });

  test('a cell that does not convert refuses the whole download', () => {
    const store = memory(HOSTS);
    const bad = decodeReferTables(download({ ...HOSTS, row_data: [['x', 'seven', 1, true]] }));
    expect(() => store.replaceAll(bad)).toThrow('row 0, column "rack": "seven" is no int');
    expect(store.query('hosts', ['host'], ['db'])).toBeDefined();
  });
});

describe('SqliteReferTables', () => {
  test('compares with the affinity of the column', () => {
    const store = sqlite(HOSTS);
    for (const value of [2, new Float(2), '2', ' 2.0 ', '+2']) {
      expect([value, (store.query('hosts', ['rack'], [value]) as Map<string, unknown>).get('rack')]).toEqual([
        value,
        2,
      ]);
    }
    for (const value of ['two', '2x', null, [2], new Float(NaN)]) {
      expect(store.query('hosts', ['rack'], [value])).toBeUndefined();
    }
  });

  test('gives booleans as integers, unconverted text as it is, null as null', () => {
    const rows = ['web-1', 'db'].map((host) => sqlite(HOSTS).query('HOSTS', ['HOST'], [host]));
    expect(rows[0]?.get('active')).toBe(1);
    expect(rows[1]).toEqual(
      new Map<string, unknown>([
        ['host', 'db'],
        ['rack', new Float(3.9)],
        ['weight', null],
        ['active', 1],
      ]),
    );
    expect(sqlite(HOSTS).query('hosts', ['rack'], [2])?.get('active')).toBe('false');
  });

  test('keeps numbers in a text column as SQLite casts them', () => {
    const column = (cell: unknown): unknown =>
      sqlite({ table_name: 't', column_name: ['s'], column_type: ['string'], row_data: [[cell]] })
        .query('t', [], [])
        ?.get('s');
    expect([5, 0.1, 1e21, -2.5e-7, true].map(column)).toEqual(['5.0', '0.1', '1.0e+21', '-2.5e-07', '1']);
  });
});
