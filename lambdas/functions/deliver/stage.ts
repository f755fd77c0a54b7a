import { randomUUID } from 'node:crypto';
import type { Variables } from '../../config/env.ts';
import type { Config } from '../../config/schema.ts';
import type { DeliveriesMessage } from '../../domain/delivery.ts';
import { flatRoutes } from '../../domain/route.ts';
import type { Deadline } from '../../domain/values/deadline.ts';
import { lazily, lazyCall } from '../../domain/values/lazily.ts';
import { createCircuitBreaker } from '../../engine/deliver/circuit-breaker.ts';
import { createDestinations } from '../../engine/deliver/destinations.ts';
import { deliver, type Verdict } from '../../engine/deliver/pipeline.ts';
import type { Ports } from '../../engine/deliver/ports.ts';
import { createRateLimiter } from '../../engine/deliver/rate-limit.ts';
import { inhibitionOver } from '../../engine/inhibition.ts';
import type { Table } from '../../store/dynamodb/client.ts';
import { dynamodbStores } from '../../store/dynamodb/index.ts';
import { UnknownRow } from '../../store/unknown-row.ts';
import { createSend } from '../../transport/send.ts';
import type { Log } from '../console-log.ts';
import { incrementTogether } from '../increment-together.ts';
import { createSecrets } from '../secrets.ts';

/** How long a delivery waits whose row another release wrote. */
const UNKNOWN_ROW_MS = 15 * 60_000;

/** A row of another release cannot be claimed here: its message waits as if another worker had the lease. */
function leavingUnknownRows(deliveries: Ports['deliveries'], log: Log): Ports['deliveries'] {
  return {
    ...deliveries,
    async claim(message, owner, nowMs, alertIds) {
      try {
        return await deliveries.claim(message, owner, nowMs, alertIds);
      } catch (error) {
        if (!(error instanceof UnknownRow)) throw error;
        log('row.version_rejected', { deliveryId: message.deliveryId, error: error.message });
        return { kind: 'leased', untilMs: nowMs + UNKNOWN_ROW_MS, failure: error };
      }
    },
  };
}

/** Deliveries of one event that are completed within this time are counted in one write. */
const TOGETHER_MS = 20;

const noMessage = async (): Promise<undefined> => undefined;

/** What the routes say, loaded when it is first asked: most deliveries bring it with them. */
function routingOver(
  config: Pick<Config, 'routes' | 'destinations'>,
): Pick<Ports, 'systemRecipients' | 'routeOptions' | 'routeMessage'> {
  const options = lazily(() => import('../../engine/route-options.ts'));
  const hasMessages = flatRoutes(config.routes).some(({ message }) => message !== undefined);
  return {
    systemRecipients: lazyCall(async () =>
      (await import('../../engine/system-recipients.ts')).systemRecipientsOf(config),
    ),
    routeOptions: lazyCall(async () => (await options()).routeOptionsOver(config)),
    ...(hasMessages
      ? { routeMessage: lazyCall(async () => (await options()).routeMessageOver(config).routeMessage ?? noMessage) }
      : {}),
  };
}

/** What the deliver stage is made of. */
export interface StageProps {
  readonly config: Pick<Config, 'destinations' | 'routes' | 'timeIntervals' | 'inhibit'>;
  readonly variables: Variables;
  readonly table: Table;
  readonly deliveryQueue: Ports['deliveryQueue'];
  readonly log: Log;
}

function portsOf({ config, variables, table, deliveryQueue, log }: StageProps): Ports {
  const stores = dynamodbStores(table);
  return {
    ...stores,
    ledger: { ...stores.ledger, increment: incrementTogether(stores.ledger.increment, TOGETHER_MS) },
    deliveries: leavingUnknownRows(stores.deliveries, log),
    deliveryQueue,
    send: createSend(variables['TOCSIN_ALLOW_LOOPBACK'] === 'yes', variables),
    destination: createDestinations(config, createSecrets(variables)),
    ...routingOver(config),
    timeIntervals: config.timeIntervals ?? {},
    ...inhibitionOver(config, stores),
    log,
    now: Date.now,
    random: Math.random,
  };
}

/** The deliver stage: what an event has to load before its messages are delivered, apart from the clients of AWS. */
export function createStage(props: StageProps) {
  const ports = portsOf(props);
  const shared = { ports, circuitBreaker: createCircuitBreaker(ports), rateLimiter: createRateLimiter(ports) };
  return {
    ports,
    deliver: (messages: readonly DeliveriesMessage[], deadline: Deadline): Promise<readonly Verdict[]> =>
      deliver(messages, { owner: randomUUID(), ...shared, deadline }),
  };
}
