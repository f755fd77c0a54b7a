import { measureBacklog } from './one-machine/backlog.ts';
import { measureClosed } from './one-machine/closed.ts';
import { measureGrowth, stepsTo } from './one-machine/growth.ts';
import { measureOpen } from './one-machine/open.ts';
import { machineFacts } from './publish/machine-facts.ts';
import type { Measured, Scale } from './publish/measured.ts';

const small: Scale = {
  open: { seconds: 0.4, leastAlerts: 8, warmSeconds: 0.5 },
  closed: { names: ['bare', 'floor', 'tocsin'], seconds: 60, warmSeconds: 60, count: 2000 },
  stored: 200,
  steps: 2,
  backlog: 60,
  repetitions: 1,
};

/** What other tests measure and hold to its budgets: test/cost and test/bundles/cold-start.test.ts. */
const elsewhere: Pick<Measured, 'costs' | 'cold' | 'posts'> = {
  costs: {
    idle: 4,
    figures: [
      { name: 'single', goal: 12, dollars: 11 },
      { name: 'batch', goal: 3, dollars: 2.9 },
      { name: 'five', goal: 25, dollars: 21 },
      { name: 'slack', dollars: 18 },
    ],
  },
  cold: [
    'bare SQS client',
    'bare SQS and DynamoDB',
    'bare SQS in one file',
    'ingest',
    'route',
    'deliver',
    'reconcile',
    'api',
  ].map((name) => ({ name, ms: 100, kilobytes: 300 })),
  posts: [
    { what: '2.8 kB', ingestMs: 1, floorMs: 1 },
    { what: '93.9 kB', ingestMs: 1, floorMs: 1 },
  ],
};

const quiet = (): void => undefined;

/** The whole system measured for some seconds, all at once: figures of the clock say nothing, those of the processor do. */
export async function measureSmall(): Promise<Measured> {
  const [open, closed, growth, backlog] = await Promise.all([
    measureOpen(small.open),
    measureClosed(small.closed),
    measureGrowth(stepsTo(small.stored, small.steps), quiet),
    measureBacklog(small.backlog, quiet),
  ]);
  return { facts: machineFacts(), open, closed, growth, backlog, ...elsewhere };
}
