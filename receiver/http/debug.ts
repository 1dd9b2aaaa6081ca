// POST /v1/pipeline/debug: try scripts on records without touching anything in service.

import type { RequestHandler } from 'express';
import type { DebugAnswer } from '../../core/workers/debug.js';
import { answerRefusal } from './answers.js';
import { BodyTooLargeError, readBody } from './body.js';

export interface DebugRouteOptions {
  readonly debugger: { debug(body: Uint8Array): Promise<DebugAnswer> };
  readonly maxBodySize: number;
}

export function debugRoute(options: DebugRouteOptions): RequestHandler {
  return async (request, response) => {
    try {
      const body = await readBody(request, options.maxBodySize);
      const answer = await options.debugger.debug(body);
      response.status(answer.status).type('json').send(answer.body);
    } catch (error) {
      if (error instanceof BodyTooLargeError) {
        response.setHeader('Connection', 'close');
        answerRefusal(response, { status: 413, code: 'bodyTooLarge', message: error.message });
      } else {
        answerRefusal(response, { status: 503, code: 'debugFailed', message: 'the scripts could not be tried' });
      }
    }
  };
}
