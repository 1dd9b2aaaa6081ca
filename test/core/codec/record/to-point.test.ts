import { describe, expect, test } from '@jest/globals';
import { EventTime, ExtValue, LogEntry, RecordMap, type RecordValue } from '../../../../core/codec/record/record.js';
import { toPoint, type PointTarget } from '../../../../core/codec/record/to-point.js';
import { Float, Uint } from '../../../../core/point/value.js';

const TARGET: PointTarget = {
  source: 'web',
  service: 'shop',
  tags: [['env', 'test']],
  messageKeys: ['message', 'log', 'msg', 'MESSAGE'],
};
const map = (...items: RecordValue[]): RecordMap => new RecordMap(items);

interface Extras {
  readonly metadata?: RecordMap;
  readonly group?: RecordMap;
  readonly target?: PointTarget;
}

/** Tags as `key=value`, fields as [key, value], in order. */
function mapped(record: RecordMap, { metadata, group, target = TARGET }: Extras = {}): unknown[] {
  const point = toPoint(new LogEntry(7n, record, metadata, group), target, 'node-1');
  expect(point).toMatchObject({ name: 'web', time: 7n });
  expect(new Set(point.kvs.map(({ key }) => key)).size).toBe(point.kvs.length); // checks drop repeated names
  return point.kvs.map(({ key, value, isTag }) => (isTag ? `${key}=${value as string}` : [key, value]));
}

const COMMON = ['host=node-1', 'service=shop'];

