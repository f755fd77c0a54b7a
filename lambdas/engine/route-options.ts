import type { Config } from '../config/schema.ts';
import type { RouteOptions } from '../domain/delivery.ts';
import { flatRoutes } from '../domain/route.ts';
import { createRouter } from '../domain/routing.ts';
import type { RoutePorts } from './fallback.ts';

/** The first fallback of the routes that apply to an alert, whatever their destinations. */
function anyFallback(options: Readonly<Record<string, RouteOptions>>): RouteOptions {
  const found = Object.values(options).find(({ fallback }) => fallback !== undefined);
  return found?.fallback === undefined ? {} : { fallback: found.fallback };
}

/**
 * What the routes say of an alert at a destination, by the configuration as it is now. No route names a destination that is
 * not configured any more, so the fallback of the other routes that apply is notified in its place.
 */
export function routeOptionsOver({
  routes,
  destinations,
}: Pick<Config, 'routes' | 'destinations'>): RoutePorts['routeOptions'] {
  const route = createRouter(routes);
  return async (alert, destination) => {
    const { options } = await route(alert);
    return options[destination] ?? (Object.hasOwn(destinations, destination) ? {} : anyFallback(options));
  };
}

/** How the routes word the messages of a destination, by the configuration as it is now. */
export function routeMessageOver({ routes }: Pick<Config, 'routes'>): Pick<RoutePorts, 'routeMessage'> {
  if (flatRoutes(routes).every(({ message }) => message === undefined)) return {};
  const route = createRouter(routes);
  return { routeMessage: async (alert, destination) => (await route(alert)).options[destination]?.message };
}
