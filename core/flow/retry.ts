// How long to wait before trying again: exponential with full jitter, so that a fleet which lost one server does not
// come back in step. Pure: attempt, policy and random in, milliseconds out; the caller owns the timer.

export interface RetryPolicy {
  /** Upper bound of the first wait. */
  readonly baseMs: number;
  /** Upper bound of every wait, however many attempts failed. */
  readonly maxMs: number;
  /** The longest Retry-After that is believed. */
  readonly maxRetryAfterMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { baseMs: 500, maxMs: 30_000, maxRetryAfterMs: 300_000 };

/**
 * Milliseconds to wait after `attempt` failures (1 = the first try failed).
 * @param random        in [0, 1)
 * @param retryAfterMs  what the server asked for; the wait is never shorter (up to maxRetryAfterMs), and is spread
 *                      over one base so that those who were told the same time do not return together
 */
export function retryDelay(attempt: number, policy: RetryPolicy, random: number, retryAfterMs?: number): number {
  const doublings = Math.min(Math.max(attempt, 1) - 1, 30);
  const backoff = Math.floor(random * Math.min(policy.maxMs, policy.baseMs * 2 ** doublings));
  if (retryAfterMs === undefined) return backoff;
  const asked = Math.min(Math.max(retryAfterMs, 0), policy.maxRetryAfterMs);
  return Math.max(backoff, asked + Math.floor(random * policy.baseMs));
}

/**
 * Reads a Retry-After header: delta seconds or an HTTP date.
 * @returns milliseconds from now, at least 0; undefined when absent or not readable
 * Source: RFC 9110 section 10.2.3
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) return Math.ceil(Number(text) * 1000);
  if (!/^[A-Za-z]/.test(text)) return undefined; // Date.parse would take "-5" for a year
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
