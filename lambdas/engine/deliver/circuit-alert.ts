import type { Alert } from '../../domain/alert.ts';
import { GIVE_UP_AFTER_MS } from '../../domain/retry-delay.ts';
import { systemAlert } from '../../domain/system-alert.ts';
import { spanOf } from '../../domain/values/duration.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { oneLine, truncate } from '../../domain/values/text.ts';
import { failureKindOf } from '../failure-kinds.ts';
import type { Circuit } from '../ports/destinations.ts';
import { partsOfCircuit } from './circuit-name.ts';

/** What the alert of an open circuit breaker can say beside its reason. */
export interface CircuitAlertOptions {
  /** How long a delivery of this destination is tried (`giveUpAfter`); 24 hours when absent. */
  readonly giveUpAfterMs?: number;
  /** What the destination answered, with credentials redacted. */
  readonly response?: string | undefined;
}

const RESPONSE_MAX = 300;

/** The name of a circuit breaker for people, and its parts: a destination, and the target that it is for. */
function shownParts(name: string) {
  const { destination, target } = partsOfCircuit(name);
  return {
    shown: target === '' ? destination : `${destination} (${target})`,
    labels: { destination, ...(target === '' ? {} : { target }) },
  };
}

const about = (name: string, { sinceMs }: Circuit, nowMs: number) => ({
  problem: ['circuit', name],
  product: 'Delivery',
  // The end has the severity of the start, so that a route that takes the one takes the other.
  severity: 'high' as const,
  occurredAt: new Date(sinceMs).toISOString(),
  target: { kind: 'destination' },
  labels: shownParts(name).labels,
  now: new Date(nowMs).toISOString(),
});

/** The system alert for an open circuit breaker: what is wrong, what to do, and until when its deliveries wait. */
export function circuitOpenedAlert(
  name: string,
  circuit: Circuit,
  nowMs: number,
  { giveUpAfterMs = GIVE_UP_AFTER_MS, response }: CircuitAlertOptions = {},
): Alert {
  const { reason, sinceMs } = circuit;
  const { summary, advice } = failureKindOf(reason);
  const { shown: destination, labels } = shownParts(name);
  const answer = response === undefined ? '' : truncate(oneLine(response), RESPONSE_MAX);
  const tried =
    `Nothing is lost: the alerts for ${destination} wait, each is tried for ${spanOf(giveUpAfterMs / 1000)}, and they ` +
    'are sent without further action when it accepts them again.';
  return systemAlert({
    ...about(name, circuit, nowMs),
    identity: ['circuit_opened', name, String(sinceMs)],
    type: 'circuit_opened',
    title: `Alerts do not reach ${destination}: ${summary} (${reason})`,
    description: [advice, tried, ...(answer === '' ? [] : [`It answered: ${answer}`])].join('\n\n'),
    facts: defined({ ...labels, reason, answer: answer === '' ? undefined : answer }),
  });
}

/** The system alert for a circuit breaker that closed. */
export function circuitClosedAlert(name: string, circuit: Circuit, nowMs: number): Alert {
  const { shown: destination, labels } = shownParts(name);
  const seconds = Math.max(0, Math.round((nowMs - circuit.sinceMs) / 1000));
  return systemAlert({
    ...about(name, circuit, nowMs),
    identity: ['circuit_closed', name, String(circuit.sinceMs)],
    type: 'circuit_closed',
    title: `Alerts reach ${destination} again`,
    description: `The destination ${destination} accepts alerts again, after ${spanOf(seconds)} (${circuit.reason}). What waited is sent now.`,
    facts: { ...labels, reason: circuit.reason },
    state: 'resolved',
  });
}
