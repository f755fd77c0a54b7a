import type { Config } from '../../config/schema.ts';
import { traitsOf } from '../../destinations/traits.ts';
import type { Alert } from '../../domain/alert.ts';
import { flatRoutes } from '../../domain/route.ts';
import { createRouter, type Routed } from '../../domain/routing.ts';
import { createSourceReportRouter, type Recipients } from '../../domain/system-recipients.ts';
import type { Reader, Source } from '../../sources/_kit/define-source.ts';
import { canaryRecipients } from './canary.ts';
import { configured } from './configured.ts';

/** The settings of the configuration that the route stage uses. */
export interface Plan {
  sourceOf(sourceId: string): Reader | undefined;
  /** Whether test messages of a source are alerts too. */
  deliversTests(sourceId: string): boolean;
  route(alert: Alert): Promise<Routed>;
  /** Whether a route escalates, so that the ends of problems are noted. */
  readonly escalates: boolean;
  /** Routes an alert of Tocsin about a source that sends nothing. */
  routeGap(alert: Alert): Promise<Routed>;
  /** The destinations of a route for its canary. */
  canaryRecipients(route: string, alert: Alert): Recipients;
  wantsRaw(destination: string): boolean;
  /** Whether it is set to `evidence: full`. */
  wantsFull(destination: string): boolean;
  /** The type of a source, for the schema-change alert. */
  typeOf(sourceId: string): string;
  /** Hosts whose addresses in a source's alerts become links. */
  linksOf(sourceId: string): readonly string[];
  /** Whether the source has `expectEvery`. */
  isExpected(sourceId: string): boolean;
  /** Whether a destination takes many alerts in one request. */
  takesBatches(destination: string): boolean;
}

/** Prepares the configuration for the route stage, with the sources of the types that it names. */
export function createPlanOf(
  config: Pick<Config, 'sources' | 'destinations' | 'routes'>,
  sources: Readonly<Record<string, Source>>,
): Plan {
  const readers = new Map(
    Object.entries(config.sources).map(([id, setting]) => {
      const source = sources[setting.type];
      return [id, source === undefined ? undefined : configured(source, setting)];
    }),
  );
  return {
    sourceOf: (id) => readers.get(id),
    typeOf: (id) => config.sources[id]?.type ?? 'unknown',
    linksOf: (id) => [...(readers.get(id)?.consoles ?? []), ...(config.sources[id]?.links ?? [])],
    isExpected: (id) => config.sources[id]?.expectSeconds !== undefined,
    deliversTests: (id) => config.sources[id]?.deliversTests === true,
    route: createRouter(config.routes),
    escalates: flatRoutes(config.routes).some(({ escalate }) => escalate !== undefined),
    routeGap: createSourceReportRouter(config.routes),
    canaryRecipients: (name, alert) => canaryRecipients(name, alert, config.routes),
    takesBatches: (destination) => traitsOf(config.destinations[destination]?.type ?? '')?.takesBatches === true,
    wantsFull: (destination) => config.destinations[destination]?.['evidence'] === 'full',
    wantsRaw: (destination) => config.destinations[destination]?.['format'] === 'raw',
  };
}
