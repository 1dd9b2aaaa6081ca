import { readText } from '../lang/runtime/convert.js';
import type { Value } from '../lang/runtime/value.js';
import { jsonText } from '../lang/runtime/convert.js';
import { defineBuiltin } from './spec.js';

const HEADERS_SLOT = 2;

export const httpRequest = defineBuiltin({
  name: 'http_request',
  family: 'net',
  style: 'named',
  waits: true,
  params: [
    { name: 'method', mode: 'value', kind: 'str', doc: 'Method; "" is GET.' },
    { name: 'url', mode: 'value', kind: 'str', doc: 'http or https URL.' },
    {
      name: 'headers',
      mode: 'lazy',
      kind: 'map',
      optional: true,
      doc: 'Headers; values that are no text are left out. Anything but a map, nil too, is a run error.',
    },
    {
      name: 'body',
      mode: 'lazy',
      optional: true,
      doc: 'Body: text as it is, lists and maps as JSON, other values as text.',
    },
  ],
  returns: ['map', 'nil'],
  doc:
    'Sends a request and returns `{"status_code": int, "body": str}`, nil when it fails, takes too long or is not ' +
    'allowed. Private and local networks are refused unless the configuration allows them.',
  source: 'pipeline-go ptinput/funcs/fn_http_request.go',
  examples: [
    {
      title: 'a request that fails gives nil',
      script: 'r = http_request("GET", "ftp://example.com/")\nadd_key(ok, r != nil)',
      want: { ok: false },
    },
  ],
  async run(ctx, site, method, url, headers, body) {
    if (typeof method !== 'string') throw site.error('param data type expect string', 0);
    if (typeof url !== 'string') throw site.error('param data type expect string', 1);
    const { http } = ctx.services;
    if (!http.mayCall(url)) return null; // compat: headers and body are not even evaluated then
    const given = await headers?.();
    if (given !== undefined && !(given instanceof Map)) throw site.error('param data type expect map', HEADERS_SLOT);
    const texts: [string, string][] = [];
    for (const [name, value] of given ?? []) if (typeof value === 'string') texts.push([name, value]);
    const answer = await http.request({ method, url, headers: texts, body: bodyText(await body?.()) });
    if (answer === undefined) return null;
    return new Map<string, Value>([
      ['status_code', answer.status],
      ['body', answer.body],
    ]);
  },
});

function bodyText(body: Value | undefined): string {
  if (body === undefined) return '';
  return Array.isArray(body) || body instanceof Map ? (jsonText(body) ?? '') : readText(body);
}
