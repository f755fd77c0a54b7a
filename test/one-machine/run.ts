import { parseArgs } from 'node:util';
import { type FaultRun, type Options, reportTo } from './report.ts';
import { clock } from './run-clock.ts';
import { diskFull } from './run-disk-full.ts';
import { isolation } from './run-isolation.ts';
import { kill, torn } from './run-kill.ts';
import { planes } from './run-planes.ts';
import { queue } from './run-queue.ts';
import { sockets } from './run-sockets.ts';
import { strangers } from './run-strangers.ts';

const runs: Readonly<Record<string, FaultRun>> = {
  sockets,
  kill,
  torn,
  disk: diskFull,
  clock,
  isolation,
  strangers,
  planes,
  queue,
};

const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const { positionals, tokens } = parseArgs({ strict: false, allowPositionals: true, tokens: true });
const options: Options = Object.fromEntries(
  tokens.flatMap((token) => (token.kind === 'option' ? [[token.name, Number(token.value ?? 1)]] : [])),
);

const unknown = positionals.filter((name) => runs[name] === undefined);
const wrong = Object.entries(options).filter(([, value]) => Number.isNaN(value));
if (unknown.length + wrong.length > 0) {
  if (wrong.length > 0)
    write(`options are numbers, such as --kills=3; found ${wrong.map(([name]) => `--${name}`).join(', ')}`);
  if (unknown.length > 0) write(`no such run: ${unknown.join(', ')}; there are:`);
  for (const [name, { about }] of Object.entries(runs)) write(`  ${name.padEnd(12)} ${about}`);
  process.exit(2);
}

// So that whoever ends this ends the products that it started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

let isBroken = false;
for (const name of positionals.length > 0 ? positionals : Object.keys(runs)) {
  const run = runs[name];
  if (run === undefined) continue;
  write(`${name}: ${run.about}`);
  const report = reportTo(write);
  const began = performance.now();
  await run
    .run(options, report)
    .catch((error: unknown) => report.check('the run comes to its end', false, String(error)));
  const verdict = report.broken.length > 0 ? 'BROKEN' : report.skipped.length > 0 ? 'holds, in parts skipped' : 'holds';
  write(`${name}: ${verdict} after ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
  isBroken ||= report.broken.length > 0;
}
process.exit(isBroken ? 1 : 0);
