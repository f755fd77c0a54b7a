// The budgets of cold start and CPU, as ratios measured in one run on one machine: `npm run bench [repetitions]`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ColdStart, coldStarts } from './cold-start.ts';
import { ingestCpu } from './ingest-cpu.ts';

const COLD_BUDGET = 1.25;
const CPU_BUDGET = 1.5;

const repetitions = Number(process.argv[2] ?? 25);
const dir = mkdtempSync(path.join(tmpdir(), 'tocsin-bench-'));

let isWithin = true;
function verdict(ratio: number, budget: number): string {
  isWithin &&= ratio <= budget;
  return `${ratio <= budget ? 'within' : 'OVER'} budget ${budget}`;
}

function showColdStart({ name, ms, kilobytes }: ColdStart, base: number): void {
  const ratio = ms / base;
  const end = name === 'ingest' ? `  ${verdict(ratio, COLD_BUDGET)}` : '';
  console.log(
    `  ${name.padEnd(20)} ${ms.toFixed(1).padStart(6)} ms  ${ratio.toFixed(2)}×  ${kilobytes.toFixed(0).padStart(5)} kB${end}`,
  );
}

try {
  console.log(
    `Cold import, median of ${repetitions} new processes each, interleaved; size of all files of the bundle:`,
  );
  const all = coldStarts(dir, repetitions);
  const base = all[0]?.ms ?? Number.NaN;
  for (const one of all) showColdStart(one, base);
  console.log('CPU per webhook: ingest against parse + HMAC-SHA256 + SendMessage:');
  for (const { what, ingestMs, floorMs } of await ingestCpu(dir, 9)) {
    const ratio = ingestMs / floorMs;
    console.log(
      `  ${what.padEnd(20)} ${ingestMs.toFixed(3)} ms / ${floorMs.toFixed(3)} ms  ${ratio.toFixed(2)}×  ${verdict(ratio, CPU_BUDGET)}`,
    );
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
process.exitCode = isWithin ? 0 : 1;
