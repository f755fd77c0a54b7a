import pMap from 'p-map';
import type { AlertSummary } from '../../domain/listing.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import { Sources } from './overview-schemas.ts';
import type { Ports } from './ports.ts';
import { newestAlerts } from './recent.ts';

const AT_ONCE = 4;

/** When a source last sent something, as far as it is known: exactly for one with `expectEvery`, else its newest alert. */
async function lastSeenOf(source: string, ports: Ports): Promise<{ lastSeenAt?: string; isSilent?: true }> {
  const heartbeat = await ports.heartbeats.read(source);
  if (heartbeat !== undefined) {
    const isSilent = heartbeat.reportedMs === heartbeat.lastSeenMs;
    return { lastSeenAt: new Date(heartbeat.lastSeenMs).toISOString(), ...(isSilent ? { isSilent: true } : {}) };
  }
  const [newest] = (await ports.alerts.list({ source, limit: 1 }, ports.now())).alerts;
  return newest === undefined ? {} : { lastSeenAt: newest.receivedAt };
}

const HOUR_MS = 3_600_000;

/** Alerts of the last hour and of all that were looked at, and how many of these say that the source is not read well. */
function countsOf(source: string, alerts: readonly AlertSummary[], nowMs: number) {
  const own = alerts.filter((alert) => alert.source === source);
  return {
    lastHour: own.filter(({ receivedAt }) => nowMs - Date.parse(receivedAt) <= HOUR_MS).length,
    alerts: own.length,
    unreadable: own.filter(({ kind }) => kind === 'unreadable').length,
    gaps: own.filter(({ kind }) => kind === 'gap').length,
  };
}

async function overviewOf(id: string, alerts: readonly AlertSummary[], ports: Ports): Promise<object> {
  const { type = '', expectSeconds } = ports.installed.sources[id] ?? {};
  return {
    id,
    type,
    hookPath: `/v1/hooks/${id}`,
    ...(expectSeconds === undefined ? {} : { expectSeconds }),
    ...(await lastSeenOf(id, ports)),
    recent: countsOf(id, alerts, ports.now()),
  };
}

/** `GET /v1/sources`. */
export const sourceEndpoints = (ports: Ports): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/v1/sources',
    id: 'listSources',
    summary: 'All sources: when each last sent something, and how it is read',
    about: 'Counts are those of the newest 200 alerts.',
    answers: { 200: { description: 'The sources.', schema: Sources } },
    handle: async () => {
      const alerts = await newestAlerts(ports);
      const ids = Object.keys(ports.installed.sources);
      return Response.json({
        sources: await pMap(ids, (id) => overviewOf(id, alerts, ports), { concurrency: AT_ONCE }),
      });
    },
  }),
];
