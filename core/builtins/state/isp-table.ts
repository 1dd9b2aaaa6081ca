// Internet providers by network, as `ip2isp.txt` has them: lines `10.0.0.0/8 name`, IPv4 only, the longest prefix wins.

import type { IpAddress } from '../../flow/ip-address.js';
import { parsePrefix } from '../../flow/ip-address.js';

export class IspTable {
  /** Names by the front bits of a network, for each prefix length there is, longest first. */
  private readonly byShift: readonly (readonly [shift: bigint, names: ReadonlyMap<bigint, string>])[];

  /** Lines that do not fit are skipped, as in the reference. */
  constructor(text: string) {
    const tables = new Map<bigint, Map<bigint, string>>();
    for (const line of text.split('\n')) {
      const parts = line.replace(/\r$/, '').split(' ');
      const prefix = parts.length === 2 ? parsePrefix(parts[0]!) : undefined;
      if (prefix?.bits !== 32 || prefix.shift === 32n) continue;
      const names = tables.get(prefix.shift) ?? new Map<bigint, string>();
      tables.set(prefix.shift, names.set(prefix.front, parts[1]!));
    }
    this.byShift = [...tables].sort(([a], [b]) => Number(a - b));
  }

  lookup(address: IpAddress): string | undefined {
    if (address.bits !== 32) return undefined;
    for (const [shift, names] of this.byShift) {
      const name = names.get(address.value >> shift);
      if (name !== undefined) return name;
    }
    return undefined;
  }
}
