// The shared-key handshake of the forward protocol: HELO from us, PING from the client, PONG from us. All secrets are
// compared as digests in constant time; salts are bytes, which is why texts are turned back into the bytes they were.

import { createHash, timingSafeEqual } from 'node:crypto';
import { packArray, packBool, packBytes, packMap, packText } from '../../../core/codec/msgpack/write.js';
import type { RecordValue } from '../../../core/codec/record/record.js';
import { encodeText } from '../../../core/point/text.js';

export interface ForwardSecurity {
  readonly sharedKey: string;
  /** Our name in PONG. */
  readonly hostname: string;
  /** Password by user name; without it no user is asked for. */
  readonly users?: Readonly<Record<string, string>>;
}

/** What HELO carried, for one connection. */
export interface Challenge {
  readonly nonce: Uint8Array;
  /** Empty when no user is asked for. */
  readonly authSalt: Uint8Array;
}

export type Verdict =
  { readonly kind: 'accepted'; readonly user: string } | { readonly kind: 'rejected'; readonly reason: string };

export const CHALLENGE_BYTES = 16;

export function packHelo(challenge: Challenge): Buffer {
  const auth = challenge.authSalt.length === 0 ? packText('') : packBytes(challenge.authSalt);
  const options = packMap([
    ['nonce', packBytes(challenge.nonce)],
    ['auth', auth],
    ['keepalive', packBool(true)],
  ]);
  return packArray([packText('HELO'), options]);
}

interface Ping {
  readonly hostname: Uint8Array;
  readonly salt: Uint8Array;
  readonly digest: string;
  readonly user: string;
  readonly passwordDigest: string;
}

/**
 * Judges the first message of a client.
 * @returns the verdict and the PONG to send; after a rejected one the connection must be closed at once, because
 *          clients take an open one for a proven one
 */
export function answerPing(message: RecordValue, challenge: Challenge, security: ForwardSecurity): [Verdict, Buffer] {
  const ping = readPing(message);
  if (ping === undefined) return reject('a PING of 6 fields is expected');
  if (!sameDigest(ping.digest, sharedKeyDigest(ping, ping.hostname, challenge, security))) {
    return reject('shared_key mismatch');
  }
  if (security.users !== undefined && !isKnownUser(ping, challenge, security.users)) {
    return reject('username/password mismatch');
  }
  const hostname = encodeText(security.hostname);
  const digest = sharedKeyDigest(ping, hostname, challenge, security);
  return [{ kind: 'accepted', user: ping.user }, packPong(true, '', security.hostname, digest)];
}

function reject(reason: string): [Verdict, Buffer] {
  return [{ kind: 'rejected', reason }, packPong(false, reason, '', '')];
}

function packPong(isAccepted: boolean, reason: string, hostname: string, digest: string): Buffer {
  return packArray([packText('PONG'), packBool(isAccepted), packText(reason), packText(hostname), packText(digest)]);
}

function readPing(message: RecordValue): Ping | undefined {
  if (!Array.isArray(message) || message.length !== 6 || message[0] !== 'PING') return undefined;
  const fields = message.slice(1) as RecordValue[];
  if (!fields.every((field) => typeof field === 'string' || field instanceof Uint8Array)) return undefined;
  const [hostname, salt, digest, user, passwordDigest] = fields;
  return {
    hostname: bytesOf(hostname!),
    salt: bytesOf(salt!),
    digest: textOf(digest!),
    user: textOf(user!),
    passwordDigest: textOf(passwordDigest!),
  };
}

function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? encodeText(value) : value;
}

function textOf(value: string | Uint8Array): string {
  return typeof value === 'string' ? value : Buffer.from(value).toString('latin1');
}

function sharedKeyDigest(ping: Ping, hostname: Uint8Array, challenge: Challenge, security: ForwardSecurity): string {
  return sha512(ping.salt, hostname, challenge.nonce, encodeText(security.sharedKey));
}

/** An unknown user costs as much as a wrong password. */
function isKnownUser(ping: Ping, challenge: Challenge, users: Readonly<Record<string, string>>): boolean {
  const isKnown = Object.hasOwn(users, ping.user);
  const password = isKnown ? users[ping.user]! : '';
  const digest = sha512(challenge.authSalt, encodeText(ping.user), encodeText(password));
  return sameDigest(ping.passwordDigest, digest) && isKnown;
}

function sha512(...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

function sameDigest(given: string, wanted: string): boolean {
  const left = Buffer.from(given, 'latin1');
  const right = Buffer.from(wanted, 'latin1');
  return left.length === right.length && timingSafeEqual(left, right);
}
