// The disk copy of the remote set: what a start uses while DataWay cannot be reached. One JSON file, replaced whole.
// It names the site by a fingerprint (origin and token hashed): another site's or token's copy is not used.

import { createHash } from 'node:crypto';
import { encodeText } from '../point/text.js';
import { readIfExists, writeAtomic } from '../store/atomic-file.js';
import { EMPTY_SET, nextSet, type RemoteSet } from './remote-set.js';

const FORMAT = 1;

interface Copy {
  readonly format: number;
  readonly site: string;
  readonly checksum: string;
  /** The set in the shape of a pull answer, so that one reader serves both. */
  readonly answer: unknown;
}

export interface LoadedSet {
  readonly site: string;
  readonly set: RemoteSet;
}

export async function saveSet(path: string, site: string, set: RemoteSet): Promise<void> {
  const answer = answerOf(set);
  const copy: Copy = { format: FORMAT, site, checksum: checksum(answer), answer };
  await writeAtomic(path, JSON.stringify(copy));
}

/** The copy when it is whole and made for one of `sites`; undefined when not, with the reason in words. */
export async function loadSet(path: string, sites: readonly string[]): Promise<LoadedSet | string | undefined> {
  const bytes = await readIfExists(path);
  if (bytes === undefined) return undefined;
  let copy: Partial<Copy> | null;
  try {
    copy = JSON.parse(bytes.toString('utf8')) as Partial<Copy> | null; // every field is checked below
  } catch {
    return 'it is not JSON';
  }
  if (copy?.format !== FORMAT) return `its format is ${JSON.stringify(copy?.format)}, not ${FORMAT}`;
  if (typeof copy.site !== 'string' || !sites.includes(copy.site)) return 'it was made for another DataWay or token';
  if (copy.checksum !== checksum(copy.answer)) return 'its checksum is wrong';
  const { set } = nextSet(copy.answer, EMPTY_SET);
  return { site: copy.site, set: { ...set, updateTime: 0, relationUpdateTime: 0 } }; // so that the first answer counts
}

function answerOf(set: RemoteSet): object {
  const pipelines = set.scripts.map(({ category, name, source }) => ({
    name,
    category,
    base64text: Buffer.from(encodeText(source)).toString('base64'),
    asDefault: set.defaults.get(category) === name,
  }));
  const relation = [...set.relation].flatMap(([category, sources]) =>
    [...sources].map(([source, name]) => ({ category, source, name })),
  );
  // the times are for the reader's rules only: a copy is always complete
  return { remote_pipelines: { update_time: 2, pipelines, relation_update_time: 2, relation } };
}

function checksum(answer: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([answer]))
    .digest('hex');
}
