import type { Alert, AlertClass, AlertKind } from './alert.ts';
import { isCanary } from './canary.ts';
import type { DeliveryState, DeliveryStatus } from './delivery.ts';
import { anyGlob } from './glob.ts';
import { placeOf } from './place-of.ts';
import type { Severity } from './severity.ts';
import { defined } from './values/json-fields.ts';

/** What `GET /v1/alerts` may be asked. */
export interface AlertQuery {
  readonly source?: string;
  readonly severities?: readonly Severity[];
  readonly class?: AlertClass;
  readonly state?: Alert['state'];
  /** Alerts with at least one delivery in this state. */
  readonly status?: DeliveryStatus;
  /** A glob that covers the title, or a part of it. */
  readonly title?: string;
  /** Words that all stand somewhere in the alert, in upper or lower case; evidence is not searched. */
  readonly words?: readonly string[];
  /** RFC 3339: received then or later. */
  readonly since?: string;
  /** RFC 3339: received before. */
  readonly until?: string;
  /** Alerts with a delivery to this destination; with `status`, with one in that state. */
  readonly destination?: string;
  /** The most alerts in one page. */
  readonly limit?: number;
  readonly cursor?: string;
}

/** Alerts in one page unless the query says otherwise, and at most. */
export const PAGE = 50;
export const LONGEST_PAGE = 200;

/** One alert in a list, with how many of its deliveries stand in which state. */
export interface AlertSummary {
  readonly id: string;
  readonly source: string;
  readonly title: string;
  readonly severity: Severity;
  readonly class: AlertClass;
  readonly kind: AlertKind;
  readonly state: Alert['state'];
  /** Where it happened, in a few words; empty when the sender does not say. */
  readonly place: string;
  /** How often the sender saw it, when it says so. */
  readonly count?: number;
  readonly fingerprint: string;
  readonly occurredAt: string;
  readonly receivedAt: string;
  readonly deliveries: Readonly<Partial<Record<DeliveryStatus, number>>>;
  /** The state of the delivery to each destination. */
  readonly destinations: Readonly<Record<string, DeliveryStatus>>;
}

/** A page of a list, newest first; no cursor on the last one. */
export interface AlertPage {
  readonly alerts: readonly AlertSummary[];
  readonly cursor?: string;
}

/** A cursor that no page of this store has ended with. */
export class WrongCursor extends Error {
  override readonly name = 'WrongCursor';
  constructor(found: string) {
    super(
      `cursor: found "${found.slice(0, 60)}"; allowed: the cursor of the page before, unchanged; leave it out to begin with the newest`,
    );
  }
}

const countOf = (states: readonly DeliveryState[]): AlertSummary['deliveries'] =>
  Object.fromEntries([...Map.groupBy(states, ({ status }) => status)].map(([status, same]) => [status, same.length]));

/** An alert as a line of the list. */
export const summaryOf = (alert: Alert, states: readonly DeliveryState[]): AlertSummary => ({
  id: alert.id,
  source: alert.source,
  title: alert.title,
  severity: alert.severity,
  class: alert.class,
  kind: alert.kind,
  state: alert.state,
  place: placeOf(alert),
  ...defined({ count: alert.finding.count }),
  fingerprint: alert.fingerprint,
  occurredAt: alert.occurredAt,
  receivedAt: new Date(Date.parse(alert.receivedAt)).toISOString(),
  deliveries: countOf(states),
  destinations: Object.fromEntries(states.map(({ destination, status }) => [destination, status])),
});

type AlertTest = (alert: Alert) => boolean;

const titleTest = (glob: string): AlertTest => {
  const covers = anyGlob([`*${glob}*`]);
  return ({ title }) => covers(title);
};

function wordsTest(words: readonly string[]): AlertTest {
  const wanted = words.map((word) => word.toLowerCase());
  return ({ evidence: _, ...searched }) => {
    const text = JSON.stringify(Object.values(searched)).toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
}

/** Whether an alert fits what a query says of its content; what a store reads from an index is not asked again. */
export function contentTest({ source, severities, class: wanted, state, title, words = [] }: AlertQuery): AlertTest {
  const tests: readonly (AlertTest | undefined)[] = [
    severities && ((alert) => severities.includes(alert.severity)),
    wanted && ((alert) => alert.class === wanted),
    state && ((alert) => alert.state === state),
    title === undefined ? undefined : titleTest(title),
    words.length === 0 ? undefined : wordsTest(words),
  ];
  const all = tests.filter((test) => test !== undefined);
  // Canaries are listed for whoever asks for the alerts of Tocsin.
  return (alert) => (source === 'tocsin' || !isCanary(alert)) && all.every((test) => test(alert));
}

/** Whether the states of an alert's deliveries fit a query. */
export const statesFit = (states: readonly DeliveryState[], { status, destination }: AlertQuery): boolean =>
  (status === undefined && destination === undefined) ||
  states.some(
    (state) =>
      (status === undefined || state.status === status) &&
      (destination === undefined || state.destination === destination),
  );
