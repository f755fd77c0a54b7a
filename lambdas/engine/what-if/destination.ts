import { handledBy } from '../../domain/acknowledgement.ts';
import type { Alert } from '../../domain/alert.ts';
import type { RouteOptions } from '../../domain/delivery.ts';
import type { Release } from '../../domain/times/route-times.ts';
import { releaseAt } from '../deliver/release.ts';
import { isSuppressedBySender } from '../deliver/suppressed.ts';
import { isUnwantedEnd } from '../deliver/unwanted-end.ts';
import { createGroups } from './groups.ts';
import type { PastAlert, Place } from './place.ts';
import { createProblems } from './problems.ts';
import { createRequests } from './requests.ts';
import { rankIn } from './timeline.ts';

/** What one destination makes of alerts at the recorded times, if its vendor accepts every request. */
export interface PastDestination {
  take(past: PastAlert, options: RouteOptions): void;
  isOpen(fingerprint: string): boolean;
}

/** An alert at a destination, with what its routes say. */
interface Delivery extends RouteOptions {
  readonly alert: Alert;
  readonly batch: string;
}

/** Whether nobody has to be notified of an escalation any more. */
const isHandled = ({ escalateSeconds, alert }: Delivery, { problemOf }: Place): boolean =>
  escalateSeconds !== undefined && handledBy(problemOf(alert.fingerprint), alert) !== undefined;

/** The stages of the deliver pipeline before anything is sent, in its order. */
export function createPastDestination(place: Place): PastDestination {
  const { counter, timeline, audience, timeIntervals, inhibitedBy } = place;
  const requests = createRequests(place);
  const problems = createProblems(place, requests);
  const groups = createGroups(place, requests);

  const isOpenEnd = ({ state, fingerprint }: Alert): boolean => state === 'resolved' && problems.isOpen(fingerprint);

  function isInhibited({ alert, group }: Delivery): boolean {
    const isGrouped = group !== undefined && alert.state === 'resolved';
    return !isGrouped && inhibitedBy?.(alert) === true && !isOpenEnd(alert);
  }

  /** When the times of its routes let a delivery through; nothing where it does not wait. */
  function releaseFor(delivery: Delivery): Release | undefined {
    const isEnd = delivery.times !== undefined && isOpenEnd(delivery.alert);
    return isEnd ? undefined : releaseAt(delivery, { timeIntervals });
  }

  /** What becomes of a delivery that waits for its time, or does not go on; nothing for one that does. */
  function held(delivery: Delivery): 'waits' | 'suppressed' | 'dead' | undefined {
    const release = releaseFor(delivery);
    if (release?.kind === 'never') return 'dead';
    if (release?.kind === 'dropped' || isHandled(delivery, place)) return 'suppressed';
    if (release === undefined || release.ms <= timeline.now()) return undefined;
    if (delivery.times !== undefined) counter.held();
    timeline.plan(release.ms, () => step(delivery), rankIn(delivery.alert));
    return 'waits';
  }

  function notify({ alert, batch, ...options }: Delivery): void {
    const { group } = options;
    if (audience === 'machines') requests.alert(alert.severity, batch);
    else if (group === undefined) problems.take(alert, options, batch);
    else groups.take(alert, { ...options, group }, batch);
  }

  /** Whether a delivery ends without being sent. */
  function isSuppressed(delivery: Delivery): boolean {
    if (isSuppressedBySender(delivery.alert, place) || isInhibited(delivery)) return true;
    if (!isUnwantedEnd(delivery, place)) return false;
    if (audience === 'people') problems.endUnsent(delivery.alert);
    return true;
  }

  function step(delivery: Delivery): void {
    const end = isSuppressed(delivery) ? 'suppressed' : held(delivery);
    if (end === undefined) notify(delivery);
    else if (end !== 'waits') counter.ended(end);
  }

  return {
    isOpen: problems.isOpen,
    take({ alert, webhookId, silence }, options) {
      counter.routed();
      if (silence === undefined) step({ ...options, alert, batch: webhookId });
      else counter.ended('silenced');
    },
  };
}
