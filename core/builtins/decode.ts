import { encodeText, toWellFormed } from '../point/text.js';
import { readText } from '../lang/runtime/convert.js';
import { decodeGb18030, decodeGbk } from './gbk.js';
import { defineBuiltin } from './spec.js';

type Decode = (text: string) => string;

const fromUtf16le = decoderOf('utf-16le');
const fromUtf16be = decoderOf('utf-16be');
const fromGbk: Decode = (text) => decodeGbk(encodeText(text));
const fromGb18030: Decode = (text) => decodeGb18030(encodeText(text));

// compat: the reference knows these spellings only, and utf-8 only with the quotes.
const ENCODINGS: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ["'utf-8'", toWellFormed],
  ['utf-16le', fromUtf16le],
  ["'utf-16le'", fromUtf16le],
  ['utf-16be', fromUtf16be],
  ["'utf-16be'", fromUtf16be],
  ['gbk', fromGbk],
  ["'gbk'", fromGbk],
  ['gb18030', fromGb18030],
  ["'gb18030'", fromGb18030],
]);

export const decode = defineBuiltin({
  name: 'decode',
  family: 'string',
  style: 'positional',
  arity: 'func decode expected 2',
  params: [
    { name: 'key', mode: 'read', doc: 'Key holding the text, whose bytes are decoded.' },
    {
      name: 'encoding',
      mode: 'read',
      accepts: ['AttrExpr', 'Identifier', 'StringLiteral'],
      expects: 'expect AttrExpr, Identifier or StringLiteral, got NODE',
      doc: '`utf-16le`, `utf-16be`, `gbk` or `gb18030`, or a name that holds one; another encoding does nothing.',
    },
  ],
  returns: 'void',
  doc: 'Decodes the bytes of a text and writes it to the key. Bytes that do not fit become U+FFFD.',
  source: 'pipeline-go ptinput/funcs/fn_decoder.go',
  examples: [
    { title: 'GBK', script: 'add_key(v, "1tA=")\nb64dec(v)\ndecode(v, "gbk")', want: { v: '中' } },
    { title: 'UTF-16', message: 'hi', script: 'decode(_, "utf-16le")', want: { message: '楨' } },
  ],
  check(call): Decode | 'read' | undefined {
    const node = call.args[1];
    return node?.kind === 'StringLiteral' ? ENCODINGS.get(node.value) : 'read';
  },
  run(ctx, { plan }, key, value, _encoding, encoding) {
    if (value === undefined) return;
    const named = encoding === undefined ? undefined : ENCODINGS.get(readText(encoding));
    const decodeBytes = plan === 'read' ? named : plan;
    if (decodeBytes !== undefined) ctx.set(key, decodeBytes(readText(value)));
  },
});

function decoderOf(label: string): Decode {
  const decoder = new TextDecoder(label, { ignoreBOM: true });
  return (text) => decoder.decode(encodeText(text));
}
