import { defineBuiltin } from './spec.js';

export const validJson = defineBuiltin({
  name: 'valid_json',
  aliases: ['vaild_json'], // compat: the misspelt name is registered too
  family: 'json',
  style: 'positional',
  params: [{ name: 'text', mode: 'value', optional: true, doc: 'Text to look at.' }],
  returns: 'bool',
  doc: 'Whether a text is JSON by RFC 8259, which is stricter than what load_json reads. False for what is no text.',
  source: 'pipeline-go ptinput/funcs/fn_valid_json.go',
  examples: [
    { title: 'a document', script: 'add_key(ok, valid_json(_))', message: '{"a":1}', want: { ok: true } },
    { title: 'half a document', script: 'add_key(ok, valid_json(_))', message: '{"a":1', want: { ok: false } },
  ],
  check(check) {
    const { args, name } = check.call;
    if (args.length !== 1) check.fail(`func ${name} expects 1 arg`, undefined, 'arguments');
  },
  run(ctx, _site, text) {
    return typeof text === 'string' && ctx.json(text).isStrict;
  },
});
