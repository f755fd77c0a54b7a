import type { ColdStart } from './cold-start.ts';
import type { IngestCpu } from './ingest-cpu.ts';
import { type Cost, intakeCpu, readingCpu } from './intake.ts';
import type { BudgetRow, Row } from './one-machine/rows.ts';
import { readingCosts } from './reading.ts';

/** Against what a cold start is measured, at most how many times it, and how many kilobytes. */
const coldBudgets: Readonly<
  Record<string, { readonly of: string; readonly times: number; readonly kilobytes: number }>
> = {
  ingest: { of: 'bare SQS client', times: 1.1, kilobytes: 450 },
  route: { of: 'bare SQS and DynamoDB', times: 1.4, kilobytes: 600 },
  deliver: { of: 'bare SQS and DynamoDB', times: 1.4, kilobytes: 600 },
};
const CPU_BUDGET = 1.5;
const READING_BUDGET = 40;
/** What other work on a machine may make of a ratio of processor times; test/bundles/cold-start.test.ts allows less. */
const MARGIN = 1.25;

const rowOf = (what: string, unit: string, tocsin: number, limit: number, margin = 1): BudgetRow => ({
  what,
  unit,
  values: { tocsin },
  budget: { of: 'value', at: 'most', limit, margin },
});

export const timesOf = ({ ms }: ColdStart, base: ColdStart | undefined): number => ms / (base?.ms ?? Number.NaN);

/** The budgets of the cold starts. */
export const coldRows = (all: readonly ColdStart[]): Row[] =>
  all.flatMap((each) => {
    const budget = coldBudgets[each.name];
    if (budget === undefined) return [];
    const { of, times, kilobytes } = budget;
    const base = all.find(({ name }) => name === of);
    return [
      rowOf(`cold start of ${each.name}`, `× ${of}`, timesOf(each, base), times, MARGIN),
      rowOf(`loaded by ${each.name} at its start`, 'kB', each.kilobytes, kilobytes),
    ];
  });

/** The budgets of the processor time of ingest. */
export const ingestRows = (posts: readonly IngestCpu[]): Row[] =>
  posts.map(({ what, ingestMs, floorMs }) =>
    rowOf(`ingest of ${what}`, '× parse + HMAC + send', ingestMs / floorMs, CPU_BUDGET, MARGIN),
  );

/** What is printed of each cold start. */
export const coldLine = ({ name, ms, kilobytes }: ColdStart): string =>
  `  ${name.padEnd(22)} ${ms.toFixed(1).padStart(6)} ms  ${kilobytes.toFixed(0).padStart(5)} kB`;

/** What it costs by itself, and what it makes of the whole post when the queue's call of `sendMs` comes on top. */
function costLines(costs: readonly Cost[], sendMs?: number): string[] {
  const base = costs[0]?.ms ?? Number.NaN;
  return costs.map(({ what, ms }) => {
    const whole = sendMs === undefined ? '' : `  ${((ms + sendMs) / (base + sendMs)).toFixed(2)}× of the whole post`;
    return `  ${what.padEnd(36)} ${ms.toFixed(4)} ms  ${(ms / base).toFixed(2).padStart(5)}×${whole}`;
  });
}

/** Processor time by credential, by encoding, by form of the body and by source, and the budgets of the last. */
export async function measureReading(posts: readonly IngestCpu[], say: (line: string) => void): Promise<Row[]> {
  say('CPU of ingest alone, without the queue, by credential and encoding; against a plain bearer JSON post:');
  const costs = await intakeCpu(9);
  for (const line of costLines(costs, (posts[0]?.ingestMs ?? 0) - (costs[0]?.ms ?? 0))) say(line);
  say('CPU of reading a body, by its form; against plain JSON:');
  for (const line of costLines(await readingCpu(9))) say(line);
  return readingCosts(9).map(({ type, bodies, ownMs, floorMs }) =>
    rowOf(`${type}, ${bodies} bodies`, '× JSON.parse + stringify', ownMs / floorMs, READING_BUDGET),
  );
}
