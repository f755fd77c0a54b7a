import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { excludedIn, measure } from './measure.ts';
import { exclusionsOf, missesOf, tableOf } from './report.ts';
import { samples } from './samples.ts';
import { standards } from './standards.ts';

// `npm run typed-places` prints the table; `-- --misses FILE` writes every miss to a file, `-- --standards ocsf,ecs` asks for some.
const { values } = parseArgs({ options: { misses: { type: 'string' }, standards: { type: 'string' } } });
const named = values.standards?.split(',');
const all = samples();
const measured = measure(
  all,
  standards.filter((each) => named?.includes(each) ?? true),
);
process.stdout.write(`${tableOf(measured)}\n\n${exclusionsOf(excludedIn(all))}\n`);
if (values.misses !== undefined) writeFileSync(values.misses, `${missesOf(measured).join('\n')}\n`);
