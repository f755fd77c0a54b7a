import type { Alert } from './alert.ts';
import type { RouteOptions } from './delivery.ts';
import type { Route } from './route.ts';
import type { Severity } from './severity.ts';
import type { RouteTimes } from './times/route-times.ts';
import { defined } from './values/json-fields.ts';

/** Who is notified so long after an alert came, unless somebody acknowledged or ended its problem. */
export interface Escalation {
  readonly afterSeconds: number;
  readonly to: readonly string[];
}

/** Destinations that a route notifies later alone. */
const laterIn = ({ escalate = [] }: Pick<Route, 'escalate'>): string[] => escalate.flatMap(({ to }) => to);

/** All destinations that a route notifies, at once or later. */
export const reachedBy = (route: Pick<Route, 'to' | 'escalate'>): string[] => [...route.to, ...laterIn(route)];

/** When routes let an alert through that has so high a severity; nothing when one of them always does. */
function timesOf(routes: readonly Route[], severity: Severity): readonly RouteTimes[] | undefined {
  const times = routes.map((route) => (route.urgent?.includes(severity) === true ? undefined : route.times));
  const limits = times.filter((each) => each !== undefined);
  return limits.length === times.length && limits.length > 0 ? limits : undefined;
}

/** After how long the first of these routes escalates to a destination. */
const afterIn = (destination: string, routes: readonly Route[]): number =>
  Math.min(
    ...routes.flatMap(({ escalate = [] }) =>
      escalate.filter(({ to }) => to.includes(destination)).map(({ afterSeconds }) => afterSeconds),
    ),
  );

/**
 * What makes a delivery wait before it is sent: an escalation, unless a route notifies the destination at once, and the
 * times of the routes that notify it.
 */
export function holdOptions(
  destination: string,
  hits: readonly Route[],
  { severity, state }: Pick<Alert, 'severity' | 'state'>,
): Pick<RouteOptions, 'escalateSeconds' | 'times'> {
  const direct = hits.filter(({ to }) => to.includes(destination));
  const later = hits.filter((route) => laterIn(route).includes(destination));
  const isLater = direct.length === 0 && later.length > 0;
  return defined({
    // An end that goes where its problem was escalated to goes at once.
    escalateSeconds: isLater && state !== 'resolved' ? afterIn(destination, later) : undefined,
    times: timesOf(isLater ? later : direct, severity),
  });
}
