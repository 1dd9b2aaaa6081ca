// The reference's answers: empty 200, or `{"error_code":"datakit.x","message":"..."}` (wire.md 5.1, 5.3).

import type { Response } from 'express';
import { formatFates, HEADER, type Fates } from '../../core/codec/offload/headers.js';

export interface Refusal {
  readonly status: number;
  /** Without the `datakit.` prefix. */
  readonly code: string;
  readonly message?: string;
  readonly retryAfterSeconds?: number;
}

export function answerRefusal(response: Response, refusal: Refusal): void {
  if (response.headersSent) return;
  if (refusal.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(refusal.retryAfterSeconds));
  const message = refusal.message === undefined || refusal.message === '' ? {} : { message: refusal.message };
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.status(refusal.status).json({ error_code: `datakit.${refusal.code}`, ...message });
}

export function answerAccepted(response: Response, fates: Fates | undefined, echo?: string): void {
  if (fates !== undefined) response.setHeader(HEADER.fates, formatFates(fates));
  response.status(200).end(echo);
}
