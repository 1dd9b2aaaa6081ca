// `GET /v1/datakit/pull` serves the scripts folder as the central site serves its scripts; `GET /v1/refer_table` the
// reference tables beside them.

import { Router, type RequestHandler } from 'express';
import { NOTHING_TO_PULL, type ScriptsFolder } from './scripts-folder.js';

export function pullRoutes(folder: ScriptsFolder | undefined, checkToken: RequestHandler): Router {
  const router = Router();
  router.get('/v1/datakit/pull', checkToken, async (request, response) => {
    response.json(folder === undefined ? NOTHING_TO_PULL : await folder.pull(request.query['filters'] === 'true'));
  });
  router.get('/v1/refer_table', async (_request, response) => {
    const tables = await folder?.referTables();
    if (tables === undefined) response.status(404).json({ error_code: 'dataway.notFound' });
    else response.type('json').send(tables);
  });
  return router;
}
