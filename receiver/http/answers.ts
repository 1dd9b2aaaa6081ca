// The reference's answers: empty 200, or `{"error_code":"datakit.x","message":"..."}` (wire.md 5.1, 5.3).

import type { Response } from 'express';
import { toWellFormed } from '../../core/point/text.js';
import { formatFates, HEADER, type Fates } from '../../core/codec/offload/headers.js';

export interface Refusal {
  readonly status: number;
  /** Without the `datakit.` prefix. */
  readonly code: string;
  readonly message?: string;
  /** What the reference does not say: how to mend it. */
  readonly hint?: string;
  readonly retryAfterSeconds?: number;
}

/** json: as /v1/write answers. plain: as ploffload does, the same JSON called text, with the message in brackets. */
export type RefusalStyle = 'json' | 'plain';

export function answerRefusal(response: Response, refusal: Refusal, style: RefusalStyle = 'json'): void {
  if (response.headersSent) return;
  const { status, code, message = '', hint = '', retryAfterSeconds } = refusal;
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(retryAfterSeconds));
  const body: Record<string, string> = { error_code: `datakit.${code}` };
  if (message !== '') body['message'] = style === 'plain' ? inBrackets(toWellFormed(message)) : toWellFormed(message);
  if (hint !== '') body['hint'] = hint;
  response.status(status).setHeader('X-Content-Type-Options', 'nosniff');
  if (style === 'json') response.json(body);
  else response.type('text/plain').send(JSON.stringify(body));
}

/** compat: the reference prints its list of arguments, of a quoted one the list inside the text. */
function inBrackets(message: string): string {
  const quoted = /^(invalid URL )(".*")$/.exec(message);
  return quoted === null ? `[${message}]` : `${quoted[1] ?? ''}[${quoted[2] ?? ''}]`;
}

export function answerAccepted(response: Response, fates: Fates | undefined, echo?: string): void {
  if (fates !== undefined) response.setHeader(HEADER.fates, formatFates(fates));
  response.status(200).end(echo);
}
