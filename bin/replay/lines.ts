// Cuts a log into records as a tailing shipper would: one per line, CR LF and LF alike, or with a pattern for the first
// line of a record, all lines up to the next one that matches. Holds nothing but the record being read.

import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';

/** Text, or the bytes when they are no UTF-8 and text would change them. */
export type RecordText = string | Buffer;

const LF = 0x0a;
const CR = 0x0d;
const LINE_BREAK = Buffer.of(LF);
/** A longer record is cut into pieces of about this size. */
const MAX_RECORD_BYTES = 16 * 2 ** 20;

/** @param firstLine matches the first line of a record; without it every line is one */
export async function* readRecords(file: string, firstLine?: RegExp): AsyncGenerator<RecordText> {
  const cutter = new RecordCutter(firstLine);
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) yield* cutter.push(chunk);
  yield* cutter.end();
}

/** The records of a text that is in memory. */
export function recordsOf(text: string, firstLine?: RegExp): string[] {
  const cutter = new RecordCutter(firstLine);
  return [...cutter.push(Buffer.from(text)), ...cutter.end()].map(String);
}

class RecordCutter {
  private readonly firstLine: RegExp | undefined;
  /** The start of a line whose end has not come. */
  private rest: Buffer = Buffer.alloc(0);
  private open: Buffer[] = [];
  private openBytes = 0;

  constructor(firstLine: RegExp | undefined) {
    this.firstLine = firstLine;
  }

  *push(chunk: Buffer): Generator<RecordText> {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let from = 0;
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, from)) {
      yield* this.takeLine(bytes.subarray(from, at));
      from = at + 1;
    }
    this.rest = bytes.subarray(from);
    if (this.rest.length > MAX_RECORD_BYTES) {
      yield* this.takeLine(this.rest);
      this.rest = Buffer.alloc(0);
    }
  }

  *end(): Generator<RecordText> {
    if (this.rest.length > 0) yield* this.takeLine(this.rest);
    if (this.open.length > 0) yield this.close();
  }

  private *takeLine(bytes: Buffer): Generator<RecordText> {
    const line = bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes;
    const isFirst = this.firstLine?.test(line.toString('utf8')) ?? true;
    if (this.open.length > 0 && (isFirst || this.openBytes + line.length > MAX_RECORD_BYTES)) yield this.close();
    this.open.push(line);
    this.openBytes += line.length + 1;
  }

  private close(): RecordText {
    const pieces = this.open.flatMap((line, at) => (at === 0 ? line : [LINE_BREAK, line]));
    const bytes = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
    this.open = [];
    this.openBytes = 0;
    return isUtf8(bytes) ? bytes.toString('utf8') : bytes;
  }
}
