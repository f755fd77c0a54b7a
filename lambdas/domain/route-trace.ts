import type { Alert } from './alert.ts';
import { type Evaluate, evaluateOne } from './expression/expression.ts';
import { watch } from './expression/watched.ts';
import type { Route } from './route.ts';
import { type ConditionTrace, conditionsOf } from './route-conditions.ts';
import { defined } from './values/json-fields.ts';

/** A route beside an alert: whether it matches, and which of its conditions decides that. */
export interface RouteTrace {
  readonly name: string;
  /**
   * `failed`: its `where` failed, which counts as a match. `not_reached`: nobody asked, because a route before it ended the
   * search or its parent does not match.
   */
  readonly verdict: 'matched' | 'not_matched' | 'failed' | 'not_reached';
  /** It sends the alert: it matches, and no child of it does. */
  readonly decides: boolean;
  /** The route that ended the search before this one. */
  readonly endedBy?: string;
  readonly conditions: readonly ConditionTrace[];
  readonly to: readonly string[];
  readonly routes?: readonly RouteTrace[];
}

interface Walk {
  readonly alert: Alert;
  readonly evaluate: Evaluate;
  readonly value: unknown;
}

/** A route that is not asked; its conditions are shown all the same. */
const unreached = (route: Route, alert: Alert, endedBy: string | undefined): RouteTrace => ({
  ...traced(route, 'not_reached', conditionsOf(route, alert)),
  ...defined({ endedBy, routes: route.routes?.map((child) => unreached(child, alert, endedBy)) }),
});

const traced = (
  { name, to, where }: Route,
  verdict: RouteTrace['verdict'],
  conditions: readonly ConditionTrace[],
): RouteTrace => ({
  name,
  verdict,
  decides: false,
  conditions:
    where === undefined || conditions.some(({ place }) => place === 'where')
      ? conditions
      : [...conditions, { place: 'where', wanted: where }],
  to,
});

/** What the `where` of a route says of the alert; nothing where it has none. */
async function whereOf({ where }: Route, { evaluate, value }: Walk): Promise<ConditionTrace[]> {
  if (where === undefined) return [];
  const result = await evaluate(where, value);
  return 'failed' in result
    ? [{ place: 'where', wanted: where, failed: result.failed }]
    : [{ place: 'where', wanted: where, holds: Boolean(result.value) }];
}

async function traceOne(route: Route, walk: Walk): Promise<RouteTrace> {
  const plain = conditionsOf(route, walk.alert);
  const isPossible = plain.every(({ holds }) => holds === true);
  const conditions = isPossible ? [...plain, ...(await whereOf(route, walk))] : plain;
  const hasFailed = conditions.some(({ failed }) => failed !== undefined);
  const isMatch = isPossible && conditions.every(({ holds, failed }) => holds === true || failed !== undefined);
  const { routes: children } = route;
  if (!isMatch) {
    const inner = children?.map((child) => unreached(child, walk.alert, undefined));
    return { ...traced(route, 'not_matched', conditions), ...defined({ routes: inner }) };
  }
  const inner = children === undefined ? undefined : await traceAll(children, walk, false);
  const decides = inner === undefined || inner.every(({ verdict }) => verdict !== 'matched' && verdict !== 'failed');
  return { ...traced(route, hasFailed ? 'failed' : 'matched', conditions), decides, ...defined({ routes: inner }) };
}

/** The routes in their order; one that matches without `continue` ends the search, not when its `where` failed. */
async function traceAll(routes: readonly Route[], walk: Walk, continues: boolean): Promise<RouteTrace[]> {
  const found: RouteTrace[] = [];
  let endedBy: string | undefined;
  for (const route of routes) {
    const trace = endedBy === undefined ? await traceOne(route, walk) : unreached(route, walk.alert, endedBy);
    if (trace.verdict === 'matched' && !(route.continue ?? continues)) endedBy = route.name;
    found.push(trace);
  }
  return found;
}

/** The way of an alert through a tree of routes: what each says, and why. It decides as `createRouter` does. */
export const traceRoutes = (routes: readonly Route[], alert: Alert, evaluate: Evaluate = evaluateOne) =>
  traceAll(routes, { alert, evaluate, value: watch(alert).value }, true);

/** The names of the routes that send the alert. */
export const decidingIn = (traces: readonly RouteTrace[]): string[] =>
  traces.flatMap(({ name, decides, routes = [] }) => (decides ? [name] : decidingIn(routes)));
