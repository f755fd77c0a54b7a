import type { Config } from '../../../lambdas/config/schema.ts';
import type { Destination } from '../../../lambdas/destinations/_kit/define-destination.ts';
import { destinations } from '../../../lambdas/destinations/index.ts';
import type { DeliveriesMessage } from '../../../lambdas/domain/delivery.ts';
import { deadlineIn } from '../../../lambdas/domain/values/deadline.ts';
import { errorText } from '../../../lambdas/domain/values/error-text.ts';
import { type CircuitState, createCircuitBreaker } from '../../../lambdas/engine/deliver/circuit-breaker.ts';
import { createDestinations } from '../../../lambdas/engine/deliver/destinations.ts';
import { deliver } from '../../../lambdas/engine/deliver/pipeline.ts';
import type { Ports } from '../../../lambdas/engine/deliver/ports.ts';
import { createRateLimiter } from '../../../lambdas/engine/deliver/rate-limit.ts';
import { inhibitionOver } from '../../../lambdas/engine/inhibition.ts';
import type { Queues, Stores } from '../../../lambdas/engine/ports/index.ts';
import { LEASE_MS } from '../../../lambdas/engine/ports/limits.ts';
import type { Send } from '../../../lambdas/engine/ports/transport.ts';
import { routeMessageOver, routeOptionsOver } from '../../../lambdas/engine/route-options.ts';
import { systemRecipientsOf } from '../../../lambdas/engine/system-recipients.ts';
import type { Log } from '../../../lambdas/functions/console-log.ts';
import type { Requests } from '../scheduler/requests.ts';
import type { Admission, ShareProps } from '../scheduler/share.ts';
import { patientSettle } from './patient-settle.ts';
import type { Common } from './route.ts';

/** Requests to one destination at the same time. */
const CONCURRENCY = 16;
/** Alerts in one request at most, because rendering them blocks the thread. */
const MOST_TOGETHER = 100;
const FAILED_SECONDS = 15;
/** So long before its lease ends a run begins no more requests. */
const LEASE_MARGIN_MS = 10_000;

const receivers: Readonly<Record<string, Destination>> = destinations;

export interface DeliverProps {
  readonly config: Config;
  readonly stores: Stores;
  readonly queues: Queues;
  readonly send: Send;
  readonly secrets: () => Promise<Readonly<Record<string, string | undefined>>>;
  readonly log: Log;
}

const portsOf = ({ config, stores, queues, send, secrets, log }: DeliverProps): Ports => ({
  ...stores,
  deliveries: patientSettle(stores.deliveries, log),
  deliveryQueue: queues.deliveryQueue,
  send,
  destination: createDestinations(config, secrets),
  systemRecipients: systemRecipientsOf(config),
  routeOptions: routeOptionsOver(config),
  ...routeMessageOver(config),
  timeIntervals: config.timeIntervals ?? {},
  ...inhibitionOver(config, stores),
  log,
  now: Date.now,
  random: Math.random,
});

/** Whether the scheduler may run the deliveries of a destination whose circuit breaker is in this state. */
function admissionOf(circuit: CircuitState): Admission {
  switch (circuit.kind) {
    case 'closed':
      return { kind: 'go' };
    case 'half-open':
      return { kind: 'probe' };
    case 'open':
      return { kind: 'wait', untilMs: circuit.untilMs };
  }
}

/** Runs of this process, over all configurations: an owner of leases is never two runs. */
let runs = 0;

/** Ports whose requests are counted, and whose clock goes on evenly, for one run after the other. */
interface Watched {
  readonly ports: Ports;
  requests: Requests | undefined;
  now: () => number;
}

/** The time from now on as the wall clock would show it if nobody set it: what a run claims and settles agrees. */
function evenClock(): () => number {
  const [wallMs, startedMs] = [Date.now(), performance.now()];
  return () => wallMs + Math.round(performance.now() - startedMs);
}

function watching(ports: Ports): Watched {
  const watched: Watched = {
    requests: undefined,
    now: Date.now,
    ports: {
      ...ports,
      now: () => watched.now(),
      async send(request, limits) {
        const { requests } = watched;
        requests?.begun();
        try {
          return await ports.send(request, limits);
        } finally {
          requests?.ended();
        }
      },
    },
  };
  return watched;
}

/** On one machine a read costs little, and a pause should take effect soon. */
const CIRCUIT_FRESH_MS = 1_000;

/**
 * The deliver stage for the scheduler, with a concurrency share for each destination, as its circuit breaker allows.
 */
export function deliverShares(
  props: DeliverProps,
): (destination: string) => Omit<ShareProps<DeliveriesMessage>, Common> {
  const ports = portsOf(props);
  const shared = {
    circuitBreaker: createCircuitBreaker(ports, CIRCUIT_FRESH_MS),
    rateLimiter: createRateLimiter(ports),
  };
  const free: Watched[] = [];
  const run: ShareProps<DeliveriesMessage>['run'] = async (loaded, requests) => {
    runs += 1;
    const watched = free.pop() ?? watching(ports);
    watched.requests = requests;
    watched.now = evenClock();
    try {
      return await deliver(
        loaded.map(({ message }) => message),
        {
          owner: `${process.pid}.${runs}`,
          ports: watched.ports,
          ...shared,
          deadline: deadlineIn(LEASE_MS - LEASE_MARGIN_MS),
        },
      );
    } catch (error) {
      props.log('delivery.internal_error', { stage: 'run', error: errorText(error) });
      return loaded.map(() => ({ kind: 'back', afterSeconds: FAILED_SECONDS }));
    } finally {
      free.push(watched);
    }
  };
  return (destination) => {
    const { maxItems = 1 } = receivers[props.config.destinations[destination]?.type ?? ''] ?? {};
    return {
      concurrency: CONCURRENCY,
      batchSize: Math.min(MOST_TOGETHER, maxItems),
      admission: () => admissionOf(shared.circuitBreaker.peek(destination)),
      run,
    };
  };
}
