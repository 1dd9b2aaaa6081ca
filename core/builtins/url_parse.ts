import { readText } from '../lang/runtime/convert.js';
import type { Value } from '../lang/runtime/value.js';
import type { GoUrl } from './go-url.js';
import { GoUrlError, parseGoUrl } from './go-url.js';
import { defineBuiltin } from './spec.js';

export const urlParse = defineBuiltin({
  name: 'url_parse',
  family: 'url',
  style: 'positional',
  arity: 'func url_parse expects 1 arg',
  params: [
    {
      name: 'key',
      mode: 'read',
      accepts: ['Identifier', 'AttrExpr'],
      expects: 'expect Identifier or AttrExpr, got NODE',
      doc: 'Key that holds the URL.',
    },
  ],
  returns: ['map', 'void'],
  doc: 'The parts of a URL: `scheme`, `host` with port, `port`, `path`, and `params` with repeated values joined by commas.',
  source: 'pipeline-go ptinput/funcs/fn_url_parse.go',
  examples: [
    {
      title: 'host and a parameter',
      script: 'url = url_parse(_)\nadd_key(host, url["host"])\nadd_key(id, url["params"]["id"])',
      message: 'https://shop.example.com:8080/cart?id=7&id=8',
      want: { host: 'shop.example.com:8080', id: '7,8' },
    },
  ],
  run(_ctx, site, _key, value) {
    if (value === undefined) return;
    const text = readText(value);
    try {
      return toMap(parseGoUrl(text));
    } catch (error) {
      if (error instanceof GoUrlError) throw site.error(`failed to parse url ${excerpt(text)}: ${error.message}`);
      throw error;
    }
  },
});

/** What a message shows of a text at most; the reference shows it all, twice. */
const MAX_SHOWN = 2000;

function excerpt(text: string): string {
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}...`;
}

function toMap({ scheme, host, port, path, params }: GoUrl): Value {
  const joined = new Map<string, Value>();
  for (const [name, values] of params) joined.set(name, values.join(','));
  return new Map<string, Value>([
    ['scheme', scheme],
    ['host', host],
    ['port', port],
    ['path', path],
    ['params', joined],
  ]);
}
