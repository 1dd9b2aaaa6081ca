// Numbers, words and other plain shapes. Without look-around they have no borders of their own unless `\b` says so.

export const WORD_PATTERNS: Readonly<Record<string, string>> = {
  INT: '(?:[+-]?(?:[0-9]+))',
  // A leading dot is taken without a sign only.
  BASE10NUM: '(?:[+-]?[0-9]+(?:\\.[0-9]+)?|\\.[0-9]+)',
  NUMBER: '%{BASE10NUM}',
  BASE16NUM: '0[xX]?[0-9a-fA-F]+',
  POSINT: '\\b[1-9][0-9]*\\b',
  NONNEGINT: '\\b[0-9]+\\b',
  WORD: '\\b\\w+\\b',
  NOTSPACE: '\\S+',
  SPACE: '\\s*',
  DATA: '.*?',
  GREEDYDATA: '.*',
  GREEDYLINES: '(?s).*',
  QUOTEDSTRING: '"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"|\'[^\'\\\\]*(?:\\\\.[^\'\\\\]*)*\'',
  QS: '%{QUOTEDSTRING}',
  UUID: '[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}',
  // compat: a one-letter name `ERR` stands in any word, `verbose` included; each level in three spellings.
  LOGLEVEL: logLevels(),
};

function logLevels(): string {
  const words = [
    'alert',
    'trace',
    'debug',
    'notice',
    'info',
    'warn?(?:ing)?',
    'err?(?:or)?',
    'crit?(?:ical)?',
    'fatal',
  ];
  const levels = [...words, 'severe'].map(spellings);
  return `(?:${[...levels, 'EMERG(?:ENCY)?', '[Ee]merg(?:ency)?'].join('|')})`;
}

/** `[Ii]nfo|INFO` */
function spellings(word: string): string {
  const first = word.charAt(0);
  return `[${first.toUpperCase()}${first}]${word.slice(1)}|${word.toUpperCase()}`;
}
