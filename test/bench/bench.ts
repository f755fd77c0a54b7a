// The budgets of cold start, CPU and the whole system, as ratios measured in one run on one machine:
// `npm run bench [-- repetitions] [-- --strict]`. Over budget in the whole system fails with --strict alone. With --publish the cold
// starts and the CPU of ingest are written to docs/performance.md, and nothing else is measured.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type ColdStart, coldStarts } from './cold-start.ts';
import { ingestCpu } from './ingest-cpu.ts';
import { type Cost, intakeCpu, readingCpu } from './intake.ts';
import { defaults, oneMachine } from './one-machine/one-machine.ts';
import { publish } from './publish.ts';
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

const { values, positionals } = parseArgs({
  options: { strict: { type: 'boolean', default: false }, publish: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const repetitions = Number(positionals[0] ?? 25);
const dir = mkdtempSync(path.join(tmpdir(), 'tocsin-bench-'));

let isWithin = true;
function verdict(ratio: number, budget: number): string {
  isWithin &&= ratio <= budget;
  return `${ratio <= budget ? 'within' : 'OVER'} budget ${budget}`;
}

function showColdStart({ name, ms, kilobytes }: ColdStart, all: readonly ColdStart[]): void {
  const budget = coldBudgets[name];
  const base = all.find((each) => each.name === (budget?.of ?? 'bare SQS client'))?.ms ?? Number.NaN;
  const end =
    budget === undefined
      ? ''
      : `  ${verdict(ms / base, budget.times)} × ${budget.of}, ${verdict(kilobytes, budget.kilobytes)} kB`;
  console.log(
    `  ${name.padEnd(22)} ${ms.toFixed(1).padStart(6)} ms  ${(ms / base).toFixed(2)}×  ${kilobytes.toFixed(0).padStart(5)} kB${end}`,
  );
}

/** What it costs by itself, and what it makes of the whole post when the queue's call of `sendMs` comes on top. */
function showCosts(costs: readonly Cost[], sendMs?: number): void {
  const base = costs[0]?.ms ?? Number.NaN;
  for (const { what, ms } of costs) {
    const whole = sendMs === undefined ? '' : `  ${((ms + sendMs) / (base + sendMs)).toFixed(2)}× of the whole post`;
    console.log(`  ${what.padEnd(36)} ${ms.toFixed(4)} ms  ${(ms / base).toFixed(2).padStart(5)}×${whole}`);
  }
}

async function measureMore(posts: Awaited<ReturnType<typeof ingestCpu>>): Promise<void> {
  console.log('CPU of ingest alone, without the queue, by credential and encoding; against a plain bearer JSON post:');
  const costs = await intakeCpu(9);
  showCosts(costs, (posts[0]?.ingestMs ?? 0) - (costs[0]?.ms ?? 0));
  console.log('CPU of reading a body, by its form; against plain JSON:');
  showCosts(await readingCpu(9));
  console.log('CPU from the bytes of a webhook to the request for a webhook, against JSON.parse + JSON.stringify:');
  for (const { type, bodies, ownMs, floorMs } of readingCosts(9)) {
    const ratio = ownMs / floorMs;
    console.log(
      `  ${`${type}, ${bodies} bodies`.padEnd(20)} ${ownMs.toFixed(3)} ms / ${floorMs.toFixed(4)} ms  ${ratio.toFixed(1)}×  ${verdict(ratio, READING_BUDGET)}`,
    );
  }
  const isWholeWithin = await oneMachine(defaults);
  isWithin &&= isWholeWithin || !values.strict;
}

try {
  console.log(
    `Cold import: processor time, median of ${repetitions} new processes each, interleaved; what is loaded at the start:`,
  );
  const all = coldStarts(dir, repetitions);
  for (const one of all) showColdStart(one, all);
  console.log('CPU per webhook: ingest against parse + HMAC-SHA256 + SendMessage:');
  const posts = await ingestCpu(dir, 9);
  for (const { what, ingestMs, floorMs } of posts) {
    const ratio = ingestMs / floorMs;
    console.log(
      `  ${what.padEnd(20)} ${ingestMs.toFixed(3)} ms / ${floorMs.toFixed(3)} ms  ${ratio.toFixed(2)}×  ${verdict(ratio, CPU_BUDGET)}`,
    );
  }
  if (values.publish) publish(all, posts);
  else await measureMore(posts);
} finally {
  rmSync(dir, { recursive: true, force: true });
}
process.exitCode = isWithin ? 0 : 1;
