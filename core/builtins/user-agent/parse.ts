// What a user-agent text tells about browser and device: the hand-made rules of the reference's library, no database.
// Source: functions-j-z.md 4.5 (mssola/user_agent v0.6.0)

import { checkBot } from './bot.js';
import { findBrowser } from './browser.js';
import { findPlatform } from './platform.js';
import type { Findings } from './sections.js';
import { readSections } from './sections.js';

export function parseUserAgent(text: string): Findings {
  const findings: Findings = {
    text,
    browser: '',
    browserVersion: '',
    engine: '',
    engineVersion: '',
    platform: '',
    os: '',
    isMobile: false,
    isBot: false,
    isUndecided: false,
  };
  const sections = readSections(text);
  if (sections.length === 0) return findings;
  findings.isMobile = sections.some((section) => section.name === 'Mobile');
  findBrowser(findings, sections);
  findPlatform(findings, sections[0]!);
  if (findings.isUndecided) checkBot(findings, sections);
  return findings;
}
