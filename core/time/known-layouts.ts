// The layouts that are tried, in this order, before the format of a date is guessed.
// Source: pipeline-go ptinput/funcs/handle.go

import { compileLayout } from './layout.js';
import type { Layout } from './layout.js';

export interface KnownLayout {
  readonly layout: Layout;
  /** The text has no year; the current one is appended before it is read. */
  readonly lacksYear: boolean;
}

export const KNOWN_LAYOUTS: readonly KnownLayout[] = [
  known('02/Jan/2006:15:04:05 -0700'), // nginx
  known('02 Jan 2006 15:04:05.000'), // redis
  known('02 Jan 15:04:05.000 2006', true), // redis, older
  known('060102 15:04:05'), // mysql
  known('2006/01/02 - 15:04:05'), // gin
  known('Mon Jan 2 15:04:05.000000 2006'), // apache
  known('2006-01-02 15:04:05.000 UTC'), // postgresql. compat: UTC is literal text here, the zone decides
];

function known(layout: string, lacksYear = false): KnownLayout {
  return { layout: compileLayout(layout), lacksYear };
}
