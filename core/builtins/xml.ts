import { readText } from '../lang/runtime/convert.js';
import { stringOf } from './nodes.js';
import { defineBuiltin } from './spec.js';
import { Cursor, XPathFault } from './xml/cursor.js';
import { readXml } from './xml/read.js';
import { XmlError } from './xml/tokens.js';
import { compileXPath } from './xml/xpath/build.js';
import { XPathError } from './xml/xpath/syntax.js';

type Find = (root: Cursor) => Cursor | undefined;

export const xml = defineBuiltin({
  name: 'xml',
  family: 'xml',
  style: 'positional',
  arity: 'func xml expects 3 args',
  params: [
    { name: 'key', mode: 'read', doc: 'Key holding the XML text.' },
    {
      name: 'xpath',
      mode: 'node',
      accepts: ['StringLiteral'],
      expects: 'expect StringLiteral, got NODE',
      doc: 'XPath expression that selects nodes. Names are ASCII; `local-name()` reaches others.',
    },
    {
      name: 'target',
      mode: 'key',
      expects: 'expect AttrExpr or Identifier or StringLiteral, got NODE',
      doc: 'Key to write the text of the first match to.',
    },
  ],
  returns: 'void',
  doc:
    'Writes the text of the first node an XPath finds in an XML text. Nothing happens when the text is no XML, the XPath ' +
    'is wrong or nothing is found.',
  source: 'pipeline-go ptinput/funcs/fn_xml.go',
  examples: [
    {
      title: 'an element and an attribute',
      script: 'xml(_, "/order/item[2]", name)\nxml(_, "/order/@id", id)',
      message: '<order id="7"><item>pen</item><item>ink</item></order>',
      want: { name: 'ink', id: '7' },
    },
  ],
  check: (call): Find | undefined => {
    try {
      return compileXPath(stringOf(call.args[1]));
    } catch (error) {
      if (error instanceof XPathError) return undefined; // compat: a wrong expression finds nothing
      throw error;
    }
  },
  run(ctx, site, _key, value, target) {
    if (value === undefined || site.plan === undefined) return;
    try {
      const found = site.plan(new Cursor(readXml(readText(value))));
      if (found !== undefined) ctx.set(target, found.text);
    } catch (error) {
      if (error instanceof XmlError) return;
      if (error instanceof XPathFault) throw site.error(`xml: ${error.message}`);
      throw error;
    }
  },
});
