// XML text cut into tags, texts, comments and instructions, as strictly as Go's decoder: quoted attributes, matching tags,
// the five entities and numbers, no characters that XML does not allow.

import { encodeText, isWellFormed } from '../../point/text.js';

/** A text that is no XML document. */
export class XmlError extends Error {}

export interface RawAttribute {
  readonly prefix: string;
  readonly name: string;
  readonly value: string;
}

export type XmlToken =
  | { readonly kind: 'open'; readonly prefix: string; readonly name: string; readonly attributes: RawAttribute[] }
  | { readonly kind: 'close' }
  | { readonly kind: 'text' | 'cdata' | 'comment'; readonly text: string }
  | { readonly kind: 'instruction'; readonly target: string; readonly text: string };

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['apos', "'"],
  ['quot', '"'],
]);

const NAME = /^[\p{L}\p{Nl}_:][\p{L}\p{Nl}\p{M}\p{Nd}_:.\-\u00b7]*$/u;
const NAME_RUN = /[0-9A-Za-z_:.\-\u0080-\uffff]+/y;
const SPACES = /[ \t\r\n]*/y;
// eslint-disable-next-line no-control-regex -- exactly what XML does not allow, and bytes that are not UTF-8
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

export class XmlTokenizer {
  private text: string;
  private at = 0;
  private readonly open: string[] = [];
  /** A tag that closes itself is two tokens. */
  private closesNext = false;

  constructor(text: string) {
    this.text = text;
  }

  /** @returns undefined at the end; @throws XmlError */
  next(): XmlToken | undefined {
    if (this.closesNext) {
      this.closesNext = false;
      this.open.pop();
      return { kind: 'close' };
    }
    if (this.at >= this.text.length) {
      if (this.open.length > 0) throw new XmlError(`<${this.open.at(-1)!}> is not closed`);
      return undefined;
    }
    if (this.text[this.at] !== '<') return this.readText();
    this.at++;
    switch (this.text[this.at]) {
      case '/':
        this.at++;
        return this.readClose();
      case '?':
        this.at++;
        return this.readInstruction();
      case '!':
        this.at++;
        return this.readMarked();
      default:
        return this.readOpen();
    }
  }

  private readText(): XmlToken {
    const end = this.text.indexOf('<', this.at);
    const raw = this.text.slice(this.at, end < 0 ? undefined : end);
    this.at += raw.length;
    if (raw.includes(']]>')) throw new XmlError('unescaped ]]>');
    return { kind: 'text', text: unescape(raw) };
  }

  private readOpen(): XmlToken {
    const { prefix, name } = splitName(this.readName());
    const attributes: RawAttribute[] = [];
    for (;;) {
      this.skipSpaces();
      if (this.accept('>')) break;
      if (this.accept('/')) {
        this.expect('>');
        this.closesNext = true;
        break;
      }
      const attribute = splitName(this.readName());
      this.skipSpaces();
      this.expect('=');
      this.skipSpaces();
      attributes.push({ ...attribute, value: this.readQuoted() });
    }
    this.open.push(prefix === '' ? name : `${prefix}:${name}`);
    return { kind: 'open', prefix, name, attributes };
  }

  private readClose(): XmlToken {
    const name = this.readName();
    this.skipSpaces();
    this.expect('>');
    if (this.open.pop() !== name) throw new XmlError(`</${name}> closes something else`);
    return { kind: 'close' };
  }

  private readQuoted(): string {
    const quote = this.text[this.at];
    if (quote !== '"' && quote !== "'") throw new XmlError('an attribute value without quotes');
    const raw = this.readUntil(quote, this.at + 1);
    if (raw.includes('<')) throw new XmlError('< inside quotes');
    return unescape(raw);
  }

  private readInstruction(): XmlToken {
    const target = this.readName();
    this.skipSpaces();
    const text = this.readUntil('?>', this.at);
    if (target === 'xml') this.readDeclaration(text);
    return { kind: 'instruction', target, text };
  }

  /** Version and encoding of `<?xml ...?>`; what follows is decoded anew when it is not UTF-8. */
  private readDeclaration(text: string): void {
    const version = parameter(text, 'version');
    if (version !== '' && version !== '1.0') throw new XmlError(`version ${version}`);
    const encoding = parameter(text, 'encoding');
    if (encoding === '' || encoding.toLowerCase() === 'utf-8') return;
    const rest = encodeText(this.text.slice(this.at));
    this.text = decode(rest, encoding);
    this.at = 0;
  }

