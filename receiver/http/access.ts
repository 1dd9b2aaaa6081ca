// Who may use what: reading routes are for this host only, unless the path is listed in [http_api] public_apis. A
// request that came through a proxy is never local. Write routes are open (see auth for tokens).
// Source: datakit internal/httpapi; wire.md 5.1

import type { RequestHandler } from 'express';
import { answerRefusal } from './answers.js';

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

export function localOnly(publicPaths: ReadonlySet<string>): RequestHandler {
  return (request, response, next) => {
    const isProxied = request.headers['x-forwarded-for'] !== undefined || request.headers['x-real-ip'] !== undefined;
    const isLocal = !isProxied && LOOPBACK.has(request.socket.remoteAddress ?? '');
    if (isLocal || publicPaths.has(request.path)) {
      next();
      return;
    }
    answerRefusal(response, {
      status: 403,
      code: 'publicAccessDisabled',
      message: `api ${request.path} disabled from external IP, only loopback(localhost) allowed`,
    });
  };
}
