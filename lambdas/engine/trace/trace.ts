import type { Config } from '../../config/schema.ts';
import type { Alert } from '../../domain/alert.ts';
import type { RouteOptions } from '../../domain/delivery.ts';
import { flatRoutes } from '../../domain/route.ts';
import { decidingIn, type RouteTrace, traceRoutes } from '../../domain/route-trace.ts';
import { createRouter } from '../../domain/routing.ts';
import { silencedBy } from '../../domain/silence.ts';
import { releaseOf } from '../../domain/times/route-times.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { inhibitionOver } from '../inhibition.ts';
import type { Stores } from '../ports/index.ts';
import { systemRecipientsOf } from '../system-recipients.ts';

type Installed = Pick<Config, 'destinations' | 'routes' | 'timeIntervals' | 'inhibit'>;

/** What tracing an alert works with. */
export interface TracePorts extends Pick<Stores, 'alerts' | 'silences' | 'inhibitors'> {
  readonly installed: Installed;
  now(): number;
}

/** What the routes say of an alert at one destination, at this moment. */
export interface DestinationTrace {
  readonly destination: string;
  /** The routes that decide and name it. */
  readonly routes: readonly string[];
  /** `later`: an escalation, or times of a route hold it back. `dropped`: the times of its routes drop it. */
  readonly when: 'now' | 'later' | 'dropped';
  readonly from?: string;
  /** The times that hold it back or drop it, by name. */
  readonly times?: string;
  readonly escalateSeconds?: number;
  readonly fallback?: RouteOptions['fallback'];
  readonly group?: RouteOptions['group'];
  readonly repeatSeconds?: number;
  /** The end of a problem is not sent there. */
  readonly sendResolved?: false;
}

/** The way of an alert, if it came now. */
export interface AlertTrace {
  readonly routes: readonly RouteTrace[];
  readonly destinations: readonly DestinationTrace[];
  /** Destinations that get the end of the problem if they were notified of it. */
  readonly ending: readonly string[];
  readonly silencedBy?: {
    readonly id: string;
    readonly author: string;
    readonly reason: string;
    readonly until: string;
  };
  readonly inhibitedBy?: { readonly rule: string; readonly alertId: string };
  /** It is an alert of Tocsin's own, which routes take that name `source: tocsin` or `kind: system`. */
  readonly isSystem?: true;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** When it is sent, by the times of its routes and by an escalation. */
function whenOf(
  { times = [], escalateSeconds }: RouteOptions,
  { timeIntervals = {} }: Installed,
  nowMs: number,
): Pick<DestinationTrace, 'when' | 'from' | 'times'> {
  const release = releaseOf(times, timeIntervals, nowMs);
  if (release.kind !== 'at') return { when: 'dropped', times: release.names };
  const fromMs = Math.max(release.ms, nowMs + (escalateSeconds ?? 0) * 1000);
  if (fromMs <= nowMs) return { when: 'now' };
  return { when: 'later', from: iso(fromMs), ...(release.ms > nowMs ? { times: release.names } : {}) };
}

function destinationOf(
  destination: string,
  options: RouteOptions = {},
  names: readonly string[],
  installed: Installed,
  nowMs: number,
): DestinationTrace {
  const { escalateSeconds, fallback, group, repeatSeconds, sendResolved } = options;
  const naming = flatRoutes(installed.routes).filter(
    ({ name, to, escalate = [] }) =>
      names.includes(name) && [...to, ...escalate.flatMap((each) => each.to)].includes(destination),
  );
  return defined({
    destination,
    routes: [...new Set(naming.map(({ name }) => name))],
    ...whenOf(options, installed, nowMs),
    escalateSeconds,
    fallback,
    group,
    repeatSeconds,
    sendResolved,
  });
}

/** What keeps the alert back whatever the routes say: a silence, or an open problem that inhibits it. */
async function keptBackBy(alert: Alert, nowMs: number, ports: TracePorts) {
  const silence = silencedBy(alert, await ports.silences.list(), iso(nowMs));
  const inhibited = await inhibitionOver(ports.installed, ports).inhibitedBy?.(alert, nowMs);
  return defined({
    silencedBy:
      silence === undefined
        ? undefined
        : { id: silence.id, author: silence.author, reason: silence.reason, until: silence.until },
    inhibitedBy: inhibited,
  });
}

/** Traces an alert through the configuration as it is now, as if it came now. Nothing is sent or changed. */
export async function traceAlert(alert: Alert, ports: TracePorts): Promise<AlertTrace> {
  const { installed } = ports;
  const nowMs = ports.now();
  const [routes, routed] = await Promise.all([
    traceRoutes(installed.routes, alert),
    createRouter(installed.routes)(alert),
  ]);
  const isSystem = alert.kind === 'system';
  const { destinations, options } = isSystem ? await systemRecipientsOf(installed)(alert) : routed;
  const names = decidingIn(routes);
  return defined({
    routes,
    destinations: destinations.map((each) => destinationOf(each, options[each], names, installed, nowMs)),
    ending: isSystem ? [] : routed.ending,
    ...(await keptBackBy(alert, nowMs, ports)),
    isSystem: isSystem ? (true as const) : undefined,
  });
}
