import { expect, type TestContext } from 'vitest';
import { type FaultRun, type Options, reportTo } from './report.ts';

/** Runs the short form of a fault run; a test fails with everything that does not hold, and is skipped where it cannot be run. */
export async function expectToHold(context: TestContext, run: FaultRun, options: Options): Promise<void> {
  const said: string[] = [];
  const report = reportTo((line) => said.push(line));
  await run.run(options, report);
  expect(report.broken, said.join('\n')).toEqual([]);
  context.skip(report.skipped.length > 0, said.join('\n'));
}
