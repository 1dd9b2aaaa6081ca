import { decodeText, encodeText } from '../point/text.js';
import { readText } from '../lang/runtime/convert.js';
import { goQuote } from '../lang/source/quote.js';
import { defineBuiltin } from './spec.js';

export const urlDecode = defineBuiltin({
  name: 'url_decode',
  family: 'url',
  style: 'positional',
  arity: "func `url_decode' expected 1 args",
  params: [{ name: 'key', mode: 'read', doc: 'Key holding the text.' }],
  returns: 'void',
  doc: 'Decodes `%XX` and `+` as in a query string and writes the text to the key. A bad escape is a run error.',
  source: 'pipeline-go ptinput/funcs/fn_urldecode.go',
  examples: [
    { title: 'a query value', script: 'add_key(q, "a+b%3Dc")\nurl_decode(q)', want: { q: 'a b=c' } },
    { title: 'UTF-8', script: 'add_key(q, "%E4%B8%AD")\nurl_decode(q)', want: { q: '中' } },
  ],
  run(ctx, site, key, value) {
    if (value === undefined) return;
    const decoded = decodeQuery(readText(value));
    if ('bad' in decoded) throw site.error(`invalid URL escape ${goQuote(decoded.bad)}`);
    ctx.set(key, decoded.text);
  },
});

const HEX = /^[0-9a-fA-F]{2}$/;

function decodeQuery(text: string): { text: string } | { bad: string } {
  if (!text.includes('%')) return { text: text.replaceAll('+', ' ') };
  const source = encodeText(text);
  const target = new Uint8Array(source.length);
  let length = 0;
  for (let i = 0; i < source.length; i++) {
    const byte = source[i]!;
    if (byte === 0x25) {
      const digits = decodeText(source.subarray(i + 1, i + 3));
      if (!HEX.test(digits)) return { bad: `%${digits}` };
      target[length++] = Number.parseInt(digits, 16);
      i += 2;
    } else {
      target[length++] = byte === 0x2b ? 0x20 : byte;
    }
  }
  return { text: decodeText(target.subarray(0, length)) };
}
