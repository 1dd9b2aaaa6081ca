// Opening a LevelDB folder so that neither a crash nor damage keeps the program from starting. LevelDB itself replays its
// log and drops a torn tail; what it refuses to open is repaired; what cannot be repaired is set aside under another
// name, for a person to look at, and an empty folder takes its place.

import { mkdir, rename } from 'node:fs/promises';
import { ClassicLevel } from 'classic-level';
import { errorCode } from '../errors.js';
import { StoreError } from './store.js';

export type Level = ClassicLevel<Buffer, Buffer>;

export type LevelOp =
  | { readonly type: 'put'; readonly key: Buffer; readonly value: Buffer }
  | { readonly type: 'del'; readonly key: Buffer };

export interface Opened {
  readonly level: Level;
  /** False when the folder was fine. */
  readonly repaired: boolean;
  /** Where damaged files went that nothing could be read from. */
  readonly setAside: string | undefined;
}

const WRITE_BUFFER_BYTES = 16 * 1024 * 1024;

export async function openLevel(folder: string, nowMs: number): Promise<Opened> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    return { level: await open(folder), repaired: false, setAside: undefined };
  } catch (error) {
    if (levelCode(error) === 'LEVEL_LOCKED') throw locked(folder, error);
    if (!isDamage(error)) throw cannotOpen(folder, error);
  }
  await repairLevel(folder).catch(() => undefined); // opening tells whether it helped
  try {
    return { level: await open(folder), repaired: true, setAside: undefined };
  } catch (error) {
    if (!isDamage(error)) throw cannotOpen(folder, error);
  }
  const setAside = `${folder}.damaged-${nowMs}`;
  await rename(folder, setAside);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return { level: await open(folder), repaired: true, setAside };
}

/** Salvages what can be read; removed records may come back. The folder must not be open. */
export async function repairLevel(folder: string): Promise<void> {
  await ClassicLevel.repair(folder);
}

/** LevelDB's own word for what went wrong: LEVEL_LOCKED, LEVEL_CORRUPTION, LEVEL_IO_ERROR ... */
export function levelCode(error: unknown): string {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  return errorCode(cause) || errorCode(error);
}

/** True for damaged or missing files; not for a folder without permission or a full disk. */
export function isDamage(error: unknown): boolean {
  const code = levelCode(error);
  if (code === 'LEVEL_CORRUPTION') return true;
  return code === 'LEVEL_IO_ERROR' && /Invalid argument|No such file/.test(levelMessage(error));
}

export function levelMessage(error: unknown): string {
  if (!(typeof error === 'object' && error !== null)) return String(error);
  if ('cause' in error && error.cause !== undefined) return levelMessage(error.cause);
  return 'message' in error ? String(error.message) : 'unknown error';
}

async function open(folder: string): Promise<Level> {
  const level: Level = new ClassicLevel(folder, {
    keyEncoding: 'buffer',
    valueEncoding: 'buffer',
    compression: false, // bodies are gzip already
    writeBufferSize: WRITE_BUFFER_BYTES,
  });
  await level.open();
  return level;
}

function locked(folder: string, cause: unknown): StoreError {
  return new StoreError('store-locked', folder, 'another process (or another part of this one) is using it', {
    hint: 'give each process a folder of its own, or stop the other one',
    cause,
  });
}

function cannotOpen(folder: string, cause: unknown): StoreError {
  return new StoreError('store-open', folder, `cannot be opened: ${levelMessage(cause)}`, {
    hint: 'check permissions and free space of the folder',
    cause,
  });
}
