// `node test/bench/one-machine/run.ts [--only=closed,open,backlog,growth] [--seconds=N] [--backlog=N] [--rows=N] [--strict]`
import { parseArgs } from 'node:util';
import { defaults, oneMachine, partNames } from './one-machine.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: partNames.join(',') },
    seconds: { type: 'string', default: String(defaults.seconds) },
    backlog: { type: 'string', default: String(defaults.backlog) },
    rows: { type: 'string', default: String(defaults.rows) },
    strict: { type: 'boolean', default: false },
  },
});

const wanted = values.only.split(',');
const strange = wanted.filter((name) => !partNames.some((each) => each === name));
if (strange.length > 0) {
  console.error(`--only: found "${strange.join(',')}"; allowed: ${partNames.join(', ')}`);
  process.exit(2);
}
// So that whoever ends this ends the products that it started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const isWithin = await oneMachine({
  only: partNames.filter((name) => wanted.includes(name)),
  seconds: Number(values.seconds),
  backlog: Number(values.backlog),
  rows: Number(values.rows),
});
process.exit(values.strict && !isWithin ? 1 : 0);
