import pMap from 'p-map';
import * as z from 'zod/mini';
import { oneLine, truncate } from '../../domain/values/text.ts';
import { type Circuit, PAUSED } from '../ports/destinations.ts';
import { callerName } from './admin-auth.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import { Destinations, Paused, Resumed } from './overview-schemas.ts';
import type { Ports } from './ports.ts';
import { PROBLEM, problemResponse, unknownDestination } from './problem-response.ts';
import { loadingOnce, newestAlerts, type Recent, recentOf } from './recent.ts';
import * as schemas from './schemas.ts';

const AT_ONCE = 4;
const BY_MAX = 100;

const iso = (ms: number): string => new Date(ms).toISOString();

/** What holds deliveries back: the circuit breaker, or a person. */
function holdOf(circuit: Circuit | undefined) {
  if (circuit === undefined) return { state: 'ok' as const };
  const { reason, sinceMs, nextProbeMs, probes, pausedBy } = circuit;
  const opened = reason === PAUSED ? {} : { reason, probes, nextProbeAt: iso(nextProbeMs) };
  return pausedBy === undefined
    ? { state: 'refusing' as const, since: iso(sinceMs), ...opened }
    : { state: 'paused' as const, since: iso(sinceMs), pausedBy, ...opened };
}

const routesTo = (id: string, { installed: { routes } }: Ports): string[] =>
  routes.filter(({ to, fallback }) => to.includes(id) || fallback?.to.includes(id) === true).map(({ name }) => name);

type RecentAt = (destination: string) => Promise<Recent>;

async function overviewOf(id: string, recentAt: RecentAt, ports: Ports): Promise<object> {
  const [circuit, recent] = await Promise.all([ports.circuits.read(id), recentAt(id)]);
  const type = ports.installed.destinations[id]?.type ?? '';
  return { id, type, routes: routesTo(id, ports), ...holdOf(circuit), recent };
}

const Body = z.strictObject({
  by: z.optional(
    z
      .string()
      .check(z.minLength(1), z.maxLength(BY_MAX), z.describe('Who asks for it; otherwise the name of the token.')),
  ),
});

const isKnown = (id: string, { destinationIds }: Ports): boolean => destinationIds.includes(id);

const notPaused = (id: string): Response =>
  problemResponse({
    status: 409,
    title: 'Not paused',
    detail: `nobody paused ${id}: GET /v1/destinations shows whether it refuses; a circuit breaker closes by itself`,
  });

const listed = (ports: Ports): Endpoint =>
  endpoint({
    method: 'GET',
    path: '/v1/destinations',
    id: 'listDestinations',
    summary: 'All destinations, each with its state',
    about: 'Counts and times are those of the newest 200 alerts.',
    answers: { 200: { description: 'The destinations.', schema: Destinations } },
    handle: async () => {
      const alerts = await newestAlerts(ports);
      const load = loadingOnce(ports);
      const recentAt: RecentAt = (id) => recentOf(id, alerts, load);
      const overview = (id: string): Promise<object> => overviewOf(id, recentAt, ports);
      return Response.json({ destinations: await pMap(ports.destinationIds, overview, { concurrency: AT_ONCE }) });
    },
  });

const paused = (ports: Ports): Endpoint =>
  endpoint({
    method: 'POST',
    path: '/v1/destinations/{destination}/pause',
    id: 'pauseDestination',
    summary: 'Holds back all deliveries to a destination until it is resumed',
    about:
      'Nothing is lost and nothing is given up meanwhile; fallbacks are notified as for any delivery that is late.',
    body: { schema: Body, example: { by: 'your name' }, isOptional: true },
    answers: { 200: { description: 'It is paused.', schema: Paused } },
    handle: async ({ params: { destination = '' }, body, context }) => {
      if (!isKnown(destination, ports)) return unknownDestination(destination, ports);
      const by = truncate(oneLine(body.by ?? callerName(context)), BY_MAX);
      const { sinceMs } = await ports.pauses.pause(destination, by, ports.now());
      ports.log('destination.paused', { destination, by });
      return Response.json({ destination, state: 'paused', pausedBy: by, since: iso(sinceMs) });
    },
  });

const resumed = (ports: Ports): Endpoint =>
  endpoint({
    method: 'POST',
    path: '/v1/destinations/{destination}/resume',
    id: 'resumeDestination',
    summary: 'Ends the pause of a destination: what waits is sent, the urgent first',
    body: { schema: Body, example: { by: 'your name' }, isOptional: true },
    answers: {
      200: { description: 'It is resumed.', schema: Resumed },
      409: { description: 'It was not paused.', schema: schemas.Problem, mediaType: PROBLEM },
    },
    handle: async ({ params: { destination = '' }, body, context }) => {
      if (!isKnown(destination, ports)) return unknownDestination(destination, ports);
      if (!(await ports.pauses.resume(destination))) return notPaused(destination);
      ports.log('destination.resumed', { destination, by: body.by ?? callerName(context) });
      return Response.json({ destination, resumed: true });
    },
  });

/** `GET /v1/destinations`, and the pause of one. */
export const destinationEndpoints = (ports: Ports): Endpoint[] => [listed(ports), paused(ports), resumed(ports)];
