import { FAILED } from '../lang/check/signature.js';
import { kindOf } from '../lang/runtime/value.js';
import { defineBuiltin } from './spec.js';

export const valueType = defineBuiltin({
  name: 'value_type',
  family: 'type',
  style: 'named',
  params: [{ name: 'val', mode: 'guarded', doc: 'Any value; a run error while it is computed is swallowed.' }],
  returns: 'str',
  doc: 'Name of the type of a value: bool, int, float, str, list or map; "" for nil and when there is no value.',
  source: 'pipeline-go ptinput/funcs/fn_value_type.go',
  examples: [
    { title: 'a list', script: 'add_key(t, value_type([1]))', want: { t: 'list' } },
    { title: 'nothing', script: 'add_key(t, value_type(nosuch))', want: { t: '' } },
  ],
  run(_ctx, _site, value) {
    if (value === FAILED || value === undefined) return '';
    const kind = kindOf(value);
    return kind === 'nil' || kind === 'void' ? '' : kind;
  },
});
