// The page at `/`: what has arrived, newest first, readable without scripts. Everything that came from outside is
// escaped; the page is served with a policy that runs no script anyway.

import { toWellFormed } from '../../core/point/text.js';
import { pointRecord } from './point-json.js';
import type { StoredPoint } from './query.js';
import type { Group, Summary } from './tally.js';

export interface PageModel {
  readonly summary: Summary;
  readonly sources: readonly Group[];
  readonly categories: readonly Group[];
  /** Newest first. */
  readonly recent: readonly StoredPoint[];
}

export const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const STYLE = `body{font:15px/1.4 system-ui,sans-serif;margin:1.5rem;color:#222;background:#fff}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}th,td{text-align:left;vertical-align:top;padding:.25rem .6rem;
border-bottom:1px solid #ddd}td.n{text-align:right;font-variant-numeric:tabular-nums}
code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}.k{color:#666}`;

const MAX_VALUE_CHARS = 300;

export function renderPage({ summary, sources, categories, recent }: PageModel): string {
  const { ids, points } = summary.repeats;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Local DataWay</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body>
<h1>Local DataWay</h1>
<p>${summary.points} points in ${summary.packages} packages are stored;
${ids === 0 ? 'no package arrived twice' : `${ids} package ids arrived more than once (${points} points again)`}.
As JSON: <a href="/points?limit=100">/points</a>, <a href="/counts?by=source">/counts</a>.</p>
${groupTable('Sources', sources)}
${groupTable('Categories', categories)}
<h2>Newest points</h2>
<table><tr><th>#</th><th>arrived</th><th>category</th><th>source</th><th>tags and fields</th></tr>
${recent.map(pointRow).join('\n')}
</table></body></html>
`;
}

function groupTable(title: string, groups: readonly Group[]): string {
  const rows = groups.map(
    ({ key, points, packages }) =>
      `<tr><td>${escapeHtml(key)}</td><td class="n">${points}</td><td class="n">${packages}</td></tr>`,
  );
  return `<h2>${title}</h2><table><tr><th></th><th>points</th><th>packages</th></tr>${rows.join('\n')}</table>`;
}

function pointRow({ seq, meta, point }: StoredPoint): string {
  const { tags, fields } = pointRecord(meta, point, 0);
  const pairs = [...Object.entries(tags), ...Object.entries(fields)].map(
    ([key, value]) =>
      `<span class="k">${escapeHtml(key)}=</span>${escapeHtml(cut(typeof value === 'string' ? value : JSON.stringify(value)))}`,
  );
  const arrived = new Date(meta.arrivalMs).toISOString();
  return `<tr><td class="n">${seq}</td><td>${arrived}</td><td>${escapeHtml(meta.category)}</td>
<td>${escapeHtml(point.name)}</td><td><code>${pairs.join(' ')}</code></td></tr>`;
}

function cut(text: string): string {
  return text.length > MAX_VALUE_CHARS ? `${text.slice(0, MAX_VALUE_CHARS)}...` : text;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return toWellFormed(text).replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}
