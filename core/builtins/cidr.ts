import type { Expr } from '../lang/syntax/ast.js';
import type { Value } from '../lang/runtime/value.js';
import type { IpPrefix } from '../flow/ip-address.js';
import { parseIp, parsePrefix, prefixContains } from '../flow/ip-address.js';
import { defineBuiltin } from './spec.js';

const ACCEPTS = ['StringLiteral', 'Identifier', 'AttrExpr', 'CallExpr'] as const;
const EXPECTS = 'expect StringLiteral, Identifier or AttrExpr, got NODE';

interface Plan {
  /** Literal texts; undefined where a name is read. */
  readonly ip: string | undefined;
  readonly prefix: string | undefined;
  readonly parsed: IpPrefix | undefined;
}

export const cidr = defineBuiltin({
  name: 'cidr',
  family: 'net',
  style: 'positional',
  arity: 'func cidr expects 2 args',
  params: [
    // compat: a call passes the check, but is not evaluated and never matches.
    { name: 'ip', mode: 'read', accepts: ACCEPTS, expects: EXPECTS, doc: 'Address: text, or a name that holds it.' },
    {
      name: 'prefix',
      mode: 'read',
      accepts: ACCEPTS,
      expects: EXPECTS,
      doc: 'Network as `address/length`: text, or a name that holds it.',
    },
  ],
  returns: 'bool',
  doc: 'Whether an IP address is inside a network. Whatever is no address or network gives false.',
  source: 'pipeline-go ptinput/funcs/fn_cidr.go',
  examples: [
    { title: 'inside', script: 'add_key(hit, cidr("10.1.2.3", "10.1.0.9/16"))', want: { hit: true } },
    { title: 'IPv6', script: 'add_key(hit, cidr("2001:db8::1", "2001:db9::/32"))', want: { hit: false } },
  ],
  check(call): Plan {
    const prefix = literalText(call.args[1]);
    return { ip: literalText(call.args[0]), prefix, parsed: prefix === undefined ? undefined : parsePrefix(prefix) };
  },
  run(_ctx, { plan }, _ip, ipValue, _prefix, prefixValue) {
    const address = plan.ip ?? textOrNothing(ipValue);
    const network = plan.parsed ?? parsePrefix(plan.prefix ?? textOrNothing(prefixValue));
    const ip = network === undefined ? undefined : parseIp(address);
    return network !== undefined && ip !== undefined && prefixContains(network, ip);
  },
});

function literalText(node: Expr | undefined): string | undefined {
  return node?.kind === 'StringLiteral' ? node.value : undefined;
}

function textOrNothing(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}
