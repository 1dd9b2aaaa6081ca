// What an answer of DataWay means for a package. Pure. Only an answer that condemns the body itself (400, 413, 422)
// refuses it; everything else is held and tried again, because a rotated token or an exceeded quota is mended by a
// person and must not empty a fleet's logs into the dead letter.

import { errorCode } from '../errors.js';

/** accepted = DataWay owns the points; refused = it never will (dead letter); retry = held by the caller. */
export type Verdict = 'accepted' | 'refused' | 'retry';

export interface Answer {
  readonly verdict: Verdict;
  /** Stable word for metrics and dead letters: `http-400`, `throttled`, `unauthorized`, `quota`, `network` ... */
  readonly reason: string;
  /** True when waiting alone will not mend it and a person should look. */
  readonly loud: boolean;
}

const REFUSED: ReadonlySet<number> = new Set([400, 413, 422]);

/**
 * @param bodyText  start of the answer's body; DataWay says `beyondDataUsage` there when the quota is used up
 */
export function classifyStatus(status: number, bodyText = ''): Answer {
  if (status >= 200 && status < 300) return { verdict: 'accepted', reason: 'ok', loud: false };
  if (REFUSED.has(status)) return { verdict: 'refused', reason: `http-${status}`, loud: false };
  switch (status) {
    case 401:
      return { verdict: 'retry', reason: 'unauthorized', loud: true };
    case 402:
      return { verdict: 'retry', reason: 'quota', loud: true };
    case 403:
      return { verdict: 'retry', reason: bodyText.includes('beyondDataUsage') ? 'quota' : 'unauthorized', loud: true };
    case 404:
      return { verdict: 'retry', reason: 'not-found', loud: true };
    case 408:
      return { verdict: 'retry', reason: 'timeout', loud: false };
    case 429:
      return { verdict: 'retry', reason: 'throttled', loud: false };
    default:
      break;
  }
  if (status >= 500) return { verdict: 'retry', reason: `http-${status}`, loud: false };
  if (status >= 300 && status < 400) return { verdict: 'retry', reason: 'redirect', loud: true };
  return { verdict: 'retry', reason: `http-${status}`, loud: true };
}

const TIMEOUTS: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT', // also what withDeadline says
]);

/** The reason of a request that got no answer. A TLS failure is loud: time does not mend a certificate. */
export function classifyFailure(error: unknown): Answer {
  const code = errorCode(error);
  if (TIMEOUTS.has(code)) {
    return { verdict: 'retry', reason: 'timeout', loud: false };
  }
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)/.test(code)) {
    return { verdict: 'retry', reason: 'tls', loud: true };
  }
  return { verdict: 'retry', reason: 'network', loud: false };
}
