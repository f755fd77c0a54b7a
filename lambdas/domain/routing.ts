import type { Alert } from './alert.ts';
import type { RouteOptions } from './delivery.ts';
import { createAllowance } from './expression/allowance.ts';
import { type Evaluate, evaluateOne } from './expression/expression.ts';
import { watch } from './expression/watched.ts';
import { type Test, testsOf } from './match-value.ts';
import { matchersTest } from './matchers-test.ts';
import type { Conditions, Route } from './route.ts';
import { defined } from './values/json-fields.ts';

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
}

/** Whether an alert fits conditions that must hold, conditions that must not, and matchers. */
export function matcher({ match, not, matchers = [] }: Pick<Route, 'match' | 'not' | 'matchers'>): Test {
  const all = [...testsOf(match), matchersTest(matchers)];
  const none = testsOf(not);
  return (alert) => all.every((test) => test(alert)) && !(none.length > 0 && none.every((test) => test(alert)));
}

const compile = (route: Route): Compiled => ({ route, matches: matcher(route) });

/** Of several routes to one destination the shortest window counts, the first fallback and the first wording. */
function optionsFor(destination: string, hits: readonly Route[]): RouteOptions {
  const routes = hits.filter(({ to }) => to.includes(destination));
  const windows = routes.map(({ repeatSeconds }) => repeatSeconds).filter((seconds) => seconds !== undefined);
  return defined({
    repeatSeconds: windows.length === 0 ? undefined : Math.min(...windows),
    fallback: routes.find(({ fallback }) => fallback !== undefined)?.fallback,
    message: routes.find(({ message }) => message !== undefined)?.message,
  });
}

const withoutSeverity = ({ severity: _, ...rest }: Conditions): Conditions => rest;

/**
 * The same route for every severity. A `not` that names severity is left out as a whole: its other fields alone would
 * keep away more than before.
 */
const lenient = (compiled: Compiled): Compiled => {
  const { match, not, matchers = [] } = compiled.route;
  const kept = Object.hasOwn(not, 'severity') ? {} : not;
  const others = matchers.filter(({ path }) => path !== 'severity');
  return { ...compiled, matches: matcher({ match: withoutSeverity(match), not: kept, matchers: others }) };
};

interface Hits {
  readonly routes: readonly Route[];
  readonly failed: readonly string[];
}

/** Asks what the `where` of routes says of one alert, each once. */
function asker(alert: Alert, evaluate: Evaluate): (route: Route) => Promise<Verdict> {
  const asked = new Map<Route, Promise<Verdict>>();
  const { value } = watch(alert);
  const ask = async ({ where }: Route): Promise<Verdict> => {
    if (where === undefined) return 'yes';
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

async function hitsOf(
  compiled: readonly Compiled[],
  alert: Alert,
  ask: (route: Route) => Promise<Verdict>,
): Promise<Hits> {
  const matching = compiled.filter(({ matches }) => matches(alert)).map(({ route }) => route);
  const verdicts = await Promise.all(matching.map(ask));
  return {
    routes: matching.filter((_, i) => verdicts[i] !== 'no'),
    failed: matching.filter((_, i) => verdicts[i] === 'failed').map(({ name }) => name),
  };
}

const destinationsOf = (routes: readonly Route[]): string[] => [...new Set(routes.flatMap((route) => route.to))];

/** Ties the routes together once; every matching route applies, and a destination named by several is named once. */
export function createRouter(routes: readonly Route[]): (alert: Alert) => Promise<Routed> {
  const compiled = routes.map(compile);
  const whateverSeverity = compiled.map(lenient);
  const evaluate = createAllowance(evaluateOne);
  return async (alert) => {
    const ask = asker(alert, evaluate);
    const hits = await hitsOf(compiled, alert, ask);
    const destinations = destinationsOf(hits.routes);
    const also = alert.state === 'resolved' ? (await hitsOf(whateverSeverity, alert, ask)).routes : [];
    return {
      destinations,
      ending: destinationsOf(also).filter((destination) => !destinations.includes(destination)),
      options: Object.fromEntries(
        destinations.map((destination) => [destination, optionsFor(destination, hits.routes)]),
      ),
      routes: hits.routes.map((route) => route.name),
      failed: hits.failed,
    };
  };
}
