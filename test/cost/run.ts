// What Tocsin costs on AWS, measured over emulators: `npm run cost`. With `--publish` the tables are written to docs/cost.md,
// with `--json` the figures are written to standard output.
import path from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { writeGenerated } from '../generated-page.ts';
import { idleCost } from './idle.ts';
import { measure } from './measure.ts';
import { dollars } from './model.ts';
import { costRows, idleDollars, idleRows, page, type Result, resultOf, useRows } from './report.ts';
import { scenarios } from './scenarios.ts';

const here = import.meta.dirname;
const PAGE = path.join(here, '../../docs/cost.md');

const { values } = parseArgs({
  options: { publish: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});
// The lines are counted as Lambda gets them.
process.env['AWS_LAMBDA_LOG_FORMAT'] = 'JSON';

const write = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

function show([head = [], ...rows]: readonly (readonly string[])[]): void {
  const plain = (row: readonly string[]): string[] => row.map((cell) => cell.replaceAll('*', ''));
  const table = new Table({
    head: plain(head),
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: [28, ...head.slice(1).map(() => 20)],
  });
  table.push(...rows.map(plain));
  write(table.toString());
}

const results: Result[] = [];
for (const scenario of scenarios) results.push(resultOf(scenario, await measure(scenario)));
const [first] = scenarios;
if (first === undefined) throw new Error('there are no scenarios');
const idle = await idleCost(first, path.join(here, '../bundles/tocsin.yaml'));
if (values.json) {
  const figures = results.map(({ scenario, measured, cost }) => ({
    name: scenario.name,
    goal: scenario.goal,
    dollars: dollars(cost),
    measured,
  }));
  write(JSON.stringify({ figures, idle: idleDollars(idle) }));
} else {
  show(costRows(results));
  show(useRows(results));
  show(idleRows(idle));
}
if (values.publish) writeGenerated(PAGE, 'npm run cost -- --publish', page(results, idle));
const isWithin = results.every(({ scenario: { goal = Number.POSITIVE_INFINITY }, cost }) => dollars(cost) <= goal);
process.exit(isWithin ? 0 : 1);
