import { describe, expect, test } from '@jest/globals';
import { Buffer } from 'node:buffer';
import { decodeGb18030, decodeGbk } from '../../../core/builtins/gbk.js';

const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex');

describe('decodeGbk', () => {
  test.each([
    ['d6d0', '中'],
    ['613d80', 'a=€'],
    ['a1a1', '\u3000'],
    ['fffeff', '\ufffd\ufffd\ufffd'],
    ['b4', '\ufffd'],
    ['b42062', '\ufffd b'],
    ['b47f', '\ufffd\u007f'],
    ['81308130', '\ufffd0\ufffd0'],
  ])('%s is %s', (hex, text) => expect(decodeGbk(bytes(hex))).toBe(text));

  test('reads every pair that the platform reads', () => {
    const decoder = new TextDecoder('gb18030');
    let seen = 0;
    for (let lead = 0x81; lead < 0xff; lead++) {
      for (let trail = 0x40; trail < 0xff; trail++) {
        const pair = Uint8Array.of(lead, trail);
        const char = decoder.decode(pair);
        if (char.length !== 1 || char === '\ufffd') continue;
        seen++;
        expect(decodeGbk(pair)).toBe(char);
      }
    }
    expect(seen).toBeGreaterThan(21_000);
  });
});

describe('decodeGb18030', () => {
  test.each([
    ['95328236', '\u{20000}'],
    ['9534b235a2e3', '\u{20bb7}€'],
    ['81308130', '\u0080'],
    ['8130', '\ufffd0'],
    ['813081ff', '\ufffd0\ufffd\ufffd'],
    ['fe39fe39', '\ufffd9\ufffd9'],
  ])('%s is %s', (hex, text) => expect(decodeGb18030(bytes(hex))).toBe(text));
});
