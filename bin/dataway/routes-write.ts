// `POST /v1/write/:category`: size limits, token, faults on demand, decode, store, answer. 200 is answered only when
// the points are stored.

import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { DecodeError } from '../../core/errors.js';
import { isCategory } from '../../core/point/category.js';
import type { BodyDecoder } from './decode.js';
import type { Faults } from './faults.js';
import type { Arrival, PointStore } from './store.js';

export interface WriteParts {
  readonly store: PointStore;
  readonly decode: BodyDecoder;
  readonly faults: () => Readonly<Faults>;
  readonly maxBodyBytes: number;
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** `cut` breaks the connection instead of answering. */
type Reply = 'cut' | { readonly status: number; readonly code?: string; readonly message?: string };

export function writeRoutes(parts: WriteParts, checkToken: RequestHandler): Router {
  const router = Router();
  const readBody = express.raw({ type: () => true, limit: parts.maxBodyBytes });
  router.post('/v1/write/:category', checkToken, readBody, async (request, response) => {
    const faults = parts.faults();
    const reply = await write(parts, faults, request);
    if (reply === 'cut') request.socket.destroy();
    else send(response, faults, reply);
  });
  return router;
}

async function write(parts: WriteParts, faults: Readonly<Faults>, request: Request): Promise<Reply> {
  const { store, random } = parts;
  if (faults.delayMs > 0) await parts.sleep(faults.delayMs);
  const status = faults.status ?? 200;
  if (status >= 300) return { status, code: 'fault', message: 'this status was asked for' };
  if (random() < faults.failRate) return { status: 500, code: 'fault', message: 'a failure was asked for' };
  const arrival = read(parts, request);
  if ('status' in arrival) return arrival;
  await store.add(arrival);
  return random() < faults.lostAnswerRate ? 'cut' : { status };
}

function read({ decode, nowMs }: WriteParts, request: Request): Arrival | Exclude<Reply, 'cut'> {
  const category = String(request.params['category']);
  if (!isCategory(category)) return { status: 404, code: 'invalidCategory', message: `no category ${category}` };
  const body: unknown = request.body;
  if (!Buffer.isBuffer(body) || body.length === 0) return { status: 400, code: 'emptyBody', message: 'no body' };
  const arrivalMs = nowMs();
  const contentType = request.get('content-type') ?? '';
  const pkgId = request.get('x-pkg-id') ?? '';
  const userAgent = request.get('user-agent') ?? '';
  try {
    const points = decode(body, { contentType, category, nowMs: arrivalMs });
    return { points, body, contentType, category, arrivalMs, pkgId, userAgent };
  } catch (error) {
    if (error instanceof DecodeError) return { status: 400, code: 'invalidBody', message: error.message };
    throw error;
  }
}

function send(response: Response, faults: Readonly<Faults>, { status, code, message }: Exclude<Reply, 'cut'>): void {
  response.status(status);
  if (code === undefined) {
    response.json({});
    return;
  }
  if (faults.retryAfterS !== null) response.set('Retry-After', String(faults.retryAfterS));
  response.json({ error_code: `dataway.${code}`, message });
}
