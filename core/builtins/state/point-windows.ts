// The point windows of one loaded script: point_window and window_hit. A stream keeps its last dropped records in a ring;
// a hit releases them and the next records. Streams and the records they hold are bounded: the stream that was used
// longest ago is forgotten first, which loses context, never a record that was not dropped.

import type { Point } from '../../point/point.js';
import type { PointWindows, WindowStream } from '../../lang/runtime/services.js';

export interface WindowLimits {
  readonly maxStreams: number;
  /** Records held by all streams together; also the largest `before`. */
  readonly maxPoints: number;
}

export const DEFAULT_WINDOW_LIMITS: WindowLimits = { maxStreams: 10_000, maxPoints: 50_000 };

export class PointWindowSet implements PointWindows {
  private readonly limits: WindowLimits;
  private readonly streams = new Map<string, Stream>();
  private held = 0;

  constructor(limits: WindowLimits = DEFAULT_WINDOW_LIMITS) {
    this.limits = limits;
  }

  open(before: number, after: number, names: readonly string[], values: readonly string[]): WindowStream {
    // compat: joined without a separator, so host `ab` + file `c` and host `a` + file `bc` are one stream.
    const key = `${names.length} ${names.join('')}\n${values.join('')}`;
    let stream = this.streams.get(key);
    if (stream === undefined) {
      stream = new Stream(Math.min(before, this.limits.maxPoints), after, (change) => this.count(change));
    } else {
      this.streams.delete(key);
    }
    this.streams.set(key, stream); // last in the map: used last
    this.forgetSurplus();
    return stream;
  }

  private count(change: number): void {
    this.held += change;
    if (change > 0) this.forgetSurplus();
  }

  private forgetSurplus(): void {
    for (const [key, stream] of this.streams) {
      const isFull = this.streams.size > this.limits.maxStreams || this.held > this.limits.maxPoints;
      if (!isFull || this.streams.size === 1) return;
      this.streams.delete(key);
      stream.forget();
    }
  }
}

class Stream implements WindowStream {
  private readonly before: number;
  private readonly after: number;
  private readonly count: (change: number) => void;
  /** Slots in the order they were first used; undefined is a record that was not dropped. */
  private ring: (Point | undefined)[] = [];
  private next = 0;
  private left = 0;

  constructor(before: number, after: number, count: (change: number) => void) {
    this.before = before;
    this.after = after;
    this.count = count;
  }

  hit(): void {
    this.left = this.after;
  }

  move(dropped: Point | undefined): readonly Point[] {
    if (this.left > 0) {
      this.left--;
      const released = this.empty();
      if (dropped !== undefined) released.push(dropped);
      return released;
    }
    if (this.before > 0) this.put(dropped);
    return [];
  }

  forget(): void {
    this.empty();
  }

  private put(point: Point | undefined): void {
    if (this.next >= this.before) this.next = 0;
    const change = (point === undefined ? 0 : 1) - (this.ring[this.next] === undefined ? 0 : 1);
    this.ring[this.next++] = point;
    if (change !== 0) this.count(change);
  }

  /** compat: in slot order, which is not time order once the ring has gone round. */
  private empty(): Point[] {
    const points = this.ring.filter((point) => point !== undefined);
    this.ring.fill(undefined);
    if (points.length > 0) this.count(-points.length);
    return points;
  }
}
