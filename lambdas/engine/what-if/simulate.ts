import type { Config } from '../../config/schema.ts';
import { splitCommon } from '../../config/split-common.ts';
import type { Destination } from '../../destinations/_kit/define-destination.ts';
import { destinations } from '../../destinations/index.ts';
import { ended, type ProblemState } from '../../domain/acknowledgement.ts';
import type { Alert } from '../../domain/alert.ts';
import { flatRoutes } from '../../domain/route.ts';
import { createRouter } from '../../domain/routing.ts';
import type { Fields } from '../../domain/values/json-fields.ts';
import { createPastDestination, type PastDestination } from './destination.ts';
import { type Counter, createCounter, type Figures } from './figures.ts';
import { createPastInhibition } from './inhibition.ts';
import type { PastAlert, Place } from './place.ts';
import { createTimeline, rankIn } from './timeline.ts';

/** The part of a configuration that decides who is notified. */
export type Routing = Pick<Config, 'destinations' | 'routes' | 'timeIntervals' | 'inhibit'>;

/** What a configuration makes of alerts. */
export interface Simulated {
  /** By destination. */
  readonly destinations: Readonly<Record<string, Figures>>;
  /** By route, the alerts that it applies to. */
  readonly routes: Readonly<Record<string, number>>;
  /** By alert, in the order of the alerts, the destinations that it is routed to. */
  readonly planned: readonly (readonly string[])[];
  /** Alerts for which the `where` of a route failed. */
  readonly failed: number;
}

const registry: Readonly<Record<string, Destination>> = destinations;

const ownSettings = ({ type: _, ...settings }: Routing['destinations'][string]): Fields => splitCommon(settings).own;

/** After the last alert, groups are flushed and business hours begin for so long. */
const AFTER_MS = 24 * 60 * 60_000;

/** What is said of problems by their senders, where routes escalate. */
function createEnds(escalates: boolean) {
  const states = new Map<string, ProblemState>();
  return {
    of: (fingerprint: string): ProblemState | undefined => states.get(fingerprint),
    note({ fingerprint, state, receivedAt }: Alert): void {
      if (!escalates || state !== 'resolved') return;
      const next = ended(states.get(fingerprint), fingerprint, receivedAt);
      if (next !== undefined) states.set(fingerprint, next);
    },
  };
}

type Surroundings = Pick<Place, 'timeline' | 'inhibitedBy' | 'problemOf'>;

interface Receiver {
  readonly counter: Counter;
  readonly place: PastDestination;
}

function receiverOf(id: string, { destinations: all, timeIntervals = {} }: Routing, around: Surroundings): Receiver {
  const setting = all[id];
  const destination = registry[setting?.type ?? ''];
  const { audience = 'machines', maxItems = 1 } = destination ?? {};
  const perMinute = setting && destination?.perMinuteOf(ownSettings(setting));
  const counter = createCounter(perMinute);
  const place = createPastDestination({ id, audience, maxItems, perMinute, counter, timeIntervals, ...around });
  return { counter, place };
}

function receiversOf(config: Routing, around: Surroundings): ReadonlyMap<string, Receiver> {
  return new Map(Object.keys(config.destinations).map((id) => [id, receiverOf(id, config, around)]));
}

/** Alerts between two reports of progress. */
const STEP = 500;

/** A configuration that takes one alert after the other. */
function createRun(config: Routing) {
  const route = createRouter(config.routes);
  const timeline = createTimeline(0);
  const inhibition = createPastInhibition(config, timeline);
  const ends = createEnds(flatRoutes(config.routes).some(({ escalate }) => escalate !== undefined));
  const receivers = receiversOf(config, { timeline, ...inhibition.port, problemOf: ends.of });
  const routes = new Map(flatRoutes(config.routes).map(({ name }) => [name, 0]));
  const isOpen = (id: string, { fingerprint }: Alert): boolean => receivers.get(id)?.place.isOpen(fingerprint) === true;
  return {
    timeline,
    /** Routes an alert at its time, and plans its deliveries for then. */
    async take(past: PastAlert): Promise<{ readonly reached: readonly string[]; readonly isFailed: boolean }> {
      const { alert } = past;
      await timeline.advance(Date.parse(alert.receivedAt));
      const { destinations: matching, ending, options, routes: names, failed } = await route(alert);
      const reached = [...matching, ...ending.filter((id) => isOpen(id, alert))];
      for (const name of names) routes.set(name, (routes.get(name) ?? 0) + 1);
      ends.note(alert);
      inhibition.note(alert);
      // All alerts of a webhook are recorded before one of them is delivered.
      timeline.plan(
        timeline.now(),
        () => {
          for (const id of reached) receivers.get(id)?.place.take(past, options[id] ?? {});
        },
        rankIn(alert),
      );
      return { reached, isFailed: failed.length > 0 };
    },
    figures: () => Object.fromEntries([...receivers].map(([id, { counter }]) => [id, counter.figures()])),
    routes: () => Object.fromEntries(routes),
  };
}

/**
 * What a configuration would have made of stored alerts, oldest first, at the times at which they came: routes,
 * deduplication, groups, inhibition and times exactly, as long as every request is accepted at once and nobody answers;
 * digests and waits under a quota about.
 */
export async function simulate(
  config: Routing,
  alerts: readonly PastAlert[],
  onProgress: (done: number) => void = () => undefined,
): Promise<Simulated> {
  const run = createRun(config);
  const planned: (readonly string[])[] = [];
  let failed = 0;
  for (const [i, past] of alerts.entries()) {
    const { reached, isFailed } = await run.take(past);
    planned.push(reached);
    failed += isFailed ? 1 : 0;
    if (i % STEP === 0) onProgress(i);
  }
  await run.timeline.drain(run.timeline.now() + AFTER_MS);
  return { destinations: run.figures(), routes: run.routes(), planned, failed };
}
