import type { Config } from '../core/config/schema.ts';
import { createRouter } from '../core/routing.ts';
import type { Source } from '../core/source.ts';
import { sources } from '../sources/index.ts';
import type { Plan } from './route.ts';

const registry: Readonly<Record<string, Source>> = sources;

/** The configuration as the route stage uses it. */
export function createPlan(config: Pick<Config, 'sources' | 'destinations' | 'routes'>): Plan {
  return {
    sourceOf: (id) => registry[config.sources[id]?.type ?? ''],
    route: createRouter(config.routes),
    wantsRaw: (destination) => config.destinations[destination]?.['format'] === 'raw',
  };
}
