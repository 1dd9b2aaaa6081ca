// Addresses, host names, paths and URIs.

const HEX = '[0-9A-Fa-f]{1,4}';
const BYTE = '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const DOTTED = `${BYTE}(?:\\.${BYTE}){3}`;
const LABEL = '[0-9A-Za-z][0-9A-Za-z-]{0,62}';

export const NET_PATTERNS: Readonly<Record<string, string>> = {
  CISCOMAC: '(?:[0-9A-Fa-f]{4}\\.){2}[0-9A-Fa-f]{4}',
  WINDOWSMAC: '(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2}',
  COMMONMAC: '(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}',
  MAC: '%{CISCOMAC}|%{WINDOWSMAC}|%{COMMONMAC}',
  IPV6: ipv6(),
  IPV4: ipv4(),
  IP: '%{IPV6}|%{IPV4}',
  HOSTNAME: `\\b${LABEL}(?:\\.${LABEL})*(?:\\.?|\\b)`,
  HOST: '%{HOSTNAME}',
  IPORHOST: '%{IP}|%{HOSTNAME}',
  HOSTPORT: '%{IPORHOST}:%{POSINT}',
  USERNAME: '[0-9A-Za-z._-]+',
  USER: '%{USERNAME}',
  // compat: the class means to list `+`, `-` and `=`, but `+-=` is a range with all from comma to equals sign.
  EMAILLOCALPART: '[A-Za-z][0-9A-Za-z_.+-=:]+',
  EMAILADDRESS: '%{EMAILLOCALPART}@%{HOSTNAME}',
  HTTPDUSER: '%{EMAILADDRESS}|%{USER}',
  UNIXPATH: '/[\\w_%!$@:.,-]?/?(?:\\S+)?',
  WINPATH: '(?:[A-Za-z]:|\\\\)(?:\\\\[^\\\\?*]*)+',
  PATH: '%{UNIXPATH}|%{WINPATH}',
  TTY: '/dev/(?:pts|tty[pq]?)(?:\\w+)?/?[0-9]+',
  URIPROTO: '[A-Za-z]+(?:\\+[A-Za-z+]+)?',
  URIHOST: '%{IPORHOST}(?::%{POSINT:port})?',
  URIPATH: "(?:/[0-9A-Za-z$.+!*'(){},~:;=@#%_-]*)+",
  URIPARAM: "\\?[0-9A-Za-z$.+!*'|(){},~@#%&/=:;_?\\-\\[\\]<>]*",
  URIPATHPARAM: '%{URIPATH}(?:%{URIPARAM})?',
  URI: '%{URIPROTO}://(?:%{USER}(?::[^@]*)?@)?(?:%{URIHOST})?(?:%{URIPATHPARAM})?',
};

/** Three or fewer digits, leading zeros allowed, up to 255; nothing guards the ends. */
function ipv4(): string {
  const byte = '(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)';
  return `(?:${byte}\\.){3}${byte}`;
}

/**
 * Nested by the number of leading `hex:` groups, most first. What may follow n of them: the rest after `::`, an IPv4
 * address after `::` (for 6 groups directly), or `::` alone.
 */
function ipv6(): string {
  let nested = `(?:${HEX}|:)`; // after seven
  for (let groups = 6; groups >= 0; groups--) nested = `(?:${HEX}:${nested}|${tail(groups)})`;
  return `${nested}(?:%.+)?`;
}

function tail(groups: number): string {
  switch (groups) {
    case 6:
      return `(?::${HEX}|${DOTTED}|:)`;
    case 5:
      return `(?:(?::${HEX}){1,2}|:${DOTTED}|:)`;
    case 0:
      return `:(?:(?::${HEX}){1,7}|(?::${HEX}){0,5}:${DOTTED}|:)`;
    default:
      return `(?:(?::${HEX}){1,${7 - groups}}|(?::${HEX}){0,${5 - groups}}:${DOTTED}|:)`;
  }
}
