import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeGenerated } from '../../generated-page.ts';
import { isHeld, verdictCells } from '../one-machine/rows.ts';
import { svgOf } from './charts.ts';
import { budgetRows, fullScale, measureAll } from './measured.ts';
import { chartsOf, pageOf } from './page.ts';

const DOCS = path.join(import.meta.dirname, '../../../docs');

export const PUBLISH = 'npm run bench -- --publish';

/** Measures all and writes docs/performance.md with its pictures; answers whether all budgets are held. */
export async function publish(repetitions: number, say: (line: string) => void): Promise<boolean> {
  const measured = await measureAll({ ...fullScale, repetitions }, say);
  writeGenerated(path.join(DOCS, 'performance.md'), PUBLISH, pageOf(measured));
  for (const [name, chart] of chartsOf(measured)) writeFileSync(path.join(DOCS, 'pictures', name), svgOf(chart));
  const missed = budgetRows(measured).filter((row) => !isHeld(row));
  for (const row of missed) say(verdictCells(row).join(' | '));
  return missed.length === 0;
}
