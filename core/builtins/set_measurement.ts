import { defineBuiltin } from './spec.js';
import { boolOf } from './nodes.js';

interface Plan {
  readonly text: string | undefined;
  readonly isRead: boolean;
  readonly removes: boolean;
}

export const setMeasurement = defineBuiltin({
  name: 'set_measurement',
  family: 'point',
  style: 'positional',
  arity: "func `set_measurement' expected 1 or 2 args",
  params: [
    {
      name: 'name',
      mode: 'read',
      accepts: ['StringLiteral', 'Identifier', 'AttrExpr'],
      expects: 'expect StringLiteral or Identifier or AttrExpr, got NODE',
      doc: 'The new name, or a variable or key that holds it. Anything but text leaves the name as it is.',
    },
    {
      name: 'delete',
      mode: 'node',
      optional: true,
      default: 'false',
      accepts: ['BoolLiteral'],
      expects: "param type expect BoolLiteral, got `NODE'",
      doc: 'true: remove the key that was named, whether or not it held text.',
    },
  ],
  returns: 'void',
  doc: 'Sets the name of the point (for logs: the source).',
  source: 'pipeline-go ptinput/funcs/fn_set_measurement.go',
  examples: [
    {
      title: 'the name from a field',
      script: 'add_key(app, "web")\nset_measurement(app, true)\nadd_key(name, pt_name())',
      want: { app: null, name: 'web' },
    },
  ],
  check: (call): Plan => {
    const name = call.args[0];
    const literal = name?.kind === 'StringLiteral';
    return {
      text: literal ? name.value : undefined,
      isRead: name?.kind === 'Identifier', // compat: an attribute names a key to delete, but evaluates to nothing
      removes: !literal && boolOf(call.args[1], false),
    };
  },
  run(ctx, { plan }, key, value) {
    const name = plan.isRead ? value : plan.text;
    if (typeof name === 'string') ctx.point.name = name;
    if (plan.removes) ctx.delete(key);
  },
});
