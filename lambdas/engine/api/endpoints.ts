import { reparse } from '../replay.ts';
import { alertEndpoints } from './alerts.ts';
import { answerEndpoints } from './answers.ts';
import { backupEndpoints } from './backups.ts';
import { callbackEndpoints } from './callbacks.ts';
import { deliveryEndpoints } from './deliveries.ts';
import { destinationEndpoints } from './destinations.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import { ledgerEndpoints } from './ledger.ts';
import { messageEndpoints } from './messages.ts';
import { metricEndpoints } from './metrics.ts';
import { openApiOf } from './openapi.ts';
import type { Ports } from './ports.ts';
import { notFound, problemResponse } from './problem-response.ts';
import { rateEndpoints } from './rates.ts';
import { replayEndpoints } from './replays.ts';
import { routeEndpoints } from './routes.ts';
import { sandboxEndpoints } from './sandbox.ts';
import * as schemas from './schemas.ts';
import { sessionEndpoints } from './sessions.ts';
import { silenceEndpoints } from './silences.ts';
import { sourceEndpoints } from './sources.ts';
import { testEndpoints } from './tests.ts';
import { traceEndpoints } from './traces.ts';

const health: Endpoint = endpoint({
  method: 'GET',
  path: '/v1/health',
  id: 'getHealth',
  summary: 'Answers while it runs',
  isOpen: true,
  answers: { 200: { description: 'It runs.', schema: schemas.Health } },
  handle: () => Response.json({ status: 'ok' }),
});

const webhookEndpoints = (ports: Ports): Endpoint[] => [
  endpoint({
    method: 'POST',
    path: '/v1/webhooks/{webhookId}/replay',
    id: 'reparseWebhook',
    summary: 'Parses a kept webhook again, by the current configuration',
    answers: { 202: { description: 'It is queued.', schema: schemas.WebhookAccepted } },
    handle: async ({ params }) => {
      const webhookId = await reparse({ webhookId: params['webhookId'] ?? '' }, ports);
      return webhookId === undefined
        ? problemResponse(notFound('webhook'))
        : Response.json({ webhookId, status: 'accepted' }, { status: 202 });
    },
  }),
];

const documentEndpoint = (endpoints: () => readonly Endpoint[]): Endpoint =>
  endpoint({
    method: 'GET',
    path: '/v1/openapi.json',
    id: 'getOpenApi',
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1.', schema: schemas.OpenApi } },
    handle: () => Response.json(openApiOf(endpoints())),
  });

/** All endpoints of the API, to be described and not to be asked: a description needs no ports. */
export const describedEndpoints = (): readonly Endpoint[] => endpointsOf(Object.create(null));

/** All endpoints of the API, in the order of the document. */
export function endpointsOf(ports: Ports): readonly Endpoint[] {
  const all: readonly Endpoint[] = [
    health,
    ...sessionEndpoints(ports),
    ...alertEndpoints(ports),
    ...answerEndpoints(ports),
    ...deliveryEndpoints(ports),
    ...messageEndpoints(ports),
    ...replayEndpoints(ports),
    ...webhookEndpoints(ports),
    ...silenceEndpoints(ports),
    ...destinationEndpoints(ports),
    ...testEndpoints(ports),
    ...sourceEndpoints(ports),
    ...routeEndpoints(ports),
    ...traceEndpoints(ports),
    ...ledgerEndpoints(ports),
    ...rateEndpoints(ports),
    ...metricEndpoints(ports),
    ...backupEndpoints(ports),
    ...sandboxEndpoints(ports),
    ...callbackEndpoints(ports),
    documentEndpoint(() => all),
  ];
  return all;
}
