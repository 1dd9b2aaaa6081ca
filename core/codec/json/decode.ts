// A JSON body to points: a list whose elements may each have either form. The first bad element refuses the body.
// Source: cliutils point/json.go

import { DecodeError } from '../../errors.js';
import { checkPoint, checkQuietly } from '../../point/check.js';
import type { Point } from '../../point/point.js';
import { PLAIN_RULES } from '../../point/rules.js';
import { parseJson } from './parse.js';
import { pbjsonPoint } from './pbjson.js';
import { kindOf, refuse, simplePoint } from './simple.js';

/**
 * The points of a body with the plain checks already run once; a missing time is 0.
 *
 * compat: the reference checks a point by the plain rules when it makes it from JSON and then again by those of the
 * category, so a field without value is warned about twice; warnings that came with a point replace those of the first.
 * @throws DecodeError
 */
export function decodeJson(body: Uint8Array): Point[] {
  const list = parseJson(body);
  if (list === null) return [];
  if (!Array.isArray(list)) return refuse(kindOf(list), 'value of type []*point.Point');
  return list.map((element, index) => {
    if (element === null) throw new DecodeError('json', `json: element ${index} of the list is null, not a point`);
    const point = pbjsonPoint(element) ?? simplePoint(element);
    if (point.warns.length > 0) checkQuietly(point, PLAIN_RULES);
    else checkPoint(point, PLAIN_RULES);
    return point;
  });
}
