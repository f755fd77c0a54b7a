import os from 'node:os';
import { parseArgs } from 'node:util';
import { createHand, type Ended, type Fall, narrowed } from './crew.ts';
import { keep, toFailed } from './failed.ts';
import { bodyOf } from './mutate.ts';
import { MEMORY_BYTES, STALL_MS } from './run.ts';
import type { Report, Slice } from './slice.ts';

const { values } = parseArgs({
  options: {
    bodies: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    /** From this body on: to see again what was seen before. */
    from: { type: 'string', default: '0' },
    minutes: { type: 'string', default: '120' },
    processes: { type: 'string', default: String(os.availableParallelism()) },
  },
});

const SLICE = 100;
const SAY_EVERY_MS = 30_000;
const MOST_SLOW = 10;

const seed = Number(values.seed);
const first = Number(values.from);
const end = first + Number(values.bodies);
const untilMs = performance.now() + Number(values.minutes) * 60_000;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const reports: Report[] = [];
const slowest: Report['slowest'][number][] = [];
let wrong = 0;
let said = 0;

const add = (all: readonly Readonly<Record<string, number>>[]): Record<string, number> => {
  const sum: Record<string, number> = {};
  for (const counts of all) for (const [name, n] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + n;
  return sum;
};

const total = (of: (report: Report) => number): number => reports.reduce((n, report) => n + of(report), 0);
const mebibytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
const peak = (): number => mebibytes(Math.max(0, ...reports.map(({ peakBytes }) => peakBytes)));
const rate = (): number => Math.round(total(({ bodies }) => bodies) / (performance.now() / 1000));

function note(report: Report): void {
  reports.push(report);
  slowest.push(...report.slowest);
  slowest.sort((a, b) => b.ms - a.ms).splice(MOST_SLOW);
  for (const failed of report.failed)
    say(`FAILED ${failed.kind}, seed ${seed}, body ${failed.n}, kept as ${keep(failed)}\n  ${failed.detail}`);
  for (const { kind, detail, n } of report.faults)
    say(
      `FAILED ${kind}, seed ${seed}, bodies ${report.slice.from} to ${report.slice.to}${n === undefined ? '' : `, at ${report.slice.from + n}`}\n  ${detail}`,
    );
  wrong += report.failed.length + report.faults.length;
  if (performance.now() - said < SAY_EVERY_MS) return;
  said = performance.now();
  say(`${total(({ bodies }) => bodies)} bodies, ${rate()} a second, ${peak()} MiB at most, ${wrong} failures`);
}

async function noteFall(fall: Fall): Promise<void> {
  wrong += 1;
  // To narrow it may take as long as the rest.
  say(`FELL ${fall.kind}, seed ${seed}, bodies ${fall.slice.from} to ${fall.slice.to}: ${fall.detail}`);
  const { kind, slice, detail } = await narrowed(fall);
  say(`FAILED ${kind}, seed ${seed}, bodies ${slice.from} to ${slice.to}\n  ${detail}`);
  if (slice.to - slice.from > 1) return;
  say(`  kept as ${keep(toFailed(bodyOf(seed, slice.from), { kind, detail, seed, n: slice.from }))}`);
}

let next = first;

function* slices(): Generator<Slice> {
  while (next < end && performance.now() < untilMs) {
    const from = next;
    next = Math.min(end, from + SLICE);
    yield { seed, from, to: next };
  }
}

async function work(): Promise<void> {
  const hand = createHand();
  for (const slice of slices()) {
    const ended: Ended = await hand.run(slice);
    if ('report' in ended) note(ended.report);
    else await noteFall(ended.fall);
  }
  hand.end();
}

await Promise.all(Array.from({ length: Number(values.processes) }, work));

const seconds = Math.round(performance.now() / 1000);
const bodies = total((report) => report.bodies);
say(`\n${bodies} bodies of seed ${seed} from ${first} on, ${seconds} s, ${rate()} a second`);
say(`answers: ${JSON.stringify(add(reports.map(({ answers }) => answers)))}`);
say(`outcomes: ${JSON.stringify(add(reports.map(({ outcomes }) => outcomes)))}`);
say(`${total(({ alerts }) => alerts)} alerts, ${total(({ planned }) => planned)} deliveries planned and sent`);
say(`memory: ${peak()} MiB at most in a process, bound ${mebibytes(MEMORY_BYTES)}`);
say(`longest stretches without a turn of the event loop (bound ${STALL_MS} ms):`);
for (const { n, ms, size, about } of slowest) say(`  ${Math.round(ms)} ms, body ${n}, ${size} bytes, ${about}`);
say(`${wrong} failures`);
process.exit(wrong === 0 ? 0 : 1);
