// The User-Agent that DataWay sees: `datakit-<os>-<arch>/<version>/<hostname>` in Go's words, since the site reads host
// and platform from it. Source: datakit internal/io/dataway/dw.go

const OS: ReadonlyMap<string, string> = new Map([['win32', 'windows']]);
const ARCH: ReadonlyMap<string, string> = new Map([
  ['x64', 'amd64'],
  ['ia32', '386'],
]);

export interface Platform {
  /** As process.platform and process.arch say it. */
  readonly platform: string;
  readonly arch: string;
  readonly hostname: string;
}

export function datawayUserAgent(version: string, { platform, arch, hostname }: Platform): string {
  const host = hostname.replace(/[^\x21-\x7e]/g, '_'); // a header takes visible ASCII only
  return `datakit-${OS.get(platform) ?? platform}-${ARCH.get(arch) ?? arch}/${version}/${host}`;
}
