import pMap from 'p-map';
import type { Config } from '../../config/schema.ts';
import type { PersonAnswer } from '../../domain/acknowledgement.ts';
import type { Alert } from '../../domain/alert.ts';
import { answerMember, type GroupKey, problemKey, sharedKey } from '../../domain/group.ts';
import { addToGroup } from '../deliver/group.ts';
import type { RoutePorts } from '../fallback.ts';
import type { Queues, Stores } from '../ports/index.ts';
import { routeOptionsOver } from '../route-options.ts';

/** What showing an answer works with. */
export interface ShowPorts
  extends Pick<Stores, 'alerts' | 'problems' | 'groups'>,
    Pick<Queues, 'deliveryQueue'>,
    Partial<Pick<RoutePorts, 'routeOptions'>> {
  /** The configuration whose routes say how alerts are grouped, where `routeOptions` is not given. */
  readonly installed?: Pick<Config, 'routes' | 'destinations'>;
  /** All configured destinations. */
  readonly destinationIds: readonly string[];
  wait(ms: number): Promise<void>;
  now(): number;
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** Destinations that are looked at at the same time. */
const AT_ONCE = 8;
/** A full group is flushed at once, and takes more after this. */
const FULL_WAIT_MS = 500;
const MOST_TRIES = 6;
/** An answer waits this long for the request that made it. */
const SOON_MS = 200;

/** Adds the answer to the notification group of the problem, whose next message shows it. */
async function addAnswer(key: GroupKey, alert: Alert, answer: PersonAnswer, ports: ShowPorts): Promise<void> {
  const member = { ...answerMember(alert, answer), fingerprint: alert.fingerprint };
  for (let round = 1; round <= MOST_TRIES; round += 1) {
    const due = { ms: ports.now() + SOON_MS, isUrgent: true };
    if ((await addToGroup(key, [member], due, ports)) !== undefined) return;
    await ports.wait(FULL_WAIT_MS);
  }
  ports.log('answer.abandoned', { alertId: alert.id, destination: key.destination, state: answer.state });
}

const prepared = new WeakMap<object, RoutePorts['routeOptions']>();

/** What the routes say; the routes of a configuration are prepared once. */
function routeOptionsIn({ routeOptions, installed }: ShowPorts): RoutePorts['routeOptions'] | undefined {
  if (routeOptions !== undefined || installed === undefined) return routeOptions;
  const made = prepared.get(installed) ?? routeOptionsOver(installed);
  prepared.set(installed, made);
  return made;
}

/** The group of `groupBy` that the alert is in at a destination; nothing where problems are notified one by one. */
async function sharedAt(destination: string, alert: Alert, ports: ShowPorts): Promise<GroupKey | undefined> {
  const group = (await routeOptionsIn(ports)?.(alert, destination))?.group;
  return group === undefined ? undefined : sharedKey(destination, group.name);
}

/** Marks the problem at one destination, and shows the answer there; returns how severe it was, or nothing when it is not open. */
async function showAt(
  destination: string,
  alert: Alert,
  answer: PersonAnswer,
  ports: ShowPorts,
): Promise<number | undefined> {
  const { fingerprint } = alert;
  const isOrigin = destination === answer.origin;
  const shared = await sharedAt(destination, alert, ports);
  if (shared !== undefined) {
    if (!isOrigin) await addAnswer(shared, alert, answer, ports);
    return undefined;
  }
  const key = problemKey(destination, fingerprint);
  if (answer.state === 'acknowledged') {
    const rank = await ports.problems.mark(destination, fingerprint, 'acknowledged');
    if (rank !== undefined && !isOrigin) await addAnswer(key, alert, answer, ports);
    return rank;
  }
  // Where the answer came from it is over already; elsewhere it is over when the message that says so was sent.
  if (isOrigin) return ports.problems.mark(destination, fingerprint, 'over');
  if (await ports.groups.isOpen(destination, fingerprint)) await addAnswer(key, alert, answer, ports);
  return undefined;
}

/**
 * Shows an answer in the conversations of destinations that were notified of the problem and not of its end, except where
 * it came from. Returns how severe the problem was at the worst of them; -1 when it is open nowhere.
 */
export async function show(
  destinations: readonly string[],
  alert: Alert,
  answer: PersonAnswer,
  ports: ShowPorts,
): Promise<number> {
  const ranks = await pMap(destinations, (destination) => showAt(destination, alert, answer, ports), {
    concurrency: AT_ONCE,
  });
  return Math.max(-1, ...ranks.map((rank) => rank ?? -1));
}
