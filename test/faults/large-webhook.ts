import { generator } from '../../infra/sandbox/_kit/random.ts';
import { add, type Ledger, toLedger } from '../../lambdas/domain/counters.ts';
import { deadlineIn } from '../../lambdas/domain/values/deadline.ts';
import { createWritePace } from '../../lambdas/store/dynamodb/write-pace.ts';
import { dynamodbWorld } from './dynamodb-world.ts';
import { memoryTable } from './memory-table.ts';
import type { ReceiverProps } from './receivers.ts';
import { type ThrottlingTable, throttlingTable } from './throttling-table.ts';
import { virtualClock } from './virtual-clock.ts';
import { createWorld, type World } from './world.ts';
import { recordOf } from './world-config.ts';

export interface LargeWebhookProps {
  readonly alerts: number;
  /** How long one invocation of route may run. */
  readonly functionMs: number;
  readonly unitsPerSecond: number;
  readonly receivers: readonly ReceiverProps[];
}

/** What came of one webhook that holds very many alerts. */
export interface LargeWebhook {
  readonly invocationsMs: readonly number[];
  /** How often each alert arrived, by receiver. */
  readonly arrivals: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly ledger: Ledger;
  readonly recount: Ledger;
  /** What route asked of the table. */
  readonly writes: ThrottlingTable['seen'];
  /** Writes of alerts' rows by route that found a row. */
  readonly repeatedRows: number;
  readonly failures: readonly string[];
}

/** As `lambdas/functions/route/compose.ts`: so much of its time a function keeps for what is in flight. */
const MARGIN = 1 / 8;
const BATCH = 10;
/** Attempts that are far more than the slowest table here costs. */
const MOST_ATTEMPTS = 20;

/** Alerts of one size that do not compress, so that a row costs as many write units as of a real export. */
function bodyOf(alerts: number): string {
  const random = generator(7);
  const noise = () => Array.from({ length: 384 }, () => Math.floor(random() * 2 ** 32).toString(16)).join('');
  const records = Array.from({ length: alerts }, (_, n) => ({
    ...recordOf({ problem: `rule-${n}`, n, severity: 6 }),
    Message: noise(),
  }));
  return JSON.stringify(records);
}

async function ledgersOf({ stores: { ledger } }: World): Promise<Pick<LargeWebhook, 'ledger' | 'recount'>> {
  const hours = await ledger.hours();
  const recounts = await Promise.all(hours.map(({ hour }) => ledger.recount(hour)));
  return {
    ledger: toLedger(add(...hours.map(({ counts }) => counts))),
    recount: toLedger(add(...recounts.map(({ counts }) => counts))),
  };
}

const arrivalsAt = (world: World): LargeWebhook['arrivals'] =>
  new Map(
    [...world.receivers].map(([id, { arrivals }]) => {
      const times = new Map<string, number>();
      for (const { alertId } of arrivals) times.set(alertId, (times.get(alertId) ?? 0) + 1);
      return [id, times];
    }),
  );

/** Routes and delivers one large webhook over a table that is easily overrun, by a virtual clock. */
export async function largeWebhook(props: LargeWebhookProps): Promise<LargeWebhook> {
  const { alerts, functionMs, unitsPerSecond, receivers } = props;
  const clock = virtualClock((ms) => world.advance(ms));
  const rows = memoryTable();
  let repeatedRows = 0;
  const counted = {
    ...rows,
    send: (command: unknown) =>
      rows.send(command).catch((error: unknown) => {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') repeatedRows += 1;
        throw error;
      }),
  };
  const pace = createWritePace(clock);
  const random = generator(3);
  const table = throttlingTable({ rows: counted, unitsPerSecond, clock, random, onThrottled: pace.slowDown });
  const world = createWorld({
    receivers,
    store: (chance) => dynamodbWorld(chance, table),
    pace: { deadline: () => deadlineIn(functionMs * (1 - MARGIN), clock.now), paceWrites: pace.wait },
  });
  await world.post('edge', bodyOf(alerts));

  const invocationsMs: number[] = [];
  while (world.webhooks.size > 0) {
    const received = await world.webhooks.receive(BATCH);
    const began = clock.now();
    if (received.length > 0) {
      await clock.run(world.worker.route(received));
      invocationsMs.push(clock.now() - began);
    }
    clock.pass(1000);
    if (invocationsMs.length > MOST_ATTEMPTS) throw new Error(`not routed after ${invocationsMs.length} attempts`);
  }
  const byRoute = { writes: { ...table.seen }, repeatedRows };
  while (world.deliveries.size > 0) {
    const received = await world.deliveries.receive(BATCH);
    if (received.length > 0) await clock.run(world.worker.deliver(received));
    clock.pass(received.length > 0 ? 50 : 1000);
  }
  const failures = world.events.filter(({ event }) => event.endsWith('failed') || event.endsWith('error'));
  return {
    invocationsMs,
    arrivals: arrivalsAt(world),
    ...(await clock.run(ledgersOf(world))),
    ...byRoute,
    failures: failures.map(({ event, fields }) => `${event} ${JSON.stringify(fields)}`),
  };
}