describe('toPoint', () => {
  test('a tailed line', () => {
    expect(mapped(map('log', 'GET / 200'))).toEqual([...COMMON, ['message', 'GET / 200'], 'env=test']);
  });

  test('a Docker json-file line loses its line break and keeps the rest', () => {
    const record = map('log', 'ready\n', 'stream', 'stdout', 'time', '2024-05-06T07:08:09Z');
    expect(mapped(record)).toEqual([
      ...COMMON,
      ['message', 'ready'],
      'env=test',
      ['stream', 'stdout'],
      ['time', '2024-05-06T07:08:09Z'],
    ]);
  });

  test.each([
    ['a\r\n', 'a'],
    ['a\n\n', 'a\n'],
    ['\n', ''],
    ['', ''],
    ['a\r', 'a\r'],
  ])('message %j becomes %j', (log, message) => {
    expect(mapped(map('log', log))[2]).toEqual(['message', message]);
  });

  test('a Kubernetes record', () => {
    const kubernetes = map(
      ...['pod_name', 'checkout-1', 'namespace_name', 'shop-ns', 'container_name', 'app', 'host', 'node-7'],
      ...['labels', map('app', 'checkout'), 'replicas', 3],
    );
    expect(mapped(map('log', 'x', 'kubernetes', kubernetes))).toEqual([
      'host=node-7',
      'service=shop',
      ['message', 'x'],
      'env=test',
      'pod_name=checkout-1',
      'namespace=shop-ns',
      'container_name=app',
      [
        'kubernetes',
        '{"pod_name":"checkout-1","namespace_name":"shop-ns","container_name":"app","host":"node-7","labels":{"app":"checkout"},"replicas":3}',
      ],
    ]);
  });

  test.each([
    ['before', map('host', 'said', 'kubernetes', map('host', 'node-7'))],
    ['behind', map('kubernetes', map('host', 'node-7'), 'host', 'said')],
  ])('the host a record says itself wins over its node, standing %s it', (_, record) => {
    expect(mapped(record)[0]).toBe('host=said');
  });

  test('every kind of value keeps its meaning', () => {
    const record = map(
      ...[
        'log',
        'x',
        'i',
        -3,
        'big',
        2n ** 60n,
        'u',
        new Uint(2n ** 64n - 1n),
        'f',
        new Float(7),
        'yes',
        true,
        'no',
        null,
      ],
      ...['bin', new Uint8Array([0x61, 0xff]), 'at', new EventTime(1, 2), 'ext', new ExtValue(5, new Uint8Array([9]))],
      ...['list', [1, new Float(1.5), 'é', null], 'bad', 'a\udcff'],
    );
    expect(mapped(record).slice(4)).toEqual([
      ['i', -3],
      ['big', 2n ** 60n],
      ['u', new Uint(2n ** 64n - 1n)],
      ['f', new Float(7)],
      ['yes', true],
      ['bin', 'a\udcff'],
      ['at', 1_000_000_002],
      ['ext', '09'],
      ['list', '[1,1.5,"é",null]'],
      ['bad', 'a\udcff'],
    ]);
  });

  test('the first message key of the route wins, wherever it stands; nil is no message', () => {
    expect(mapped(map('MESSAGE', 'c', 'msg', 'b', 'log', null)).slice(2)).toEqual([
      ['message', 'b'],
      'env=test',
      ['MESSAGE', 'c'],
    ]);
  });

  test('a message that is no text becomes text', () => {
    expect(mapped(map('message', map('a', 1)))[2]).toEqual(['message', '{"a":1}']);
    expect(mapped(map('message', 12))[2]).toEqual(['message', '12']);
    expect(mapped(map('message', new Uint8Array([0x68, 0x69])))[2]).toEqual(['message', 'hi']);
  });

  test('a record without a message is its own message, as JSON, and has its fields too', () => {
    expect(mapped(map('method', 'GET', 'code', 200))).toEqual([
      ...COMMON,
      ['message', '{"method":"GET","code":200}'],
      'env=test',
      ['method', 'GET'],
      ['code', 200],
    ]);
  });

  test('host and service of the record win; a dash or a map does not', () => {
    expect(mapped(map('log', 'x', 'host', 'db-1', 'service', 9)).slice(0, 2)).toEqual(['host=db-1', 'service=9']);
    expect(mapped(map('log', 'x', 'host', '-', 'service', '')).slice(0, 2)).toEqual(COMMON);
    expect(mapped(map('log', 'x', 'host', map('name', 'h')))).toEqual([
      ...COMMON,
      ['message', 'x'],
      'env=test',
      ['record_host', '{"name":"h"}'],
    ]);
  });

  test('a key of the record takes the place of a route tag', () => {
    expect(mapped(map('log', 'x', 'env', 'prod'))).toEqual([...COMMON, ['message', 'x'], ['env', 'prod']]);
  });

  test('a route tag may set host and service', () => {
    const target: PointTarget = { ...TARGET, tags: [['host', 'fixed'], ['service', 's'], ['message', 'never']] }; // prettier-ignore
    expect(mapped(map('log', 'x'), { target })).toEqual(['host=fixed', 'service=s', ['message', 'x']]);
  });

  test('names that would be lost on the way are renamed', () => {
    const record = map('source', 's', 'date', 'd', 'time', 1714979289123, 'log', 'x', 'message', 'other');
    const target = { ...TARGET, tags: [], messageKeys: ['log'] };
    expect(mapped(record, { target }).slice(2)).toEqual([
      ['message', 'x'],
      ['record_source', 's'],
      ['record_date', 'd'],
      ['record_time', 1714979289123],
      ['record_message', 'other'],
    ]);
  });

  test('keys of any kind become text, and the last of repeated ones counts', () => {
    const record = map(
      1,
      'one',
      true,
      'yes',
      null,
      'nil',
      new Uint8Array([0x62]),
      'bin',
      '__proto__',
      'p',
      'k',
      1,
      'k',
      2,
    );
    expect(mapped(map('log', 'x', ...record.items)).slice(4)).toEqual([
      ['1', 'one'],
      ['true', 'yes'],
      ['null', 'nil'],
      ['b', 'bin'],
      ['__proto__', 'p'],
      ['k', 2],
    ]);
  });

  test('a record of many keys takes time in proportion', () => {
    const items = Array.from({ length: 40_000 }, (_, at) => (at % 2 === 0 ? `key-${at % 30_000}` : at));
    const startMs = performance.now();
    expect(mapped(map(...items))).toHaveLength(15_000 + 4);
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });

  test('an OpenTelemetry record gets its resource, ids and severity', () => {
    const group = map(
      'resource',
      map('attributes', map('service.name', 'checkout', 'host.name', 'n-2')),
      'scope',
      map(),
    );
    const otlp = map(
      'severity_text',
      'ERROR',
      'trace_id',
      new Uint8Array([0x0a, 0xf7]),
      'span_id',
      new Uint8Array([1]),
    );
    expect(mapped(map('log', 'x'), { group, metadata: map('otlp', otlp) })).toEqual([
      'host=n-2',
      'service=checkout',
      ['message', 'x'],
      'env=test',
      ['resource', '{"service.name":"checkout","host.name":"n-2"}'],
      ['trace_id', '0af7'],
      ['span_id', '01'],
      ['status', 'ERROR'],
      ['metadata', '{"otlp":{"severity_text":"ERROR","trace_id":"0af7","span_id":"01"}}'],
    ]);
  });

  test('empty metadata leaves nothing', () => {
    expect(mapped(map('log', 'x'), { metadata: map() })).toHaveLength(4);
  });
});
