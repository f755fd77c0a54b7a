import { handledBy } from '../../domain/acknowledgement.ts';
import { partsOfDeliveryId } from '../../domain/delivery.ts';
import { createRouter } from '../../domain/routing.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import { explain } from './explain.ts';
import { type AlertDetail, findAlert } from './find-alert.ts';
import type { Ports } from './ports.ts';
import { notFound, problemResponse } from './problem-response.ts';
import { ListQuery, toAlertQuery } from './query.ts';
import * as schemas from './schemas.ts';
import { withAlerts } from './with-alerts.ts';

/**
 * For each merged delivery: the delivery that carries it, and what the two alerts share. The alerts of a digest share
 * no values.
 */
async function explanations({ alert, deliveries }: AlertDetail, ports: Ports): Promise<object[]> {
  const merged = deliveries.filter(({ mergedInto }) => mergedInto !== undefined);
  return Promise.all(
    merged.map(async ({ destination, mergedInto = '', reason }) => {
      const first = await findAlert(partsOfDeliveryId(mergedInto)?.alertId ?? '', ports);
      const isRepeat = first !== undefined && first.alert.fingerprint === alert.fingerprint;
      return { destination, mergedInto, reason, ...(isRepeat ? explain(first.alert, alert) : {}) };
    }),
  );
}

/** What persons said of the problem of an alert, the latest last; nothing when nobody did. */
async function problemOf({ alert }: AlertDetail, { problems }: Ports): Promise<{ readonly problem?: object }> {
  const known = await problems.load(alert.fingerprint);
  if (known === undefined) return {};
  const { state, answers, endedAt } = known;
  const handled = handledBy(known, alert);
  return { problem: defined({ fingerprint: alert.fingerprint, state, handled, endedAt, answers }) };
}

/** Which routes and children decide about an alert, by the configuration as it is now, and its notification groups. */
async function routingOf({ alert }: AlertDetail, { installed }: Ports): Promise<object> {
  const { routes, destinations, options } = await createRouter(installed.routes)(alert);
  const groups = destinations.flatMap((destination) => {
    const group = options[destination]?.group;
    return group === undefined ? [] : [{ destination, ...group }];
  });
  return { routes, destinations, groups };
}

/** `GET /v1/alerts`, one of them, and why it was merged. */
export const alertEndpoints = (ports: Ports): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/v1/alerts',
    id: 'listAlerts',
    summary: 'Recent alerts, newest first, with the states of their deliveries',
    about:
      'A filter that no index answers looks through 500 alerts a request: a page may be empty and still have a cursor. Go on until there is none.',
    query: ListQuery,
    answers: { 200: { description: 'A page of alerts.', schema: schemas.AlertPage } },
    handle: async ({ query }) => {
      const nowMs = ports.now();
      const page = await ports.alerts.list(toAlertQuery(query, nowMs), nowMs);
      return Response.json(query.include === undefined ? page : await withAlerts(page, ports));
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/alerts/{alertId}',
    id: 'getAlert',
    summary: 'An alert, and every attempt of every delivery',
    answers: { 200: { description: 'The alert and its deliveries.', schema: schemas.AlertDetail } },
    handle: async ({ params }) => {
      const found = await findAlert(params['alertId'] ?? '', ports);
      return found === undefined
        ? problemResponse(notFound('alert'))
        : Response.json({ ...found, ...(await problemOf(found, ports)) });
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/alerts/{alertId}/explain',
    id: 'explainAlert',
    summary: 'Which routes apply to an alert, why its deliveries were merged, and what persons said of its problem',
    answers: {
      200: { description: 'The fields that both alerts share, and the differences.', schema: schemas.Explanation },
    },
    handle: async ({ params }) => {
      const found = await findAlert(params['alertId'] ?? '', ports);
      return found === undefined
        ? problemResponse(notFound('alert'))
        : Response.json({
            routing: await routingOf(found, ports),
            merged: await explanations(found, ports),
            ...(await problemOf(found, ports)),
          });
    },
  }),
];
