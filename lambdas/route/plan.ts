import type { Config } from '../core/config/schema.ts';
import type { Destination } from '../core/destination.ts';
import { createRouter } from '../core/routing.ts';
import { destinations } from '../destinations/index.ts';
import { readerOf } from './reader.ts';
import type { Plan } from './route.ts';

const receivers: Readonly<Record<string, Destination>> = destinations;

/** The configuration as the route stage uses it. */
export function createPlan(config: Pick<Config, 'sources' | 'destinations' | 'routes'>): Plan {
  const readers = new Map(Object.entries(config.sources).map(([id, setting]) => [id, readerOf(setting)]));
  return {
    sourceOf: (id) => readers.get(id),
    typeOf: (id) => config.sources[id]?.type ?? 'unknown',
    linksOf: (id) => [...(readers.get(id)?.consoles ?? []), ...(config.sources[id]?.links ?? [])],
    isExpected: (id) => config.sources[id]?.expectSeconds !== undefined,
    deliversTests: (id) => config.sources[id]?.deliversTests === true,
    route: createRouter(config.routes),
    takesBatches: (destination) => (receivers[config.destinations[destination]?.type ?? '']?.maxItems ?? 1) > 1,
    wantsFull: (destination) => config.destinations[destination]?.['evidence'] === 'full',
    wantsRaw: (destination) => config.destinations[destination]?.['format'] === 'raw',
  };
}
