// The reading side: `/points`, `/counts`, the page at `/`, and `/control`.

import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { mergeFaults, type Faults } from './faults.js';
import { PAGE_POLICY, renderPage } from './page.js';
import { pointRecord } from './point-json.js';
import type { PointQuery } from './query.js';
import type { PointStore } from './store.js';
import { GROUPINGS, isGrouping } from './tally.js';

const MAX_LIMIT = 10_000;
const DEFAULT_LIMIT = 100;
const PAGE_POINTS = 100;
const PAGE_GROUPS = 50;

export interface ReadParts {
  readonly store: PointStore;
  readonly getFaults: () => Readonly<Faults>;
  readonly setFaults: (faults: Faults) => void;
}

export function readRoutes(parts: ReadParts, checkOwnPage: RequestHandler): Router {
  const { store } = parts;
  const router = Router();
  router.get('/points', async (request, response) => {
    const query = readQuery(request);
    const found = await store.query(query);
    response.json({
      points: found.map(({ meta, point, seq }) => pointRecord(meta, point, seq - meta.firstSeq)),
      /** Give it as `after` to go on; null when there was no more. */
      next: found.length === query.limit ? (found.at(-1)?.seq ?? null) : null,
    });
  });
  router.get('/counts', (request, response) => {
    const by = textOf(request, 'by') ?? 'source';
    if (!isGrouping(by)) {
      response.status(400).json({ error_code: 'dataway.invalidQuery', message: `by: one of ${GROUPINGS.join(', ')}` });
      return;
    }
    const groups = store.tally.by(by, numberOf(request, 'limit', 1000, MAX_LIMIT));
    response.json({ ...store.tally.summary(), deduped: store.deduped, by, groups });
  });
  router.get('/', async (_request, response) => {
    const { tally } = store;
    const html = renderPage({
      summary: tally.summary(),
      sources: tally.by('source', PAGE_GROUPS),
      categories: tally.by('category', PAGE_GROUPS),
      recent: await store.recent(PAGE_POINTS),
    });
    response.set('Content-Security-Policy', PAGE_POLICY).type('html').send(html);
  });
  router.get('/control', (_request, response) => void response.json(parts.getFaults()));
  router.post('/control', checkOwnPage, express.json({ type: () => true, limit: '64kb' }), (request, response) =>
    control(parts, request, response),
  );
  return router;
}

function control(parts: ReadParts, request: Request, response: Response): void {
  const next = mergeFaults(parts.getFaults(), request.body);
  if (typeof next === 'string') {
    response.status(400).json({ error_code: 'dataway.invalidControl', message: next });
    return;
  }
  parts.setFaults(next);
  response.json(next);
}

const RESERVED: ReadonlySet<string> = new Set(['category', 'source', 'pkg', 'limit', 'after', 'key', 'value']);

/** Any other parameter is a tag or field that must have that value; `key=` with `value=` spells the reserved names. */
function readQuery(request: Request): PointQuery & { readonly limit: number } {
  const where = new Map<string, string>();
  for (const name of Object.keys(request.query)) {
    const value = textOf(request, name);
    if (!RESERVED.has(name) && value !== undefined) where.set(name, value);
  }
  const key = textOf(request, 'key');
  if (key !== undefined) where.set(key, textOf(request, 'value') ?? '');
  const category = textOf(request, 'category');
  const source = textOf(request, 'source');
  const pkgId = textOf(request, 'pkg');
  return {
    ...(category === undefined ? {} : { category }),
    ...(source === undefined ? {} : { source }),
    ...(pkgId === undefined ? {} : { pkgId }),
    where,
    after: numberOf(request, 'after', 0, Number.MAX_SAFE_INTEGER),
    limit: numberOf(request, 'limit', DEFAULT_LIMIT, MAX_LIMIT),
  };
}

function textOf(request: Request, name: string): string | undefined {
  const value = request.query[name];
  return typeof value === 'string' ? value : undefined;
}

function numberOf(request: Request, name: string, fallback: number, max: number): number {
  const text = textOf(request, name);
  return text !== undefined && /^\d{1,16}$/.test(text) ? Math.min(Number(text), max) : fallback;
}
