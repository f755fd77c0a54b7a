import type { Alert } from './alert.ts';
import { systemAlert } from './system-alert.ts';
import { spanOf } from './values/duration.ts';
import { hashOf } from './values/hash.ts';

/** What the configuration says of canaries: a test alert through each of these routes, at this interval. */
export interface CanarySettings {
  readonly everySeconds: number;
  /** It has arrived everywhere within so many seconds, or something is wrong. */
  readonly deadlineSeconds: number;
  readonly routes: readonly string[];
}

/** One canary: its route, and when it was sent (RFC 3339 UTC). */
export interface Canary {
  readonly route: string;
  readonly sentAt: string;
  /** It ends the canary, so that what it opened is closed. */
  readonly isOver: boolean;
}

const TYPE = 'canary';

/** Whether an alert is a canary: it is not counted, and not shown in lists. */
export const isCanary = ({ source, type }: Pick<Alert, 'source' | 'type'>): boolean =>
  source === 'tocsin' && type === TYPE;

const partsOf = ({ route, sentAt, isOver }: Canary): readonly string[] => [
  TYPE,
  route,
  sentAt,
  ...(isOver ? ['over'] : []),
];

/** The id of the webhook that carries a canary; sent twice, it is the same. */
export const canaryWebhookId = (canary: Canary): string => `canary-${hashOf(partsOf(canary))}`;

/** The test alert of a route. Everything that is read first says that nothing happened. */
export const canaryAlert = (canary: Canary, receivedAt: string): Alert => {
  const { route, sentAt, isOver } = canary;
  return systemAlert({
    identity: partsOf(canary),
    // Each has a problem of its own, so that one that was not closed does not carry the next one.
    problem: [TYPE, route, sentAt],
    product: 'Canary',
    type: 'canary',
    title: `Test message from Tocsin through the route ${route}: nothing happened`,
    description:
      'Tocsin sends this at a fixed interval to see that alerts of this route arrive. There is nothing to do; where this ' +
      'opens something, Tocsin closes it. Its settings are under canary: in tocsin.yaml.',
    severity: 'info',
    state: isOver ? 'resolved' : 'open',
    occurredAt: sentAt,
    target: { kind: 'route' },
    labels: { route },
    now: receivedAt,
  });
};

/** `lost`: no alert was made of it. `late`: it did not arrive before the deadline. `doubled`: it may have arrived twice. */
export type CanaryFault = 'lost' | 'late' | 'doubled';

/** A route, or a destination of it, where a canary did not arrive as it should. */
export interface CanaryProblem {
  readonly route: string;
  /** Absent when the canary was lost before it reached a destination. */
  readonly destination?: string;
  readonly fault: CanaryFault;
  /** What its delivery says: `retrying: timeout`. */
  readonly state: string;
  /** When the first canary was sent that had this problem (RFC 3339 UTC). */
  readonly since: string;
}

const says: Readonly<Record<CanaryFault, string>> = {
  lost: 'was lost before it was routed',
  late: 'did not arrive in time',
  doubled: 'may have arrived twice',
};

const advice: Readonly<Record<CanaryFault, string>> = {
  lost: 'Real alerts may be lost or late too: look at the log of the route function, and at the webhooks queue.',
  late: 'Real alerts of this route are late too: look at this destination with tocsin destinations, and at the reason.',
  doubled:
    'A request got no answer and was sent again. If this comes back, look whether the destination answers in time.',
};

const where = ({ route, destination }: CanaryProblem): string =>
  destination === undefined ? `the route ${route}` : `${destination} (route ${route})`;

const types = { late: 'canary_late', lost: 'canary_lost', doubled: 'canary_doubled' } as const;

const about = (
  type: 'canary_late' | 'canary_lost' | 'canary_doubled',
  { route, destination, since }: CanaryProblem,
  nowMs: number,
) => ({
  problem: ['canary-problem', route, destination ?? ''],
  type,
  product: 'Canary',
  severity: 'high' as const,
  occurredAt: since,
  target: { kind: destination === undefined ? 'route' : 'destination' },
  labels: { route, ...(destination === undefined ? {} : { destination }) },
  now: new Date(nowMs).toISOString(),
});

/** The system alert that a canary was lost, late or doubled. */
export const canaryProblemAlert = (problem: CanaryProblem, deadlineSeconds: number, nowMs: number): Alert =>
  systemAlert({
    ...about(types[problem.fault], problem, nowMs),
    identity: ['canary-problem', problem.route, problem.destination ?? '', problem.since],
    title: `The test message to ${where(problem)} ${says[problem.fault]}`,
    description: `It was sent at ${problem.since} and had ${spanOf(deadlineSeconds)}. ${advice[problem.fault]}`,
    facts: { state: problem.state },
  });

/** The system alert that canaries arrive again. */
export const canaryRecoveredAlert = (problem: CanaryProblem, nowMs: number): Alert =>
  systemAlert({
    ...about(types[problem.fault], problem, nowMs),
    identity: ['canary-problem', problem.route, problem.destination ?? '', problem.since, 'over'],
    title: `Test messages to ${where(problem)} arrive again`,
    state: 'resolved',
  });
