// Runs work under a time limit and the signals of its owners. Written out because AbortSignal.any keeps a reference
// from a long-lived signal to every short-lived one it was combined into (Node 20), which a client that sends for
// months would feel.

/** Why a signal aborted: its time is up. `code` is ETIMEDOUT, as for a connection that was not answered. */
export class DeadlineError extends Error {
  readonly code = 'ETIMEDOUT';

  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
    this.name = 'DeadlineError';
  }
}

/** Calls `run` with a signal that aborts after `timeoutMs` or as soon as one of `owners` does. */
export async function withDeadline<T>(
  owners: readonly (AbortSignal | undefined)[],
  timeoutMs: number,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DeadlineError(timeoutMs)), timeoutMs);
  const undo: (() => void)[] = [];
  for (const owner of owners) {
    if (owner === undefined) continue;
    const forward = (): void => controller.abort(owner.reason);
    if (owner.aborted) forward();
    owner.addEventListener('abort', forward, { once: true });
    undo.push(() => owner.removeEventListener('abort', forward));
  }
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
    for (const remove of undo) remove();
  }
}
