import { readText } from '../lang/runtime/convert.js';
import { RecentResults } from './recent.js';
import { defineBuiltin } from './spec.js';
import { parseUserAgent } from './user-agent/parse.js';
import type { Findings } from './user-agent/sections.js';

export const userAgent = defineBuiltin({
  name: 'user_agent',
  family: 'net',
  style: 'positional',
  arity: "func `user_agent' expects 1 args",
  params: [{ name: 'key', mode: 'read', doc: 'Key holding the user-agent text.' }],
  returns: 'void',
  doc:
    'Reads a user-agent text and writes `isMobile`, `isBot`, `os`, `browser`, `browserVer`, `engine`, `engineVer` and ' +
    '`ua` (the platform). What is not known is an empty text.',
  source: 'pipeline-go ptinput/funcs/fn_user_agent.go',
  examples: [
    {
      title: 'a browser on a phone',
      script: 'user_agent(_)',
      message:
        'Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.0 ' +
        'Mobile/15E148 Safari/604.1',
      want: { browser: 'Safari', browserVer: '15.0', ua: 'iPhone', isMobile: true, isBot: false },
    },
    {
      title: 'a bot',
      script: 'user_agent(_)',
      message: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
      want: { browser: 'Googlebot', browserVer: '2.1', isBot: true },
    },
  ],
  check: (): RecentResults<Findings> => new RecentResults(parseUserAgent),
  run(ctx, { plan }, _key, value) {
    if (value === undefined) return;
    const found = plan.get(readText(value));
    ctx.set('isMobile', found.isMobile);
    ctx.set('isBot', found.isBot);
    ctx.set('os', found.os);
    ctx.set('browser', found.browser);
    ctx.set('browserVer', found.browserVersion);
    ctx.set('engine', found.engine);
    ctx.set('engineVer', found.engineVersion);
    ctx.set('ua', found.platform);
  },
});
