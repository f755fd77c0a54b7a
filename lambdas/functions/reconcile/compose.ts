import { randomUUID } from 'node:crypto';
import { required, type Variables } from '../../config/env.ts';
import type { DeadLetters } from '../../engine/ports/dead-letters.ts';
import { moveDue, type Ports, reconcile, type Thresholds } from '../../engine/reconcile/reconcile.ts';
import { releaseLimitsOf } from '../../engine/reconcile/release-limits.ts';
import { routeOptionsOver } from '../../engine/route-options.ts';
import { systemRecipientsOf } from '../../engine/system-recipients.ts';
import { within } from '../../store/bounded-client.ts';
import { openTable } from '../../store/dynamodb/client.ts';
import { dynamodbStores } from '../../store/dynamodb/index.ts';
import { createDeadLetters } from '../../store/sqs/dead-letters.ts';
import { deliveryQueueOver, webhookQueueOver } from '../../store/sqs/queue.ts';
import { createWire } from '../../store/sqs/wire.ts';
import { readConfigFile } from '../config-file.ts';
import type { Log } from '../console-log.ts';
import { ANSWER_MS, deadlineBefore, type Limits } from '../deadline.ts';
import { createTelemetry } from '../telemetry.ts';

/** The thresholds of the scheduled run. */
const onAws: Thresholds = {
  overdueMs: 10 * 60_000,
  quietMs: 5 * 60_000,
  blankHours: 3,
  verifiedForMs: 30 * 60_000,
  replayMs: 40_000,
};

/** It is called every minute for what is due; the counters are compared with the rows less often. */
const WHOLE_EVERY_MS = 4.5 * 60_000;

/** The dead letters of both queues; where a variable is not set, as beside emulators, there are none. */
const deadLettersOf = (variables: Variables): DeadLetters[] =>
  (['WEBHOOKS', 'DELIVERIES'] as const).flatMap((name) => {
    const deadLettersUrl = variables[`TOCSIN_${name}_DEAD_LETTERS`];
    if (deadLettersUrl === undefined) return [];
    const queueUrl = required(variables, `TOCSIN_${name}_QUEUE`);
    return [createDeadLetters({ queue: name.toLowerCase(), deadLettersUrl, queueUrl }, variables)];
  });

/** Other thresholds than those of AWS, and how often a run does all that there is to do. */
export interface RunOptions extends Partial<Thresholds> {
  readonly wholeEveryMs?: number;
}

/** The reconcile function over its environment. */
export function compose(variables: Variables, telemetry: { log: Log; flush(): void } = createTelemetry('reconcile')) {
  const config = readConfigFile<'destinations' | 'sources' | 'routes' | 'canary'>(variables);
  const expected = Object.entries(config.sources).flatMap(([source, { expectSeconds: everySeconds }]) =>
    everySeconds === undefined ? [] : [{ source, everySeconds }],
  );
  const ports: Ports = {
    ...dynamodbStores(openTable(variables)),
    deliveryQueue: deliveryQueueOver(createWire(required(variables, 'TOCSIN_DELIVERIES_QUEUE'), variables)),
    webhookQueue: webhookQueueOver(createWire(required(variables, 'TOCSIN_WEBHOOKS_QUEUE'), variables)),
    deadLetters: deadLettersOf(variables),
    destinationIds: Object.keys(config.destinations),
    systemRecipients: systemRecipientsOf(config),
    routeOptions: routeOptionsOver(config),
    limits: releaseLimitsOf(config),
    expected,
    newId: randomUUID,
    log: telemetry.log,
    ...(config.canary === undefined ? {} : { canary: config.canary }),
  };
  let wholeMs = Number.NEGATIVE_INFINITY;
  return async ({ wholeEveryMs = WHOLE_EVERY_MS, ...thresholds }: RunOptions = {}, limits?: Limits): Promise<void> => {
    const nowMs = Date.now();
    const isWhole = Math.abs(nowMs - wholeMs) >= wholeEveryMs;
    if (isWhole) wholeMs = nowMs;
    const run = isWhole ? reconcile : moveDue;
    const all = { ...onAws, ...thresholds };
    await within(deadlineBefore(limits, ANSWER_MS), () => run(nowMs, all, ports)).finally(() => telemetry.flush());
  };
}
