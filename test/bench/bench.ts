// The budgets of cold start, CPU and the whole system, as ratios measured in one run on one machine:
// `npm run bench [-- cold cpu closed open backlog growth] [-- repetitions] [-- --strict]`. Over budget in the whole system fails
// with --strict alone. With --publish all of docs/performance.md is measured and written; with --target the load and the receiver
// stand around any other forwarder.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { coldStarts } from './cold-start.ts';
import { coldLine, coldRows, ingestRows, measureReading } from './functions.ts';
import { ingestCpu } from './ingest-cpu.ts';
import { oneMachine } from './one-machine/one-machine.ts';
import { isWithin, type Row, tableOf } from './one-machine/rows.ts';
import { measureTarget, targetTable } from './one-machine/target.ts';
import { type BenchOptions, parseBench, type TargetOption } from './options.ts';
import { publish } from './publish/publish.ts';

const say = (line: string): void => console.log(line);

function measureCold(dir: string, repetitions: number): Row[] {
  say(
    `Cold import: processor time, median of ${repetitions} new processes each, interleaved; what is loaded at the start:`,
  );
  const all = coldStarts(dir, repetitions);
  for (const one of all) say(coldLine(one));
  return coldRows(all);
}

async function measureCpu(dir: string): Promise<Row[]> {
  const posts = await ingestCpu(dir, 9);
  return [...ingestRows(posts), ...(await measureReading(posts, say))];
}

async function measureFunctions({ functions, repetitions }: BenchOptions): Promise<boolean> {
  if (functions.length === 0) return true;
  const dir = mkdtempSync(path.join(tmpdir(), 'tocsin-bench-'));
  try {
    const cold = functions.includes('cold') ? measureCold(dir, repetitions) : [];
    const rows = [...cold, ...(functions.includes('cpu') ? await measureCpu(dir) : [])];
    say(tableOf(rows));
    return rows.every(isWithin);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function measureAll(options: BenchOptions): Promise<boolean> {
  const areFunctionsWithin = await measureFunctions(options);
  if (options.machine.length === 0) return areFunctionsWithin;
  const isMachineWithin = await oneMachine({ ...options, only: options.machine });
  return areFunctionsWithin && (isMachineWithin || !options.isStrict);
}

async function measureOther(target: TargetOption, { seconds }: BenchOptions): Promise<boolean> {
  say(
    `Alerts in the form ${target.form} to ${target.url}; they have to arrive at http://127.0.0.1:${target.receiverPort}/hook:`,
  );
  say(targetTable(await measureTarget({ ...target, seconds, leastAlerts: 300, warmSeconds: 3 })));
  return true;
}

function run(options: BenchOptions): Promise<boolean> {
  if (options.target !== undefined) return measureOther(options.target, options);
  return options.isPublish ? publish(options.repetitions, say) : measureAll(options);
}

// So that whoever ends this ends the products that it started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
try {
  process.exit((await run(parseBench(process.argv.slice(2)))) ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
