import type { Alert } from './alert.ts';
import type { RouteOptions } from './delivery.ts';
import { reachedBy } from './escalation.ts';
import { createAllowance } from './expression/allowance.ts';
import { type Evaluate, evaluateOne } from './expression/expression.ts';
import { watch } from './expression/watched.ts';
import { type Test, testsOf } from './match-value.ts';
import { matchersTest } from './matchers-test.ts';
import type { Conditions, Route } from './route.ts';
import { optionsFor } from './route-options.ts';

/** One alert's way: the destinations that must hear of it and the routes that said so. */
export interface Routed {
  readonly destinations: readonly string[];
  /**
   * Of an alert that says that its problem is over, destinations that hear of it if they heard of the problem: senders
   * often grade an end lower than what it ends, so that `severity` would keep it away.
   */
  readonly ending: readonly string[];
  readonly routes: readonly string[];
  /** By destination, what its routes say beyond sending; nothing where they say nothing. */
  readonly options: Readonly<Record<string, RouteOptions>>;
  /** Routes whose `where` failed on this alert, or took too long; they count as matching, for losing is worse than telling twice. */
  readonly failed: readonly string[];
}

type Verdict = 'yes' | 'no' | 'failed';

interface Compiled {
  readonly route: Route;
  readonly matches: Test;
  readonly children: readonly Compiled[];
}

/** Whether an alert fits conditions that must hold, conditions that must not, and matchers. */
export function matcher({ match, not, matchers = [] }: Pick<Route, 'match' | 'not' | 'matchers'>): Test {
  const all = [...testsOf(match), matchersTest(matchers)];
  const none = testsOf(not);
  return (alert) => all.every((test) => test(alert)) && !(none.length > 0 && none.every((test) => test(alert)));
}

const compile = (route: Route): Compiled => ({
  route,
  matches: matcher(route),
  children: (route.routes ?? []).map(compile),
});

const withoutSeverity = ({ severity: _, ...rest }: Conditions): Conditions => rest;

/**
 * The same route for every severity. A `not` that names severity is left out as a whole: its other fields alone would
 * keep away more than before.
 */
const lenient = (compiled: Compiled): Compiled => {
  const { match, not, matchers = [] } = compiled.route;
  const kept = Object.hasOwn(not, 'severity') ? {} : not;
  const others = matchers.filter(({ path }) => path !== 'severity');
  const matches = matcher({ match: withoutSeverity(match), not: kept, matchers: others });
  return { ...compiled, matches, children: compiled.children.map(lenient) };
};

interface Hits {
  readonly routes: readonly Route[];
  readonly failed: readonly string[];
}

type Ask = (route: Route) => Promise<Verdict>;

/** Asks what the `where` of routes says of one alert, each once. */
function asker(alert: Alert, evaluate: Evaluate): Ask {
  const asked = new Map<Route, Promise<Verdict>>();
  const { value } = watch(alert);
  const ask = async ({ where = '' }: Route): Promise<Verdict> => {
    const result = await evaluate(where, value);
    if ('failed' in result) return 'failed';
    return result.value ? 'yes' : 'no';
  };
  return (route) => {
    const verdict = asked.get(route) ?? ask(route);
    asked.set(route, verdict);
    return verdict;
  };
}

const none: Hits = { routes: [], failed: [] };

const joined = (all: readonly Hits[]): Hits => ({
  routes: all.flatMap(({ routes }) => routes),
  failed: all.flatMap(({ failed }) => failed),
});

const asFailed = (verdict: Verdict, { name }: Route): readonly string[] => (verdict === 'failed' ? [name] : []);

const askIf = (route: Route, ask: Ask): Verdict | Promise<Verdict> => (route.where === undefined ? 'yes' : ask(route));

/** A route that matches, or its children that do: the deepest decide. */
async function hitsIn({ route, children }: Compiled, verdict: Verdict, alert: Alert, ask: Ask): Promise<Hits> {
  const inner = await hitsOf(children, alert, ask, false);
  const routes = inner.routes.length === 0 ? [route] : inner.routes;
  return { routes, failed: [...asFailed(verdict, route), ...inner.failed] };
}

/**
 * The routes that apply, in their order. A route that matches without `continue` ends the search among its siblings;
 * not when its `where` failed, for nobody knows whether it matches.
 */
async function hitsOf(compiled: readonly Compiled[], alert: Alert, ask: Ask, continues: boolean): Promise<Hits> {
  const found: Hits[] = [];
  for (const each of compiled) {
    const verdict = each.matches(alert) ? await askIf(each.route, ask) : 'no';
    if (verdict === 'no') continue;
    found.push(await hitsIn(each, verdict, alert, ask));
    if (verdict === 'yes' && !(each.route.continue ?? continues)) break;
  }
  return joined(found);
}

/** Every route that matches below routes that match, whatever decides in its place. */
async function allHits(compiled: readonly Compiled[], alert: Alert, ask: Ask): Promise<Hits> {
  const inEach = async ({ route, matches, children }: Compiled): Promise<Hits> => {
    if (!matches(alert) || (await askIf(route, ask)) === 'no') return none;
    return joined([{ routes: [route], failed: [] }, await allHits(children, alert, ask)]);
  };
  return joined(await Promise.all(compiled.map(inEach)));
}

const destinationsOf = (routes: readonly Route[], reached: (route: Route) => readonly string[]): string[] => [
  ...new Set(routes.flatMap(reached)),
];

/** An end escalates to nobody. */
const reachedAtOnce = ({ to }: Route): readonly string[] => to;

/** Nobody is notified elsewhere that a problem of before has ended. */
const withoutFallback = ({ fallback: _, ...rest }: RouteOptions): RouteOptions => rest;

/**
 * Prepares the routes once. At the top level every matching route applies, save after one with `continue: false`; of child
 * routes the first that matches. A destination that several name is named once.
 */
export function createRouter(routes: readonly Route[]): (alert: Alert) => Promise<Routed> {
  const compiled = routes.map(compile);
  const whateverSeverity = compiled.map(lenient);
  const evaluate = createAllowance(evaluateOne);
  return async (alert) => {
    const ask = asker(alert, evaluate);
    const hits = await hitsOf(compiled, alert, ask, true);
    const destinations = destinationsOf(hits.routes, alert.state === 'resolved' ? reachedAtOnce : reachedBy);
    const also = alert.state === 'resolved' ? (await allHits(whateverSeverity, alert, ask)).routes : [];
    const ending = destinationsOf(also, reachedBy).filter((destination) => !destinations.includes(destination));
    return {
      destinations,
      ending,
      options: Object.fromEntries([
        ...destinations.map((name) => [name, optionsFor(name, hits.routes, alert)] as const),
        ...ending.map((name) => [name, withoutFallback(optionsFor(name, also, alert))] as const),
      ]),
      routes: hits.routes.map((route) => route.name),
      failed: hits.failed,
    };
  };
}
