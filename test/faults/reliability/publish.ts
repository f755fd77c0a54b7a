import path from 'node:path';
import { writeGenerated } from '../../generated-page.ts';
import { scenarios } from './scenarios.ts';
import { play, type Result } from './stage.ts';

const PAGE = path.join(import.meta.dirname, '../../../docs/reliability.md');
const PUBLISH = 'npm run faults -- --publish';
const ALERTS = 300;

const row = ({ name, accepted, lost, doubled, repeated, isBalanced }: Result): string =>
  `| ${name} | ${accepted} | ${lost} | ${doubled} | ${repeated} | ${isBalanced ? 'balanced' : 'NOT BALANCED'} |`;

/** Plays every fault, and writes what came of it to docs/reliability.md; answers whether nothing was lost or doubled. */
export async function publish(write: (line: string) => void): Promise<boolean> {
  const results: Result[] = [];
  for (const scenario of scenarios) {
    const result = await play(scenario, ALERTS);
    results.push(result);
    write(row(result));
  }
  const head =
    '| fault | accepted | lost | doubled | repeated under the same id | ledger |\n| --- | ---: | ---: | ---: | ---: | --- |';
  writeGenerated(PAGE, PUBLISH, [head, ...results.map(row)].join('\n'));
  return results.every(({ lost, doubled, isBalanced }) => lost === 0 && doubled === 0 && isBalanced);
}
