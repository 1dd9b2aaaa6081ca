import { createHash } from 'node:crypto';
import { encodeText } from '../point/text.js';
import { defineBuiltin } from './spec.js';

const METHODS: ReadonlySet<string> = new Set(['md5', 'sha1', 'sha256', 'sha512']);

/** Hex digest of the bytes of `text`; '' when `method` is not one of METHODS. */
export function digest(text: string, method: string): string {
  return METHODS.has(method) ? createHash(method).update(encodeText(text)).digest('hex') : '';
}

export const hash = defineBuiltin({
  name: 'hash',
  family: 'string',
  style: 'typed',
  params: [
    { name: 'text', mode: 'value', kind: 'str', doc: 'Text to digest.' },
    { name: 'method', mode: 'value', kind: 'str', doc: 'md5, sha1, sha256 or sha512; another one gives "".' },
  ],
  returns: 'str',
  doc: 'Hex digest of a text.',
  source: 'pipeline-go ptinput/funcs/fn_hash.go',
  examples: [
    {
      title: 'a short id for a message',
      script: 'v = hash("disk full", "md5")\nadd_key(id, v)',
      want: { id: '0ce552d660ffab58758aa955f2c9cd7d' },
    },
  ],
  run(_ctx, _site, text, method) {
    return digest(text as string, method as string); // style `typed`: the kinds are checked before
  },
});
