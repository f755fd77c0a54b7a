import type { Route } from '../core/config/schema.ts';
import { createRouter } from '../core/routing.ts';
import type { RoutePorts } from './fallback.ts';

/** What the routes say of an alert at a destination, by the configuration as it is now. */
export function routeOptionsOver(routes: readonly Route[]): RoutePorts['routeOptions'] {
  const route = createRouter(routes);
  return async (alert, destination) => (await route(alert)).options[destination] ?? {};
}
