// Points into request bodies. Two ways, as in the reference: `encodeBatches` cuts by count or by approximate size (what an
// offload sender does), `packBodies` fills bodies up to a hard limit (what goes to DataWay). Unlike there, a point that is
// too large or has no line never takes its neighbours along, and is always reported.
// Source: cliutils point/{encode,encode_v2}.go

import { EncodeError } from '../errors.js';
import type { Point } from '../point/point.js';
import { approximateSize } from '../point/size.js';
import { ByteWriter } from './byte-writer.js';
import type { Encoding } from './content-type.js';
import { encodeJson, encodePbjson } from './json/encode.js';
import { LineWriter, encodeLineProtocol } from './lineproto/encode.js';
import { encodeProtobuf, writePoint } from './pbpoint/encode.js';

/** Largest body sent to DataWay, before compression. */
export const MAX_BODY_BYTES = 1_048_576;

export interface EncodedBody {
  readonly bytes: Uint8Array;
  /** The points in it, in order. */
  readonly points: readonly Point[];
}

/** A point that is in no body, and why. */
export interface SkippedPoint {
  readonly point: Point;
  readonly reason: string;
}

export interface EncodedBodies {
  readonly bodies: readonly EncodedBody[];
  readonly skipped: readonly SkippedPoint[];
}

export interface BatchLimits {
  readonly maxPoints?: number;
  /** A batch closes once its approximate size reaches this (so it may be over by one point); wins over the count. */
  readonly softBytes?: number;
}

/** @throws EncodeError for values that JSON cannot carry */
export function encodeBatches(points: readonly Point[], encoding: Encoding, limits: BatchLimits = {}): EncodedBodies {
  const skipped: SkippedPoint[] = [];
  const bodies = cutBatches(points, limits).map((batch) => {
    const { bytes, refused } = encodeAll(batch, encoding);
    for (const { index, reason } of refused) skipped.push({ point: batch[index]!, reason });
    const left = refused.length === 0 ? batch : batch.filter((_, at) => !refused.some(({ index }) => index === at));
    return { bytes, points: left };
  });
  return { bodies: bodies.filter((body) => body.points.length > 0), skipped };
}

function encodeAll(points: readonly Point[], encoding: Encoding): ReturnType<typeof encodeLineProtocol> {
  switch (encoding) {
    case 'line-protocol':
      return encodeLineProtocol(points);
    case 'protobuf':
      return { bytes: encodeProtobuf(points), refused: [] };
    case 'json':
      return { bytes: encodeJson(points), refused: [] };
    case 'pbjson':
      return { bytes: encodePbjson(points), refused: [] };
  }
}

function cutBatches(points: readonly Point[], { maxPoints = 0, softBytes = 0 }: BatchLimits): Point[][] {
  const batches: Point[][] = [];
  let batch: Point[] = [];
  let size = 0;
  for (const point of points) {
    batch.push(point);
    if (softBytes > 0) size += approximateSize(point);
    if (softBytes > 0 ? size < softBytes : maxPoints === 0 || batch.length < maxPoints) continue;
    batches.push(batch);
    batch = [];
    size = 0;
  }
  return batch.length > 0 ? [...batches, batch] : batches;
}

export interface PackOptions {
  readonly encoding: 'line-protocol' | 'protobuf';
  readonly maxBytes: number;
  /**
   * A point larger than a body: `alone` sends it in a body of its own, `skip` reports it, `fail` throws.
   * `alone` still skips above `maxAloneBytes`.
   */
  readonly oversize: 'alone' | 'skip' | 'fail';
  readonly maxAloneBytes?: number;
}

const MAX_ALONE_BYTES = 32 * 1024 * 1024;

/**
 * Bodies of at most `maxBytes` raw bytes; lines end with a newline each.
 * @throws EncodeError when a point is too large and `oversize` is `fail`
 */
export function packBodies(points: readonly Point[], options: PackOptions): EncodedBodies {
  const packer = new BodyPacker(options);
  for (const point of points) packer.add(point);
  return packer.finish();
}

class BodyPacker {
  private readonly options: PackOptions;
  private readonly out = new ByteWriter();
  private readonly lines = new LineWriter(this.out);
  private readonly bodies: EncodedBody[] = [];
  private readonly skipped: SkippedPoint[] = [];
  private current: Point[] = [];

  constructor(options: PackOptions) {
    this.options = options;
  }

  add(point: Point): void {
    const { out } = this;
    const before = out.pos;
    const reason = this.write(point);
    if (reason !== undefined) {
      this.skipped.push({ point, reason });
      return;
    }
    if (!this.fits(out.pos)) {
      if (!this.fits(out.pos - before)) {
        this.addOversize(point, before);
        return;
      }
      this.close(before);
    }
    this.current.push(point);
  }

  finish(): EncodedBodies {
    this.close(this.out.pos);
    return { bodies: this.bodies, skipped: this.skipped };
  }

  private write(point: Point): string | undefined {
    if (this.options.encoding === 'protobuf') {
      writePoint(this.out, point);
      return undefined;
    }
    const reason = this.lines.write(point);
    if (reason === undefined) this.out.newline();
    return reason;
  }

  /** compat: the reference lets lines fill a body to the last byte, messages not. */
  private fits(bytes: number): boolean {
    const { encoding, maxBytes } = this.options;
    return encoding === 'protobuf' ? bytes < maxBytes : bytes <= maxBytes;
  }

  private addOversize(point: Point, before: number): void {
    const { oversize, maxAloneBytes = MAX_ALONE_BYTES } = this.options;
    const bytes = this.out.pos - before;
    if (oversize === 'fail') throw this.tooLarge(point);
    if (oversize === 'skip' || bytes > maxAloneBytes) {
      this.out.pos = before;
      this.skipped.push({ point, reason: `point of ${bytes} bytes is larger than a body` });
      return;
    }
    this.close(before);
    this.current.push(point);
    this.close(this.out.pos);
  }

  private tooLarge(point: Point): EncodeError {
    const { encoding, maxBytes } = this.options;
    const need = `: need at least ${approximateSize(point)} bytes, only ${maxBytes} available`;
    return new EncodeError(encoding, `too small buffer${encoding === 'protobuf' ? need : ''}`, {
      hint: `a point of "${point.name}" is larger than max_raw_body_size ${maxBytes}`,
    });
  }

  /** Ends the body at a position of the buffer. */
  private close(at: number): void {
    if (this.current.length === 0) return;
    this.bodies.push({ bytes: this.out.takeUntil(at), points: this.current });
    this.current = [];
  }
}
