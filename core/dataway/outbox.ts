// Where finished packages go. An outbox takes the ownership of a batch's packages: after `own` resolves, every point
// in them is at DataWay, durable in a journal, or in the dead letter.

import type { Category } from '../point/category.js';
import type { DatawayPackage } from './package.js';

export interface OwnedPoints {
  /** Points every DataWay URL has accepted. */
  readonly delivered: number;
  /** Points in the dead letter because DataWay refused them. */
  readonly refused: number;
  /** Points that are durable here and not yet at DataWay. */
  readonly held: number;
}

/** What an outbox reports for the counters. */
export interface OutboxObserver {
  /** @param status HTTP status, or a stable word where there was no answer */
  pushed(category: Category, points: number, status: string): void;
  deadLettered(category: Category, points: number, reason: string): void;
}

/** Durable home of packages that DataWay refuses. */
export interface RefusedPackages {
  /** @param reason stable word; `detail` is for a person */
  putPackage(pkg: DatawayPackage, reason: string, detail: string): Promise<void>;
}

export interface Outbox {
  /** True when a batch of that id was owned, also by an earlier process. */
  knows(batchId: string): boolean;

  /**
   * @param batchId the sender's id of the batch, '' when it has none
   * @throws BufferFullError, StoreError when the points got no owner; the sender keeps them
   */
  own(batchId: string, packages: readonly DatawayPackage[]): Promise<OwnedPoints>;
}
