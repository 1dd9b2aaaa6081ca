// A user-agent text as its sections, `name/version (comment; comment)`, and what is found out about it step by step.

export interface Section {
  readonly name: string;
  readonly version: string;
  readonly comment: readonly string[];
}

/** Findings; later steps look at and overwrite those of earlier ones. */
export interface Findings {
  readonly text: string;
  browser: string;
  browserVersion: string;
  engine: string;
  engineVersion: string;
  platform: string;
  os: string;
  isMobile: boolean;
  isBot: boolean;
  /** Neither a browser nor an app was recognised for sure: ask whether it is a bot. */
  isUndecided: boolean;
}

export function readSections(text: string): Section[] {
  const sections: Section[] = [];
  for (let at = 0; at < text.length;) {
    let product = '';
    let comment: readonly string[] = [];
    if (text[at] !== '(' && text[at] !== '[') {
      const end = text.indexOf(' ', at);
      product = end < 0 ? text.slice(at) : text.slice(at, end);
      at = end < 0 ? text.length : end + 1;
    }
    if (text[at] === '(') {
      const end = closingAt(text, at + 1, ')');
      comment = text.slice(at + 1, end).split('; ');
      at = end + 2; // the character after the parenthesis goes too
    }
    if (text[at] === '[') at = closingAt(text, at + 1, ']') + 2;
    const slash = product.indexOf('/');
    sections.push({
      name: slash < 0 ? product : product.slice(0, slash),
      version: slash < 0 ? '' : product.slice(slash + 1),
      comment,
    });
  }
  return sections;
}

/** Where a bracket closes; every `(` inside asks for one more closing one. The end of the text when it does not. */
function closingAt(text: string, from: number, closing: string): number {
  let open = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === closing) {
      if (open === 0) return at;
      open--;
    } else if (text[at] === '(') {
      open++;
    }
  }
  return text.length;
}
