import type { Config } from '../core/config/schema.ts';
import type { Destination } from '../core/destination.ts';
import { createRouter } from '../core/routing.ts';
import type { Source } from '../core/source.ts';
import { destinations } from '../destinations/index.ts';
import { sources } from '../sources/index.ts';
import type { Plan } from './route.ts';

const registry: Readonly<Record<string, Source>> = sources;

const receivers: Readonly<Record<string, Destination>> = destinations;

/** The configuration as the route stage uses it. */
export function createPlan(config: Pick<Config, 'sources' | 'destinations' | 'routes'>): Plan {
  return {
    sourceOf: (id) => registry[config.sources[id]?.type ?? ''],
    route: createRouter(config.routes),
    takesBatches: (destination) => (receivers[config.destinations[destination]?.type ?? '']?.maxItems ?? 1) > 1,
    wantsRaw: (destination) => config.destinations[destination]?.['format'] === 'raw',
  };
}
