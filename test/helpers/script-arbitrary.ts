// Random scripts: every statement and operator, names and texts chosen to break out of generated code if anything can.

import fc from 'fast-check';

/** Names as a script writes them; hostile ones stand in back-quotes. */
const PLAIN_NAMES = ['a', 'b', 'n', 'x', 'host', 'message', '_', 'K', 'R', 'c', 'e', 't0', 'v1', 'k2', 'L3', '$add'];
const HOSTILE_NAMES = [
  'constructor',
  '__proto__',
  'prototype',
  'globalThis',
  'this',
  'process',
  'require',
  'arguments',
  'eval',
  'return',
  'a b',
  'x;process.exit(1)//',
  '*/ process.exit(1) /*',
  '"] ; globalThis.broken = 1; ["',
  '${globalThis.broken = 1}',
  'line\nbreak',
  'u\u2028v\u2029w',
  '中文',
  '',
];
const TEXTS = [
  ...HOSTILE_NAMES,
  '"',
  "'",
  '\\',
  '`',
  '\\u2028',
  '</script>',
  '\u0000',
  '\ud83d\ude00',
  '\ufeff',
  'abc',
  '5',
];

const plainName = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'n') },
  { weight: 1, arbitrary: fc.constantFrom(...PLAIN_NAMES) },
);
const name = fc.oneof(
  { weight: 8, arbitrary: plainName },
  { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_NAMES).map((text) => `\`${text}\``) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }).map(quoteName) },
);

function quoteName(text: string): string {
  return `\`${text.replace(/[`\ufffd]|[\ud800-\udfff]/g, '')}\``;
}

/** A string literal of the script language; most characters may stand in it as they are. */
export function scriptText(text: string): string {
  const clean = text.replace(/\ufffd|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '?');
  return `"${clean.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

const text = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary', maxLength: 6 })).map(scriptText);
const number = fc.constantFrom(
  '0',
  '1',
  '-1',
  '2',
  '7',
  '31',
  '9007199254740991',
  '9223372036854775807',
  '1.5',
  '0.0',
  'nan',
);
const literal = fc.oneof(text, number, fc.constantFrom('true', 'false', 'nil', '[]', '{}'));

type Binary = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||' | 'in';
const binary = fc.constantFrom<Binary>('+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', '&&', '||', 'in');
const assignOp = fc.constantFrom('=', '=', '=', '+=', '-=', '*=', '/=', '%=');

export interface ScriptShape {
  /** Texts of calls; `%e` stands for an expression, `%n` for a name. */
  readonly calls: readonly string[];
  readonly maxDepth?: number;
}

/** Scripts of a few statements, as text. */
export function scriptArbitrary(shape: ScriptShape): fc.Arbitrary<string> {
  const { statement } = fc.letrec<{ expression: string; statement: string; block: string; call: string }>((tie) => {
    const depth = { depthSize: 'small', maxDepth: shape.maxDepth ?? 4, withCrossShrink: true } as const;
    const expression = tie('expression');
    const call = fc.constantFrom(...shape.calls).chain((form) => fillForm(form, expression));
    return {
      call,
      expression: fc.oneof(
        depth,
        fc.oneof(literal, name),
        fc.tuple(expression, binary, expression).map(([a, op, b]) => `(${a} ${safeOp(op, b)} ${b})`),
        fc.tuple(fc.constantFrom('-', '+', '!'), expression).map(([op, a]) => `${op}(${a})`),
        fc.array(expression, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
        fc.array(fc.tuple(fc.oneof(text, name), expression), { maxLength: 3 }).map(mapText),
        fc.tuple(name, fc.array(expression, { minLength: 1, maxLength: 2 })).map(([n, i]) => n + indexText(i)),
        fc.tuple(name, expression, expression).map(([n, a, b]) => `${n}[(${a}):(${b})]`),
        fc.tuple(name, expression).map(([n, a]) => `${n}[::(${a})]`),
        tie('call'),
      ),
      block: fc.array(tie('statement'), { maxLength: 3 }).map((stmts) => `{\n${stmts.join('\n')}\n}`),
      statement: fc.oneof(
        depth,
        fc.tuple(name, assignOp, expression).map((parts) => parts.join(' ')),
        fc
          .tuple(name, fc.array(expression, { minLength: 1, maxLength: 2 }), assignOp, expression)
          .map(([n, i, op, v]) => `${n}${indexText(i)} ${op} ${v}`),
        tie('call'),
        expression,
        fc.tuple(expression, tie('block'), tie('block')).map(([c, a, b]) => `if ${c} ${a} else ${b}`),
        fc
          .tuple(expression, tie('block'), expression, tie('block'))
          .map(([c, a, d, b]) => `if ${c} ${a} elif ${d} ${b}`),
        fc.tuple(name, expression, tie('block')).map(([n, e, b]) => `for ${n} in (${e}) ${loopBody(b)}`),
        fc.tuple(plainName, fc.nat(4), tie('block')).map(([n, max, b]) => {
          return `for ${n} = 0; ${n} < ${max}; ${n} += 1 ${loopBody(b)}`;
        }),
        fc.tuple(expression, tie('block')).map(([e, b]) => `for ; ${e}; {\n${b.slice(1, -1)}\nbreak\n}`),
      ),
    };
  });
  return fc.array(statement, { minLength: 1, maxLength: 6 }).map((stmts) => `${stmts.join('\n')}\n`);
}

/** A literal zero behind / or % is a syntax error. */
function safeOp(op: Binary, right: string): string {
  return (op === '/' || op === '%') && /^[0.]+$/.test(right) ? '-' : op;
}

function mapText(pairs: readonly (readonly [string, string])[]): string {
  return `{${pairs.map(([key, value]) => `${key}: ${value}`).join(', ')}}`;
}

function indexText(indexes: readonly string[]): string {
  return indexes.map((index) => `[${index}]`).join('');
}

/** Now and then a jump. */
function loopBody(block: string): string {
  return block.replace(
    /\n\}$/,
    block.length % 3 === 0 ? '\nbreak\n}' : block.length % 3 === 1 ? '\ncontinue\n}' : '\n}',
  );
}

function fillForm(form: string, expression: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const parts = form.split(/(%[en])/);
  const values = parts.map((part) => (part === '%e' ? expression : part === '%n' ? name : fc.constant(part)));
  return fc.tuple(...values).map((texts) => texts.join(''));
}

const FUZZ_SECONDS = Number(process.env.FUZZ_SECONDS ?? 0);
export const FUZZ_RUNS = Number(process.env.FUZZ_RUNS ?? 300);

/** Enough for jest to wait for a fuzz test. */
export const FUZZ_TIMEOUT_MS = 60_000 + 2000 * (FUZZ_SECONDS + FUZZ_RUNS / 10);

/** Tries `body` on FUZZ_RUNS scripts, and on as many more as fit into FUZZ_SECONDS. */
export function fuzz(scripts: fc.Arbitrary<string>, body: (source: string) => void): void {
  const endMs = performance.now() + FUZZ_SECONDS * 1000;
  do {
    fc.assert(fc.property(scripts, body), { numRuns: FUZZ_RUNS });
  } while (performance.now() < endMs);
}
