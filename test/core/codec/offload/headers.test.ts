import { describe, expect, test } from '@jest/globals';
import { formatFates, NO_FATES, parseFates } from '../../../../core/codec/offload/headers.js';
import { DecodeError } from '../../../../core/errors.js';

describe('the fates header', () => {
  test('comes back as it was written', () => {
    const fates = { delivered: 120, dropped: 8, filtered: 0, refused: 1, held: 3 };
    expect(formatFates(fates)).toBe('delivered=120,dropped=8,filtered=0,refused=1,held=3');
    expect(parseFates(formatFates(fates))).toEqual(fates);
  });

  test('may leave fates out', () => {
    expect(parseFates('dropped=2')).toEqual({ ...NO_FATES, dropped: 2 });
  });

  test.each(['', 'delivered', 'delivered=-1', 'constructor=1', 'delivered=1;dropped=2'])('refuses %j', (text) => {
    expect(() => parseFates(text)).toThrow(DecodeError);
  });
});
