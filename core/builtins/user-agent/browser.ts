// Browser and engine, by the order of the sections.

import { trimSpace } from '../trimming.js';
import type { Findings, Section } from './sections.js';

const TRIDENT_VERSIONS: ReadonlyMap<string, string> = new Map([
  ['Trident/4.0', '8.0'],
  ['Trident/5.0', '9.0'],
  ['Trident/6.0', '10.0'],
]);

const WEBKIT_BROWSERS: ReadonlyMap<string, string> = new Map([
  ['Chrome', 'Chrome'],
  ['CriOS', 'Chrome'],
  ['HeadlessChrome', 'Headless Chrome'],
  ['Chromium', 'Chromium'],
  ['GSA', 'Google App'],
  ['FxiOS', 'Firefox'],
]);

/** Browsers known by the last section but two, and by the last but one. */
const THIRD_LAST: ReadonlyMap<string, string> = new Map([
  ['YaBrowser', 'YaBrowser'],
  ['coc_coc_browser', 'Coc Coc'],
]);
const SECOND_LAST: ReadonlySet<string> = new Set(['Electron', 'DuckDuckGo', 'PhantomJS']);

export function findBrowser(f: Findings, sections: readonly Section[]): void {
  const [first, second] = sections;
  if (first === undefined) return;
  if (first.name === 'Opera') {
    setBrowser(f, 'Opera', first.version);
    setEngine(f, 'Presto', second?.version ?? '');
  } else if (first.name === 'Dalvik') {
    return;
  } else if (second !== undefined) {
    setEngine(f, second.name, second.version);
    if (sections.length > 2) findByEngine(f, sections);
  } else {
    findOldExplorer(f, first.comment);
  }
}

function findByEngine(f: Findings, sections: readonly Section[]): void {
  const third = sections[2]!;
  const main = third.version === '' && sections.length > 3 ? sections[3]! : third;
  f.browserVersion = main.version;
  switch (f.engine) {
    case 'AppleWebKit':
      findWebKitBrowser(f, sections, main);
      break;
    case 'Gecko': {
      const source = third.name === 'MRA' && sections.length > 4 ? sections[4]! : third;
      f.browser = source.name;
      if (source !== third) f.browserVersion = source.version;
      break;
    }
    case 'like':
      if (third.name === 'Gecko') findExplorer11(f, sections[0]!.comment);
      break;
  }
}

function findWebKitBrowser(f: Findings, sections: readonly Section[], main: Section): void {
  f.isUndecided ||= sections[1]!.comment.some((item) => /^(?:Googlebot|bingbot)/.test(item));
  const [thirdLast, secondLast, last] = sections.slice(-3) as [Section, Section, Section]; // there are three or more
  const third = THIRD_LAST.get(thirdLast.name);
  if (last.name === 'Edge') {
    setBrowser(f, 'Edge', last.version);
    setEngine(f, 'EdgeHTML', '');
  } else if (last.name === 'Edg') {
    if (f.isUndecided) return;
    setBrowser(f, 'Edge', last.version);
    setEngine(f, 'AppleWebKit', secondLast.version);
  } else if (last.name === 'OPR') {
    setBrowser(f, 'Opera', last.version);
  } else if (last.name === 'Mobile') {
    setBrowser(f, 'Mobile App', '');
  } else if (third !== undefined) {
    setBrowser(f, third, thirdLast.version);
  } else if (SECOND_LAST.has(secondLast.name)) {
    setBrowser(f, secondLast.name, secondLast.version);
  } else {
    f.browser = WEBKIT_BROWSERS.get(main.name) ?? 'Safari';
  }
}

function findExplorer11(f: Findings, comment: readonly string[]): void {
  const found = comment.map((item) => /^rv:([^\n]+)$/.exec(item)).find((match) => match !== null);
  f.engine = 'Trident';
  setBrowser(f, 'Internet Explorer', found?.[1] ?? '');
}

function findOldExplorer(f: Findings, comment: readonly string[]): void {
  if (comment[0] !== 'compatible' || comment[1]?.startsWith('MSIE') !== true) return;
  f.engine = 'Trident';
  const trident = comment.find((item) => item.startsWith('Trident/')) ?? '';
  setBrowser(f, 'Internet Explorer', TRIDENT_VERSIONS.get(trident) ?? trimSpace(comment[1].slice(4)));
}

export function setBrowser(f: Findings, name: string, version: string): void {
  f.browser = name;
  f.browserVersion = version;
}

export function setEngine(f: Findings, name: string, version: string): void {
  f.engine = name;
  f.engineVersion = version;
}
