// A line protocol body to points. One bad line refuses the whole body, as it does in the reference, and the message then
// names every bad line with the reference's words; with `keepGood` the good lines are taken and the bad ones listed.
// Messages quote what they refuse, but never more than an excerpt of it.
// Source: influxdb1-client models/points.go (DataKit's fork), cliutils point/lp.go

import { DecodeError } from '../../errors.js';
import type { Point } from '../../point/point.js';
import { cutUnits, quoteExcerpt } from '../../point/quote.js';
import { decodeText } from '../../point/text.js';
import type { FastBuffer } from '../fast-buffer.js';
import { fastBuffer } from '../fast-buffer.js';
import type { Precision } from '../precision.js';
import { TextCache } from '../text-cache.js';
import { ExactLine, lineEnd, skipBlank } from './exact-line.js';
import { FastLines } from './fast-line.js';

const MAX_QUOTED_LINE = 1024;
const MAX_QUOTED_BODY = 2048;
const MAX_NAMED_LINES = 16;

export interface LineProtocolOptions {
  readonly precision: Precision;
  /** The time of points that have none. */
  readonly nowNs: bigint;
  /** Kept by the caller from body to body. */
  readonly cache?: TextCache;
  /** Take the good lines of a body that has bad ones. */
  readonly keepGood?: boolean;
}

/** A part of a body that could not be read. */
export interface RefusedPart {
  readonly offset: number;
  readonly length: number;
  readonly reason: string;
}

export interface DecodedLines {
  readonly points: Point[];
  readonly refused: RefusedPart[];
}

/**
 * The points of a body, unchecked, fields before tags.
 * @throws DecodeError when a line is bad and `keepGood` is off; its offset is that of the first bad line
 */
export function decodeLineProtocol(body: Uint8Array, options: LineProtocolOptions): DecodedLines {
  if (body.length === 0) throw new DecodeError('line-protocol', 'empty data', 0);
  const lines = new BodyLines(fastBuffer(body), options);
  lines.readAll();
  if (lines.refused.length > 0 && options.keepGood !== true) throw lines.error();
  return { points: lines.points, refused: lines.refused };
}

class BodyLines {
  private readonly bytes: FastBuffer;
  private readonly text: string;
  private readonly options: LineProtocolOptions;
  readonly points: Point[] = [];
  readonly refused: RefusedPart[] = [];
  /** What the reference says about the first bad lines. */
  private readonly complaints: string[] = [];
  /** Where the line before ended, blank and comment lines not counted; the reference calls that `pos`. */
  private previousEnd = 0;

  constructor(bytes: FastBuffer, options: LineProtocolOptions) {
    this.bytes = bytes;
    this.text = bytes.latin1Slice(0, bytes.length);
    this.options = options;
  }

  readAll(): void {
    const { bytes } = this;
    const { precision, nowNs, cache = new TextCache() } = this.options;
    const fast = new FastLines(bytes, this.text, cache, precision, nowNs);
    let at = 0;
    while (at < bytes.length) {
      const point = fast.read(at);
      if (point === undefined) {
        at = this.readExactly(at);
      } else {
        this.points.push(point);
        at = this.previousEnd = fast.end + 1;
      }
    }
  }

  /** Reads the line at `start` by the reference's own rules; returns where the next one starts. */
  private readExactly(start: number): number {
    const { text } = this;
    const end = lineEnd(text, start);
    const next = end + 1; // compat: also where no newline stands, as after a nested array
    const block = text.slice(start, end);
    const from = skipBlank(block, 0);
    if (from >= block.length || block[from] === '#') return next;
    const line = block.slice(from, block.endsWith('\n') ? -1 : undefined);
    const exact = new ExactLine(line);
    const point = exact.read(this.options.precision, this.options.nowNs);
    if (point === undefined) this.refuse(start + from, line, exact.reason);
    else this.points.push(point);
    this.previousEnd = next;
    return next;
  }

  private refuse(offset: number, line: string, reason: string): void {
    const why = cutUnits(reason, MAX_QUOTED_LINE);
    if (this.complaints.length < MAX_NAMED_LINES) {
      const quoted = this.textAt(offset, Math.min(line.length, MAX_QUOTED_LINE));
      const dots = line.length > MAX_QUOTED_LINE ? '...' : '';
      this.complaints.push(`unable to parse '${quoted}${dots}'(pos: ${this.previousEnd + 1}): ${why}`);
    }
    this.refused.push({ offset, length: line.length, reason: why });
  }

  error(): DecodeError {
    const { points, refused, complaints } = this;
    const unnamed = refused.length - complaints.length;
    const lines = unnamed > 0 ? [...complaints, `... and ${unnamed} more lines`] : complaints;
    const counts = `with ${points.length} point parse ok, ${refused.length} points failed`;
    const body = this.textAt(0, Math.min(this.bytes.length, MAX_QUOTED_BODY + 1));
    const origin = quoteExcerpt(body, MAX_QUOTED_BODY);
    const first = refused[0]!;
    return new DecodeError(
      'line-protocol',
      `invalid lineprotocol: ${lines.join('\n')}\n${counts}. Origin data: ${origin}`,
      first.offset,
      { hint: `line protocol is name[,tag=value...] field=value[,...] time, one record a line; ${first.reason}` },
    );
  }

  private textAt(offset: number, length: number): string {
    return decodeText(this.bytes.subarray(offset, offset + length));
  }
}
