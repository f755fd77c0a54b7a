import { AlertClass } from './alert.ts';
import { deliveryStatuses } from './delivery.ts';
import type { AlertQuery } from './listing.ts';
import { severitiesOf } from './match-value.ts';
import type { Severity } from './severity.ts';
import { defined } from './values/json-fields.ts';
import { toTime } from './values/time.ts';

type Text = string | undefined;

/** What lists and replays are narrowed by, as it is written in a request. */
export interface AlertFilter {
  readonly source?: Text;
  /** `high`, several with commas, or a comparison such as `>=high`. */
  readonly severity?: Text;
  readonly class?: Text;
  readonly state?: Text;
  readonly status?: Text;
  readonly destination?: Text;
  readonly title?: Text;
  /** Words that all stand somewhere in the alert. */
  readonly q?: Text;
  readonly since?: Text;
  readonly until?: Text;
}

export const alertStates = ['open', 'resolved'] as const;

/** The severities of a list with commas; nothing when a part of it is none. */
export function severitiesIn(text: string): readonly Severity[] | undefined {
  const parts = text.split(',').map(severitiesOf);
  return parts.every((part) => part.length > 0) ? parts.flat() : undefined;
}

const SEARCHED_MS = 7 * 24 * 60 * 60_000;

/** A search without a time looks at the last 7 days. */
const sinceOf = ({ since, q }: AlertFilter, nowMs: number): Text => {
  if (since !== undefined) return toTime(since);
  return q === undefined ? undefined : new Date(nowMs - SEARCHED_MS).toISOString();
};

const timeOf = (text: Text): Text => (text === undefined ? undefined : toTime(text));

/** A checked filter as the stores take it. */
export function queryOf(filter: AlertFilter, nowMs: number): AlertQuery {
  const { source, severity, status, destination, title, q, until } = filter;
  return defined({
    source,
    severities: severity === undefined ? undefined : severitiesIn(severity),
    class: AlertClass.safeParse(filter.class).data,
    state: alertStates.find((state) => state === filter.state),
    status: deliveryStatuses.find((each) => each === status),
    title,
    words: q?.trim().split(/\s+/),
    since: sinceOf(filter, nowMs),
    until: timeOf(until),
    destination,
  });
}
