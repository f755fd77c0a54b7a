import type { Alert } from '../../domain/alert.ts';
import { nearest } from '../../domain/values/nearest.ts';
import { traceAlert } from '../trace/trace.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import type { Ports } from './ports.ts';
import { notFound, PROBLEM, problemResponse } from './problem-response.ts';
import * as schemas from './schemas.ts';
import { Trace, TraceBody } from './trace-schemas.ts';

const MOST = 10;

const shown = ({ id, source, title, severity, class: about, kind, state }: Alert) => ({
  id,
  source,
  title,
  severity,
  class: about,
  kind,
  state,
});

async function answer(alerts: readonly Alert[], ports: Ports): Promise<Response> {
  const traced: object[] = [];
  for (const alert of alerts.slice(0, MOST)) traced.push({ alert: shown(alert), ...(await traceAlert(alert, ports)) });
  const more = alerts.length - traced.length;
  return Response.json({ alerts: traced, ...(more > 0 ? { more } : {}) });
}

function unknownSource(found: string, { installed }: Ports): Response {
  const names = Object.keys(installed.sources);
  const near = nearest(found, names);
  const hint = near === undefined ? '' : `; did you mean "${near}"?`;
  const detail = `found "${found}"; configured are: ${names.join(', ')}${hint}`;
  return problemResponse({ status: 404, title: 'Unknown source', detail });
}

async function ofPayload(source: string, payload: unknown, ports: Ports): Promise<Response> {
  const { sources } = ports.installed;
  const setting = Object.hasOwn(sources, source) ? sources[source] : undefined;
  if (setting === undefined) return unknownSource(source, ports);
  // Loaded at its first use: no other endpoint reads payloads.
  const { readPayload } = await import('../trace/read-payload.ts');
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const found = await readPayload(source, setting, body, ports.now());
  return 'alerts' in found ? answer(found.alerts, ports) : Response.json({ alerts: [], nothing: found.nothing });
}

/** `POST /v1/routes/trace`: the way of an alert through the routes. It changes nothing. */
export const traceEndpoints = (ports: Ports): Endpoint[] => [
  endpoint({
    method: 'POST',
    path: '/v1/routes/trace',
    id: 'traceRoutes',
    summary: 'Which routes match an alert, which condition fails in which place, and who gets it',
    about: `By the configuration as it is now, as if the alert came now: silences, inhibition, times and groups too. Of a payload the first ${MOST} alerts. Nothing is sent or kept, so a token that may only read is enough.`,
    body: { schema: TraceBody, example: { source: 'akto-prod', payload: { title: 'a webhook of this source' } } },
    answers: {
      200: { description: 'The way of each alert.', schema: Trace },
      404: { description: 'There is no such alert or source.', schema: schemas.Problem, mediaType: PROBLEM },
    },
    handle: async ({ body: { alertId, source = '', payload } }) => {
      if (alertId === undefined) return ofPayload(source, payload, ports);
      const stored = await ports.alerts.load(alertId);
      return stored === undefined ? problemResponse(notFound('alert')) : answer([stored.alert], ports);
    },
  }),
];
