// A script's text with the way from an offset to what people read: line and byte column. A leaf: imports text rules only.

import { byteLength } from '../../point/text.js';

export interface Position {
  /** Script name as it is known in its set, for example `nginx.p`. */
  readonly file: string;
  /** 1-based; -1 where the reference has no position. */
  readonly line: number;
  /** 1-based, in bytes; -1 where the reference has no position. */
  readonly col: number;
  /** Byte offset; -1 where unknown. */
  readonly pos: number;
}

export class Source {
  readonly name: string;
  readonly text: string;
  private lineStarts: number[] | undefined;

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
  }

  /** Position of a UTF-16 offset into `text`; offset -1 gives line -1, column -1. */
  position(offset: number): Position {
    if (offset < 0) return { file: this.name, line: -1, col: -1, pos: -1 };
    const starts = (this.lineStarts ??= findLineStarts(this.text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    const start = starts[low]!;
    return {
      file: this.name,
      line: low + 1,
      col: byteLength(this.text.slice(start, offset)) + 1,
      pos: byteLength(this.text.slice(0, offset)),
    };
  }

  /** The text of a 1-based line, without its line feed. */
  line(line: number): string {
    return this.text.split('\n')[line - 1] ?? '';
  }
}

function findLineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
