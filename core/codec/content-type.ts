// The encodings of point bodies and how a request names them. Source: cliutils point/enc.go, datakit internal/httpapi

export type Encoding = 'line-protocol' | 'protobuf' | 'json' | 'pbjson';

export const CONTENT_TYPES: Readonly<Record<Encoding, string>> = {
  'line-protocol': 'application/line-protocol',
  protobuf: 'application/protobuf; proto=com.guance.Point',
  json: 'application/json',
  pbjson: 'application/pbjson; proto=com.guance.Point',
};

/** The encoding of a body; compat: what is not exactly one of the names is line protocol, `application/protobuf` too. */
export function encodingOf(contentType: string | undefined): Encoding {
  if (contentType === undefined) return 'line-protocol';
  if (contentType.includes(CONTENT_TYPES.json)) return 'json';
  if (contentType === CONTENT_TYPES.protobuf) return 'protobuf';
  return contentType === CONTENT_TYPES.pbjson ? 'pbjson' : 'line-protocol';
}

/** The encoding a configuration names (`v1`, `v2`, ...); compat: unknown words mean line protocol. */
export function encodingNamed(word: string): Encoding {
  switch (word.toLowerCase()) {
    case 'v2':
    case 'protobuf':
      return 'protobuf';
    case 'json':
      return 'json';
    case 'pbjson':
      return 'pbjson';
    default:
      return 'line-protocol';
  }
}
