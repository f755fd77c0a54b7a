import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { startVitest } from 'vitest/node';
import { cells, cellsNamed, formNames, nameOf } from './cells.ts';
import type { Played } from './check-cell.ts';

const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const { values } = parseArgs({
  options: { cell: { type: 'string', multiple: true }, publish: { type: 'boolean', default: false } },
});

if (values.publish) {
  const { publish } = await import('../reliability/publish.ts');
  process.exit((await publish(write)) ? 0 : 1);
}

/** The cells that were asked for; all when none was. */
function askedFor(names: readonly string[] | undefined): readonly string[] {
  if (names === undefined) return cells.map(nameOf);
  const unknown = names.filter((name) => cellsNamed(name).length === 0);
  if (unknown.length > 0) {
    write(`no such cell: ${unknown.join(', ')}. A cell is ROW/TYPE/FORM, such as ${cells[0] ? nameOf(cells[0]) : ''}.`);
    write(`FORM is one of ${formNames.join(', ')}, and has to apply to the type; a fourth part is heals or never.`);
    process.exit(2);
  }
  return names.flatMap(cellsNamed).map(nameOf);
}

/** Plays some cells in a thread of their own. */
function playIn(names: readonly string[], played: (one: Played) => void): Promise<void> {
  const worker = new Worker(new URL('./shard.ts', import.meta.url), { workerData: names });
  worker.on('message', played);
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a thread ended with ${code}`))));
  });
}

const hasFailed = ({ problems }: Played): boolean => problems.length > 0;

function writeCounts(title: string, all: readonly Played[], kind: (one: Played) => string): void {
  write(`\n${title.padEnd(28)} ${'cells'.padStart(6)} ${'wrong'.padStart(6)}`);
  for (const [name, some] of Map.groupBy(all, kind))
    write(`${name.padEnd(28)} ${String(some.length).padStart(6)} ${String(some.filter(hasFailed).length).padStart(6)}`);
}

const names = askedFor(values.cell);
const threads = Math.min(availableParallelism(), names.length);
const all: Played[] = [];
const startMs = performance.now();
await Promise.all(
  Array.from({ length: threads }, (_, shard) =>
    playIn(
      names.filter((_, i) => i % threads === shard),
      (one) => {
        all.push(one);
        if (all.length % 1000 === 0) write(`${all.length} of ${names.length} cells`);
      },
    ),
  ),
);

writeCounts('misbehaviour', all, ({ row }) => row);
writeCounts('verdict', all, ({ verdict }) => verdict);
const failed = all.filter(hasFailed);
for (const { name, problems } of failed) {
  write(`\n${name}`);
  for (const problem of problems) write(`  ${problem}`);
  write(`  npm run faults -- --cell=${name}`);
}
const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
write(`\n${all.length} cells, ${failed.length} not as they have to be, in ${seconds} s`);
const isWrong = failed.length > 0 || all.length < names.length;

if (values.cell === undefined) {
  process.env['TOCSIN_FAULTS'] = 'full';
  process.env['FAULT_EVERY'] ??= '1';
  process.env['FAULT_RUNS'] ??= '2000';
  await (await startVitest('test', ['test/faults'])).close();
}
if (isWrong) process.exitCode = 1;
