import { BoundPassed } from '../../../lambdas/domain/expression/meter.ts';
import { run } from '../../../lambdas/domain/expression/run.ts';
import { watch } from '../../../lambdas/domain/expression/watched.ts';
import { hostileCases, hostileInput } from './hostile-cases.ts';

/** Runs the cases one after the other; a line of JSON says how each ended. Its parent ends it when it does not. */

const outcomeOf = (error: unknown): string =>
  error instanceof BoundPassed || (typeof error === 'object' && error !== null && 'code' in error)
    ? String(Reflect.get(Object(error), 'code'))
    : String(error).slice(0, 100);

const { value } = watch(hostileInput());

for (const { name, expression } of hostileCases) {
  const before = process.threadCpuUsage();
  const outcome = await run(expression, value).then(() => 'value', outcomeOf);
  const { user, system } = process.threadCpuUsage(before);
  const { rss } = process.memoryUsage();
  const line = { name, outcome, cpuMs: Math.round((user + system) / 1_000), rssMb: Math.round(rss / 1_000_000) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
