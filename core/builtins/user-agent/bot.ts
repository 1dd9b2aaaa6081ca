// Is it a bot? Asked when no browser or app was recognised for sure.

import { trimSpace } from '../trimming.js';
import { setBrowser, setEngine } from './browser.js';
import type { Findings, Section } from './sections.js';

const BOT_NAME = /bot|crawler|spider|spyder|search|worm|fetch|nutch/i;

export function checkBot(f: Findings, sections: readonly Section[]): void {
  const first = sections[0]!;
  if (sections.length === 1 && first.name !== 'Mozilla') {
    const isNamedSo = BOT_NAME.test(first.name);
    const isBot = isNamedSo || siteName(first.comment) !== '';
    setSimple(f, first.name, isNamedSo ? '' : first.version, isBot);
    return;
  }
  const name = sections.map((section) => siteName(section.comment)).find((found) => found !== '');
  if (name === undefined) {
    setBrowser(f, first.name, first.version);
    return;
  }
  const slash = name.indexOf('/');
  if (slash < 0) setSimple(f, name, '', true);
  else setSimple(f, name.slice(0, slash), name.slice(slash + 1), true);
}

function setSimple(f: Findings, name: string, version: string, isBot: boolean): void {
  setBrowser(f, name, version);
  setEngine(f, '', '');
  f.os = '';
  f.isBot = isBot;
}

/** What a comment that names a web site calls itself, '' when it names none. */
function siteName(comment: readonly string[]): string {
  const at = comment.length < 3 ? 0 : comment.length === 4 ? 3 : 2;
  const site = findSite(comment[at] ?? '');
  return site === '' || at === 0 ? site : trimSpace(comment[at - 1]!);
}

/** The first `http://something.word`, up to the last word that a line offers; '' when there is none. */
function findSite(text: string): string {
  for (const line of text.split('\n')) {
    const scheme = /https?:\/\//.exec(line);
    if (scheme === null) continue;
    const start = scheme.index + scheme[0].length;
    for (let dot = line.lastIndexOf('.'); dot > start; dot = line.lastIndexOf('.', dot - 1)) {
      const word = /^\w+/.exec(line.slice(dot + 1));
      if (word !== null) return line.slice(scheme.index, dot + 1 + word[0].length);
    }
  }
  return '';
}
