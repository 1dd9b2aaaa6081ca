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
  private starts: LineStarts | undefined;

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
  }

  /** Position of a UTF-16 offset into `text`; offset -1 gives line -1, column -1. */
  position(offset: number): Position {
    if (offset < 0) return { file: this.name, line: -1, col: -1, pos: -1 };
    const { units, bytes } = this.lineStarts;
    let low = 0;
    let high = units.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (units[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    const inLine = byteLength(this.text.slice(units[low], offset));
    return { file: this.name, line: low + 1, col: inLine + 1, pos: bytes[low]! + inLine };
  }

  /** The text of a 1-based line, without its line feed. */
  line(line: number): string {
    const { units } = this.lineStarts;
    const start = units[line - 1];
    if (start === undefined) return '';
    const next = units[line];
    return this.text.slice(start, next === undefined ? undefined : next - 1);
  }

  private get lineStarts(): LineStarts {
    return (this.starts ??= findLineStarts(this.text));
  }
}

interface LineStarts {
  /** Where each line begins, in UTF-16 units and in bytes. */
  readonly units: readonly number[];
  readonly bytes: readonly number[];
}

function findLineStarts(text: string): LineStarts {
  const units = [0];
  const bytes = [0];
  for (let from = 0, at = text.indexOf('\n'); at >= 0; from = at + 1, at = text.indexOf('\n', from)) {
    units.push(at + 1);
    bytes.push(bytes.at(-1)! + byteLength(text.slice(from, at + 1)));
  }
  return { units, bytes };
}