  /** After `<!`: a comment, a CDATA section, or a directive, which is skipped. */
  private readMarked(): XmlToken {
    if (this.text.startsWith('--', this.at)) {
      const text = this.readUntil('--', this.at + 2);
      if (!this.accept('>')) throw new XmlError('-- inside a comment');
      return { kind: 'comment', text };
    }
    if (this.text[this.at] === '[') {
      if (!this.text.startsWith('[CDATA[', this.at)) throw new XmlError('invalid <![');
      const text = this.readUntil(']]>', this.at + 7);
      return { kind: 'cdata', text: checkCharacters(text.replace(/\r\n?/g, '\n')) };
    }
    this.skipDirective();
    return { kind: 'text', text: '' };
  }

  /** To the closing `>`, past nested ones, quotes and comments. */
  private skipDirective(): void {
    let depth = 0;
    let quote = '';
    for (;;) {
      if (this.at >= this.text.length) throw new XmlError('a directive without an end');
      const char = this.text[this.at]!;
      if (quote === '' && char === '<' && this.text.startsWith('<!--', this.at)) {
        this.readUntil('-->', this.at + 4);
        continue;
      }
      this.at++;
      if (quote !== '') quote = char === quote ? '' : quote;
      else if (char === '"' || char === "'") quote = char;
      else if (char === '<') depth++;
      else if (char === '>' && depth-- === 0) return;
    }
  }

  /** Text from a place up to a mark, and moves past the mark. */
  private readUntil(mark: string, from: number): string {
    const end = this.text.indexOf(mark, from);
    if (end < 0) throw new XmlError(`no ${mark}`);
    this.at = end + mark.length;
    return this.text.slice(from, end);
  }

  private readName(): string {
    NAME_RUN.lastIndex = this.at;
    const name = NAME_RUN.exec(this.text)?.[0] ?? '';
    if (!NAME.test(name) || (name.match(/:/g)?.length ?? 0) > 1) throw new XmlError(`invalid name ${name}`);
    this.at += name.length;
    return name;
  }

  private skipSpaces(): void {
    SPACES.lastIndex = this.at;
    this.at += SPACES.exec(this.text)![0].length;
  }

  private accept(char: string): boolean {
    const found = this.text[this.at] === char;
    if (found) this.at++;
    return found;
  }

  private expect(char: string): void {
    if (!this.accept(char)) throw new XmlError(`expected ${char}`);
  }
}

/** `p:name` in two; a colon at an end belongs to the name. */
function splitName(name: string): { prefix: string; name: string } {
  const colon = name.indexOf(':');
  return colon <= 0 || colon === name.length - 1
    ? { prefix: '', name }
    : { prefix: name.slice(0, colon), name: name.slice(colon + 1) };
}

/** Entities and numbers to characters, line ends to line feeds. */
function unescape(raw: string): string {
  const lines = raw.replace(/\r\n?/g, '\n');
  if (!lines.includes('&')) return checkCharacters(lines);
  const text = lines.replace(
    /&(?:#([0-9]+);|#x([0-9a-fA-F]+);|([^;&]*);)?/g,
    (_, decimal?: string, hex?: string, name?: string) => {
      const entity = name === undefined ? undefined : ENTITIES.get(name);
      if (entity !== undefined) return entity;
      const digits = decimal ?? hex;
      if (digits === undefined) throw new XmlError('invalid entity');
      const code = Number.parseInt(digits, decimal === undefined ? 16 : 10);
      if (!(code <= 0x10ffff)) throw new XmlError('invalid character number');
      return code >= 0xd800 && code <= 0xdfff ? '\ufffd' : String.fromCodePoint(code);
    },
  );
  return checkCharacters(text);
}

function checkCharacters(text: string): string {
  if (ILLEGAL.test(text) || !isWellFormed(text)) throw new XmlError('illegal character');
  return text;
}

/** The quoted value of a parameter of an instruction, '' when it has none. */
function parameter(text: string, name: string): string {
  return new RegExp(`${name}=(?:"([^"]*)"|'([^']*)')`).exec(text)?.slice(1).join('') ?? '';
}

function decode(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding.trim()).decode(bytes);
  } catch {
    throw new XmlError(`unknown encoding ${encoding}`);
  }
}
