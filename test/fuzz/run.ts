import pMap from 'p-map';
import { accountOf } from './account.ts';
import type { Body } from './mutate.ts';
import { createStage, type Stage, type Trace } from './stage.ts';
import { createWatch, type Watch } from './watch.ts';

/** A stretch of work without a break may take so long, ms. */
export const STALL_MS = 250;

/** What one process may occupy at its highest, bytes: less than the 1,769 MB that route has on AWS. */
export const MEMORY_BYTES = 1_400 * 1024 * 1024;

const IN_FLIGHT = 8;
const START_MS = Date.UTC(2026, 10, 21, 20, 17);

export type FaultKind = 'threw' | 'answer' | 'alert' | 'ledger' | 'stall' | 'memory' | 'hang';

/** Something that must not be. `n` is the place of its body among those that were run. */
export interface Fault {
  readonly kind: FaultKind;
  readonly detail: string;
  readonly n?: number;
}

export interface Slow {
  readonly n: number;
  readonly ms: number;
}

export interface Ran {
  readonly bodies: number;
  /** Answers of ingest by status and outcome, and outcomes of route. */
  readonly answers: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly alerts: number;
  readonly planned: number;
  readonly faults: readonly Fault[];
  /** The longest stretches, longest first. */
  readonly slowest: readonly Slow[];
}

const tally = (words: Iterable<string>): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
};

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** The answer to a body, and what is wrong with it. */
interface Seen {
  readonly answer: string;
  readonly webhookId?: string;
  readonly faults: readonly Omit<Fault, 'n'>[];
  readonly ms: number;
}

/** Three times out of a hundred SQS brings a message twice, once at the same time. */
const timesOf = (n: number): 'once' | 'again' | 'together' =>
  n % 50 === 7 ? 'again' : n % 100 === 11 ? 'together' : 'once';

async function routeTimes(message: string, n: number, trace: Trace, stage: Stage): Promise<void> {
  const times = timesOf(n);
  const first = stage.route(message, trace);
  if (times === 'together') await Promise.all([first, stage.route(message, trace)]);
  else await first;
  if (times === 'again') await stage.route(message, trace);
}

async function runOne(body: Body, n: number, stage: Stage, watch: Watch): Promise<Seen> {
  const trace: Trace = { alerts: 0, faults: [] };
  const at = new Date(START_MS + n * 40).toISOString();
  const faults: Omit<Fault, 'n'>[] = [];
  let answer = 'threw';
  let webhookId: string | undefined;
  try {
    const answered = await stage.post(body, at, trace);
    webhookId = answered.webhookId;
    answer = `${answered.answer.statusCode} ${answered.outcome}`;
    if (answered.answer.statusCode >= 500) faults.push({ kind: 'answer', detail: answer });
    if (answered.outcome === 'accepted' && !body.isProven) faults.push({ kind: 'answer', detail: 'accepted unproven' });
    if (trace.sent !== undefined) await routeTimes(trace.sent, n, trace, stage);
  } catch (error) {
    faults.push({ kind: 'threw', detail: textOf(error) });
  }
  watch.pause();
  faults.push(...trace.faults.map((detail) => ({ kind: 'alert', detail }) as const));
  return {
    answer,
    ...(webhookId === undefined ? {} : { webhookId }),
    faults,
    ms: watch.longestOf(trace),
  };
}

/** Runs bodies through ingest and route over one table, and holds the ledger against what came of them. */
export async function run(bodies: readonly Body[]): Promise<Ran> {
  const watch = createWatch();
  const stage = createStage(watch);
  const seen = await pMap(bodies, (body, n) => runOne(body, n, stage, watch), { concurrency: IN_FLIGHT });
  const accepted = new Set(seen.flatMap(({ webhookId }) => webhookId ?? []));
  const account = await accountOf(accepted, stage);
  const stalls = seen.flatMap((each, n) => (each.ms > STALL_MS ? [{ n, ms: each.ms }] : []));
  return {
    bodies: bodies.length,
    answers: tally(seen.map(({ answer }) => answer)),
    outcomes: tally(account.outcomes.values()),
    alerts: account.alerts,
    planned: account.planned,
    faults: [
      ...seen.flatMap(({ faults }, n) => faults.map((fault) => ({ ...fault, n }))),
      ...account.faults.map((detail): Fault => ({ kind: 'ledger', detail })),
      ...stalls.map(({ n, ms }): Fault => ({ kind: 'stall', detail: `${Math.round(ms)} ms`, n })),
    ],
    slowest: seen
      .map(({ ms }, n) => ({ n, ms }))
      .sort((a, b) => b.ms - a.ms)
      .slice(0, 5),
  };
}
