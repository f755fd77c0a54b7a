import type { Alert } from './alert.ts';
import type { Group } from './destination-group.ts';
import type { Matcher } from './matchers.ts';
import { flatRoutes, type Route } from './route.ts';
import { createRouter, type Routed } from './routing.ts';

/** The destinations of an alert, and the options of their routes. */
export type Recipients = Pick<Routed, 'destinations' | 'options'>;

/** The recipients of a system alert; `concerned` is the destination that it is about, when it is about one. */
export type SystemRecipients = (alert: Alert, concerned?: string) => Promise<Recipients>;

/** The group of a destination type; `undefined` for a type that does not exist. */
type GroupOf = (type: string) => Group | undefined;

/** What a configuration says about who gets what. */
interface Given {
  readonly routes: readonly Route[];
  readonly destinations: Readonly<Record<string, { readonly type: string }>>;
}

const contains = (texts: readonly string[] = [], name: string): boolean =>
  texts.some((text) => text.toLowerCase() === name);

const namesSystem = ({ path, operator, value }: Matcher): boolean =>
  operator === '=' && ((path === 'source' && value === 'tocsin') || (path === 'kind' && value === 'system'));

/** Whether a route takes system alerts: it names `source: tocsin` or `kind: system`. A glob does not name them. */
const isSystemRoute = ({ match, matchers = [] }: Route): boolean =>
  contains(match['source'], 'tocsin') || contains(match['kind'], 'system') || matchers.some(namesSystem);

/** Of a tree, the routes that take system alerts; what stands around them keeps its conditions and has no destination. */
const systemRoutes = (routes: readonly Route[]): Route[] =>
  routes.flatMap((route) => {
    if (isSystemRoute(route)) return [route];
    const inner = systemRoutes(route.routes ?? []);
    return inner.length === 0 ? [] : [{ ...route, to: [], routes: inner }];
  });

const notifying: ReadonlySet<Group | undefined> = new Set(['chat', 'mail']);
/** Groups of destinations where every alert opens something that somebody has to close, or is stored as a detection. */
const recording: ReadonlySet<Group | undefined> = new Set(['paging', 'tickets', 'siem', undefined]);
/** In the group `aws`, but a store of findings too. */
const RECORDING_TYPE = 'security-hub';

const unique = (names: readonly string[]): string[] => [...new Set(names)];

/** The fallbacks of the routes that name a destination, without that destination. */
const fallbacksOf = (destination: string, routes: readonly Route[]): string[] =>
  flatRoutes(routes)
    .filter(({ to }) => to.includes(destination))
    .flatMap(({ fallback }) => fallback?.to ?? [])
    .filter((name) => name !== destination);

/** Without a route for system alerts: group chat and mail, and fallbacks where an alert opens nothing. */
function defaultsOf({ routes, destinations }: Given, groupOf: GroupOf, concerned: string | undefined): string[] {
  const typeOf = (name: string): string => destinations[name]?.type ?? '';
  const isNotifying = (name: string): boolean => notifying.has(groupOf(typeOf(name)));
  const isRecording = (name: string): boolean =>
    typeOf(name) === RECORDING_TYPE || recording.has(groupOf(typeOf(name)));
  const others = Object.keys(destinations).filter((name) => name !== concerned && isNotifying(name));
  const fallbacks = concerned === undefined ? [] : fallbacksOf(concerned, routes);
  return unique([...others, ...fallbacks.filter((name) => !isRecording(name))]);
}

/**
 * What the routes for system alerts give. The destination concerned may not accept the alert, so the fallbacks of its
 * routes are notified in its place; without fallbacks the alert waits for it.
 */
function withoutConcerned(
  { destinations, options, routes }: Routed,
  all: readonly Route[],
  concerned: string,
): Recipients {
  if (!destinations.includes(concerned)) return { destinations, options };
  const matched = flatRoutes(all).filter(({ name }) => routes.includes(name));
  const others = destinations.filter((name) => name !== concerned);
  const replaced = unique([...others, ...fallbacksOf(concerned, matched)]);
  return { destinations: replaced.length === 0 ? destinations : replaced, options };
}

/**
 * Decides who gets a system alert. When a route's `match` names `source: tocsin` or `kind: system`, such routes decide,
 * by everything that they match on. Without such a route, system alerts go to group chat and mail other than the
 * destination concerned, and to the fallbacks of the routes that name it, never to a pager, a tracker or a SIEM.
 */
export function createSystemRecipients(config: Given, groupOf: GroupOf): SystemRecipients {
  const routes = systemRoutes(config.routes);
  const route = createRouter(routes);
  return async (alert, concerned) => {
    if (routes.length === 0) return { destinations: defaultsOf(config, groupOf, concerned), options: {} };
    const { destinations, options, ...routed } = await route(alert);
    if (concerned === undefined) return { destinations, options };
    return withoutConcerned({ ...routed, destinations, options }, routes, concerned);
  };
}

/** Whether anybody gets system alerts: a route takes them, or there is a destination of group chat or mail. */
export const hasSystemRecipients = (config: Given, groupOf: GroupOf): boolean =>
  systemRoutes(config.routes).length > 0 || defaultsOf(config, groupOf, undefined).length > 0;

/**
 * Routes an alert of Tocsin about a source, such as a source that sends nothing: by the source, as every alert of it,
 * and to the destinations of the routes that take system alerts.
 */
export function createSourceReportRouter(all: readonly Route[]): (alert: Alert) => Promise<Routed> {
  const [bySource, asSystem] = [createRouter(all), createRouter(systemRoutes(all))];
  return async (alert) => {
    const [own, more] = await Promise.all([bySource(alert), asSystem({ ...alert, source: 'tocsin', kind: 'system' })]);
    return {
      destinations: unique([...own.destinations, ...more.destinations]),
      ending: own.ending.filter((name) => !more.destinations.includes(name)),
      routes: unique([...own.routes, ...more.routes]),
      options: { ...more.options, ...own.options },
      failed: unique([...own.failed, ...more.failed]),
    };
  };
}
