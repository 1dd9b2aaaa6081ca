import type { IpLocation } from '../lang/runtime/services.js';
import { readText } from '../lang/runtime/convert.js';
import { defineBuiltin } from './spec.js';

/** The reference shows these as provinces of CN. */
const AS_PROVINCE: ReadonlyMap<string, string> = new Map([
  ['TW', 'Taiwan'],
  ['MO', 'Macao'],
  ['HK', 'Hong Kong'],
]);

export const geoip = defineBuiltin({
  name: 'geoip',
  family: 'net',
  style: 'positional',
  arity: "func `geoip' expected 1 args",
  params: [{ name: 'key', mode: 'read', doc: 'Key holding the IP address.' }],
  returns: 'void',
  doc:
    'Writes `city`, `province`, `country` (ISO code) and `isp` of an IP address. An installation without an IP ' +
    'database writes nothing.',
  source: 'pipeline-go ptinput/funcs/fn_geo_ip.go',
  examples: [{ title: 'an address', message: '203.0.113.5', script: 'geoip(_)', want: { message: '203.0.113.5' } }],
  run(ctx, _site, _key, value) {
    if (value === undefined) return;
    const found = ctx.services.ipdb?.lookup(readText(value));
    if (found === undefined) return;
    const place = withProvince(found);
    ctx.set('city', place.city);
    ctx.set('province', place.region);
    ctx.set('country', place.country);
    ctx.set('isp', place.isp);
  },
});

function withProvince(found: IpLocation): IpLocation {
  const region = AS_PROVINCE.get(found.country);
  return region === undefined ? found : { ...found, country: 'CN', region };
}
