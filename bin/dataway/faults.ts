// Faults on demand, for tests and the demo: what `POST /control` sets. `lostAnswerRate` stores the package and then
// breaks the connection, which is how a real network leaves a sender in doubt.

export interface Faults {
  /** Share of writes answered 500 without storing, 0 to 1. */
  failRate: number;
  /** When set, every write is answered with this status; stored only when it is a 2xx. */
  status: number | null;
  /** Milliseconds to wait before a write is looked at. */
  delayMs: number;
  /** Share of writes that are stored but whose connection is cut instead of an answer, 0 to 1. */
  lostAnswerRate: number;
  /** Seconds for a Retry-After header on refused writes. */
  retryAfterS: number | null;
}

export const NO_FAULTS: Readonly<Faults> = {
  failRate: 0,
  status: null,
  delayMs: 0,
  lostAnswerRate: 0,
  retryAfterS: null,
};

/** Reads a partial setting. @returns the faults to use from now on, or a sentence saying which key is wrong */
export function mergeFaults(now: Readonly<Faults>, change: unknown): Faults | string {
  if (typeof change !== 'object' || change === null || Array.isArray(change)) return 'send a JSON object';
  const next: Faults = { ...now };
  for (const [key, value] of Object.entries(change as Record<string, unknown>)) {
    if (!(key in NO_FAULTS)) return `unknown key ${JSON.stringify(key)}; known: ${Object.keys(NO_FAULTS).join(', ')}`;
    const name = key as keyof Faults; // just checked
    const problem = check(name, value);
    if (problem !== undefined) return `${key}: ${problem}`;
    Object.assign(next, { [name]: value });
  }
  return next;
}

function check(key: keyof Faults, value: unknown): string | undefined {
  switch (key) {
    case 'failRate':
    case 'lostAnswerRate':
      return between(value, 0, 1) ? undefined : 'a number from 0 to 1';
    case 'status':
      return value === null || (between(value, 200, 599) && Number.isInteger(value)) ? undefined : '200 to 599 or null';
    case 'delayMs':
      return between(value, 0, 600_000) ? undefined : 'milliseconds from 0 to 600000';
    case 'retryAfterS':
      return value === null || between(value, 0, 86_400) ? undefined : 'seconds from 0 to 86400 or null';
  }
}

function between(value: unknown, low: number, high: number): value is number {
  return typeof value === 'number' && value >= low && value <= high;
}
