// Platform, operating system and mobile mark, from the first section's comment.

import { setBrowser, setEngine } from './browser.js';
import type { Findings, Section } from './sections.js';

type Comment = readonly string[];

const WINDOWS_NAMES: ReadonlyMap<string, string> = new Map([
  ['5.0', 'Windows 2000'],
  ['5.01', 'Windows 2000, Service Pack 1 (SP1)'],
  ['5.1', 'Windows XP'],
  ['5.2', 'Windows XP x64 Edition'],
  ['6.0', 'Windows Vista'],
  ['6.1', 'Windows 7'],
  ['6.2', 'Windows 8'],
  ['6.3', 'Windows 8.1'],
  ['10.0', 'Windows 10'],
]);

export function findPlatform(f: Findings, { name, version, comment }: Section): void {
  switch (name) {
    case 'Mozilla':
      findMozilla(f, comment);
      break;
    case 'Opera':
      if (comment.length > 0) findOpera(f, comment);
      break;
    case 'Dalvik':
      if (comment[0]?.startsWith('Linux') !== true) break;
      f.platform = comment[0];
      f.os = comment[2] ?? f.os;
      f.isMobile = true;
      break;
    case 'okhttp':
      f.isMobile = true;
      setBrowser(f, 'OkHttp', version);
      break;
    default:
      f.isUndecided = true;
  }
}

function findMozilla(f: Findings, comment: Comment): void {
  f.platform = platformName(comment[0] ?? '');
  if (f.platform === 'Windows') f.os = osName(comment[0]!);
  switch (f.engine) {
    case '':
      f.isUndecided = true;
      break;
    case 'Gecko':
      findGecko(f, comment);
      break;
    case 'AppleWebKit':
      findWebKit(f, comment);
      break;
    case 'Trident':
      f.platform = 'Windows';
      if (f.os === '') f.os = comment[2] === undefined ? 'Windows NT 4.0' : osName(comment[2]);
      f.isMobile ||= comment.some((item) => item.startsWith('IEMobile'));
      break;
  }
}

function platformName(first: string): string {
  if (first === 'compatible') return '';
  if (first === 'BB10') return 'BlackBerry';
  return ['Windows', 'Symbian', 'webOS'].find((known) => first.startsWith(known)) ?? first;
}

function findGecko(f: Findings, comment: Comment): void {
  const [first, second, third] = comment;
  if (second === undefined) return;
  if (isUnnamed(second)) {
    f.os = osName(third ?? second);
  } else if (f.platform.includes('Android')) {
    f.isMobile = true;
    f.os = f.platform;
    f.platform = osName(second);
  } else if (first === 'Mobile' || first === 'Tablet') {
    f.isMobile = true;
    f.os = 'FirefoxOS';
  } else if (f.os === '') {
    f.os = osName(second);
  }
}

function findWebKit(f: Findings, comment: Comment): void {
  switch (f.platform) {
    case 'webOS':
      f.browser = 'webOS';
      f.os = 'Palm';
      f.isMobile = true;
      break;
    case 'Symbian':
      f.isMobile = true;
      f.browser = 'Symbian';
      f.os = comment[0]!;
      break;
    case 'Linux':
      findWebKitLinux(f, comment);
      break;
    default:
      if (comment.length > 0) findWebKitOther(f, comment);
  }
  // Firefox on an iPad calls itself a Macintosh.
  if (f.platform === 'Macintosh' && f.engine === 'AppleWebKit' && f.browser === 'Firefox') {
    f.platform = 'iPad';
    f.isMobile = true;
  }
}

function findWebKitLinux(f: Findings, comment: Comment): void {
  const [first = '', second, third] = comment;
  f.isMobile = true;
  if (f.browser === 'Safari') f.browser = 'Android';
  if (second !== undefined) {
    if (!isUnnamed(second)) {
      f.os = second;
    } else if (third !== undefined) {
      f.os = third;
    } else {
      f.isMobile = false;
      f.os = first;
    }
  }
  if (comment.length === 3) isGoogleOrBing(f);
}

function findWebKitOther(f: Findings, comment: Comment): void {
  const [first = '', second, third] = comment;
  if (first.startsWith('Windows NT')) {
    f.os = osName(first);
  } else if (third !== undefined) {
    f.os = osName(third);
  } else if (second !== undefined && !isGoogleOrBing(f) && !isMessagePreview(f)) {
    f.os = osName(second);
  }
  if (f.platform === 'BlackBerry') {
    f.browser = 'BlackBerry';
    if (f.os === 'Touch') f.os = 'BlackBerry';
  }
}

function findOpera(f: Findings, [first = '', second]: Comment): void {
  if (first.startsWith('Windows')) {
    f.platform = 'Windows';
    f.os = osName(first);
  } else {
    f.isMobile ||= first.startsWith('Android');
    f.platform = first;
    f.os = second ?? first;
  }
}

/** `Windows NT 6.1` by the name it is known under; anything else as it is. */
function osName(text: string): string {
  const version = /^[^ ]* NT (.*)$/s.exec(text)?.[1];
  return version === undefined ? text : (WINDOWS_NAMES.get(version) ?? text);
}

/** Words that stand where the system's name should. */
function isUnnamed(word: string): boolean {
  return word === 'U' || word === 'arm_64';
}

function isGoogleOrBing(f: Findings): boolean {
  if (f.text.includes('Google') || f.text.includes('bingbot')) {
    f.platform = '';
    f.isUndecided = true;
  }
  return f.isUndecided;
}

/** iMessage fetches previews in the name of two bots at once. */
function isMessagePreview(f: Findings): boolean {
  if (!f.text.includes('facebookexternalhit') || !f.text.includes('Twitterbot')) return false;
  f.isBot = true;
  f.browser = 'iMessage-Preview';
  setEngine(f, '', '');
  return true;
}
