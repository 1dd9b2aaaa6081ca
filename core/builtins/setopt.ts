import { defineBuiltin } from './spec.js';

export const setopt = defineBuiltin({
  name: 'setopt',
  family: 'flow',
  style: 'named',
  params: [
    {
      name: 'status_mapping',
      mode: 'value',
      kind: 'bool',
      optional: true,
      default: 'true',
      doc: 'false: `status` is neither normalised nor filtered for this record. Only by name.',
    },
  ],
  returns: 'void',
  doc: 'Sets an option for this record.',
  source: 'pipeline-go ptinput/funcs/fn_setopt.go',
  examples: [
    {
      title: 'keep a status as it is',
      script: 'add_key(status, "WARN")\nsetopt(status_mapping=false)',
      want: { status: 'WARN' },
    },
  ],
  check(call) {
    const positional = call.call.args.find((arg) => arg.kind !== 'AssignmentExpr');
    if (positional !== undefined) call.fail('must be a named parameter', positional);
  },
  run(ctx, _site, statusMapping) {
    if (typeof statusMapping === 'boolean') ctx.statusMapping = statusMapping;
  },
});
