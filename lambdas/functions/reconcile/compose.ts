import { randomUUID } from 'node:crypto';
import { required, type Variables } from '../../core/env.ts';
import { type Ports, reconcile, type Thresholds } from '../../engine/reconcile/reconcile.ts';
import { routeOptionsOver } from '../../engine/route-options.ts';
import { systemRecipientsOf } from '../../engine/system-recipients.ts';
import { within } from '../../store/bounded-client.ts';
import { openTable } from '../../store/dynamodb/client.ts';
import { dynamodbStores } from '../../store/dynamodb/index.ts';
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
  replayMs: 60_000,
};

/** The reconcile function over its environment. */
export function compose(variables: Variables, telemetry: { log: Log; flush(): void } = createTelemetry('reconcile')) {
  const config = readConfigFile<'destinations' | 'sources' | 'routes'>(variables);
  const expected = Object.entries(config.sources).flatMap(([source, { expectSeconds: everySeconds }]) =>
    everySeconds === undefined ? [] : [{ source, everySeconds }],
  );
  const ports: Ports = {
    ...dynamodbStores(openTable(variables)),
    deliveryQueue: deliveryQueueOver(createWire(required(variables, 'TOCSIN_DELIVERIES_QUEUE'), variables)),
    webhookQueue: webhookQueueOver(createWire(required(variables, 'TOCSIN_WEBHOOKS_QUEUE'), variables)),
    destinationIds: Object.keys(config.destinations),
    systemRecipients: systemRecipientsOf(config),
    routeOptions: routeOptionsOver(config.routes),
    expected,
    newId: randomUUID,
    log: telemetry.log,
  };
  return async (thresholds: Partial<Thresholds> = {}, limits?: Limits): Promise<void> => {
    await within(deadlineBefore(limits, ANSWER_MS), () =>
      reconcile(Date.now(), { ...onAws, ...thresholds }, ports),
    ).finally(() => telemetry.flush());
  };
}
