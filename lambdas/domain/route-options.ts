import type { Alert } from './alert.ts';
import { pathOf, valuesAt } from './alert-fields.ts';
import type { GroupOptions, RouteOptions } from './delivery.ts';
import { holdOptions, reachedBy } from './escalation.ts';
import type { Grouping, Route } from './route.ts';
import { hashOf } from './values/hash.ts';
import { defined } from './values/json-fields.ts';
import { truncate } from './values/text.ts';

const SHARED_MAX = 200;

const valueAt = (alert: Alert, path: string): string => valuesAt(alert, pathOf(path).keys).map(String).join(', ');

const shownName = (path: string): string => path.replace(/^labels\./, '');

/** The notification group of an alert: the route, and the values that its alerts share. */
function groupOptions(route: string, grouping: Grouping, alert: Alert): GroupOptions {
  const { by, waitSeconds, intervalSeconds, repeatSeconds } = grouping;
  const values = (by ?? ['fingerprint']).map((path) => [path, valueAt(alert, path)] as const);
  const shared = by === undefined ? '' : values.map(([path, value]) => `${shownName(path)}=${value}`).join(', ');
  return defined({
    name: hashOf(['group', route, ...values.flat()]),
    shared: truncate(shared, SHARED_MAX),
    waitSeconds,
    intervalSeconds,
    repeatSeconds,
  });
}

function groupAt(routes: readonly Route[], alert: Alert): GroupOptions | undefined {
  const found = routes.find(({ grouping }) => grouping !== undefined);
  return found?.grouping === undefined ? undefined : groupOptions(found.name, found.grouping, alert);
}

/**
 * What the routes that apply say of one destination. The shortest window counts, and the first grouping, fallback,
 * wording and settings; an end is kept back only when all of them say so.
 */
export function optionsFor(destination: string, hits: readonly Route[], alert: Alert): RouteOptions {
  const routes = hits.filter((route) => reachedBy(route).includes(destination));
  const windows = routes.map(({ repeatSeconds }) => repeatSeconds).filter((seconds) => seconds !== undefined);
  const isEndUnwanted = routes.length > 0 && routes.every(({ sendResolved }) => sendResolved === false);
  return defined({
    repeatSeconds: windows.length === 0 ? undefined : Math.min(...windows),
    fallback: routes.find(({ fallback }) => fallback !== undefined)?.fallback,
    message: routes.find(({ message }) => message !== undefined)?.message,
    group: groupAt(routes, alert),
    ...holdOptions(destination, hits, alert),
    sendResolved: isEndUnwanted ? (false as const) : undefined,
    overrides: routes.map(({ overrides }) => overrides?.[destination]).find((settings) => settings !== undefined),
  });
}
