// Which tag becomes which source. Patterns are Fluentd's: `*` is one part of a dotted tag, `**` any number of parts,
// `{a,b}` either; several patterns may stand in one text, separated by blanks. The first matching route wins.

export interface RouteConfig {
  readonly tag: string;
  readonly source: string;
  readonly service: string;
  readonly script: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly message_keys: readonly string[];
}

/** A route applied to one tag: placeholders are replaced. */
export interface ResolvedRoute {
  readonly source: string;
  readonly service: string;
  /** '' when the route makes no choice. */
  readonly script: string;
  readonly tags: readonly (readonly [string, string])[];
  readonly messageKeys: readonly string[];
}

const MAX_REMEMBERED = 10_000;
const FALLBACK: RouteConfig = {
  tag: '**',
  source: '',
  service: '',
  script: '',
  tags: {},
  message_keys: ['message', 'log', 'msg', 'MESSAGE'],
};

export class TagRouter {
  private readonly routes: readonly { readonly matches: RegExp; readonly config: RouteConfig }[];
  private readonly remembered = new Map<string, ResolvedRoute>();

  constructor(routes: readonly RouteConfig[]) {
    this.routes = [...routes, FALLBACK].map((config) => ({ matches: compileTagPattern(config.tag), config }));
  }

  resolve(tag: string): ResolvedRoute {
    const known = this.remembered.get(tag);
    if (known !== undefined) return known;
    const config = this.routes.find((route) => route.matches.test(tag))?.config ?? FALLBACK;
    const resolved = apply(config, tag);
    if (this.remembered.size >= MAX_REMEMBERED) this.remembered.clear();
    this.remembered.set(tag, resolved);
    return resolved;
  }
}

function apply(config: RouteConfig, tag: string): ResolvedRoute {
  const source = config.source === '' ? tag : fill(config.source, tag);
  return {
    source,
    service: config.service === '' ? source : fill(config.service, tag),
    script: fill(config.script, tag),
    tags: Object.entries(config.tags).map(([key, value]) => [key, fill(value, tag)] as const),
    messageKeys: config.message_keys,
  };
}

/** `$tag` is the whole tag, `$tag[0]` its first part, `$tag[-1]` its last. */
function fill(text: string, tag: string): string {
  return text.replace(/\$tag(?:\[(-?\d+)\])?/g, (_whole, index: string | undefined) =>
    index === undefined ? tag : (tag.split('.').at(Number(index)) ?? ''),
  );
}

/** The pattern as an anchored expression without any backtracking beyond the parts of the tag. */
export function compileTagPattern(pattern: string): RegExp {
  const one = pattern.trim().split(/\s+/).map(compileOne);
  return new RegExp(`^(?:${one.join('|')})$`);
}

function compileOne(pattern: string): string {
  if (pattern === '**') return '.*';
  let source = '';
  for (let at = 0; at < pattern.length;) {
    const rest = pattern.slice(at);
    const token = /^(?:\.\*\*|\*\*\.|\*\*|\*|\{[^}]*\}|.)/s.exec(rest)![0];
    source += compileToken(token);
    at += token.length;
  }
  return source;
}

function compileToken(token: string): string {
  switch (token) {
    case '.**':
      return '(?:\\..*)?'; // `a.**` also matches `a`
    case '**.':
      return '(?:.*\\.)?';
    case '**':
      return '.*';
    case '*':
      return '[^.]*';
    default:
      if (token.startsWith('{')) return `(?:${token.slice(1, -1).split(',').map(compileOne).join('|')})`;
      return token.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  }
}
