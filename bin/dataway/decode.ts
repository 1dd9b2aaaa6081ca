// How bodies become points here; handed in, so that the server can be tried without any codec.

import type { Category } from '../../core/point/category.js';
import type { Point } from '../../core/point/point.js';

export interface BodyInfo {
  readonly contentType: string;
  readonly category: Category;
  /** Time of points that carry none. */
  readonly nowMs: number;
}

/** Reads an uncompressed body. @throws DecodeError when it is not what its content type says */
export type BodyDecoder = (body: Uint8Array, info: BodyInfo) => Point[];
