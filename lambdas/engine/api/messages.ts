import type { DeliveryState } from '../../domain/delivery.ts';
import { partsOfDeliveryId } from '../../domain/delivery.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import { Message } from './message-view.ts';
import type { Ports } from './ports.ts';
import { notFound, problemResponse } from './problem-response.ts';

/** The time of the attempt that was accepted, else of the last one. */
const timeOf = ({ attempts }: DeliveryState): string | undefined =>
  (attempts.find(({ outcome }) => outcome === 'delivered') ?? attempts.at(-1))?.at;

async function messageOf(deliveryId: string, ports: Ports): Promise<Response> {
  const alertId = partsOfDeliveryId(deliveryId)?.alertId;
  const stored = alertId === undefined ? undefined : await ports.alerts.load(alertId);
  if (alertId === undefined || stored === undefined) return problemResponse(notFound('delivery'));
  const state = (await ports.deliveries.states({ alertId, ...stored })).find(({ id }) => id === deliveryId);
  if (state === undefined) return problemResponse(notFound('delivery'));
  const { destination } = state;
  const at = timeOf(state) ?? new Date(ports.now()).toISOString();
  const asked = defined({ deliveryId, destination, alert: stored.alert, at, raw: stored.raw });
  const shown = (await ports.messages?.(asked)) ?? { drawings: [], problem: 'this installation draws no messages' };
  return Response.json({ deliveryId, destination, at, ...shown });
}

/** `GET /v1/deliveries/{id}/message`: what its reader sees, and the request. */
export const messageEndpoints = (ports: Ports): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/v1/deliveries/{deliveryId}/message',
    id: 'getMessage',
    summary: 'The message of a delivery as its reader sees it, and the request that carries it',
    about:
      'It is made again from the alert that is kept, by the configuration as it is now: the same alert gives the same message. Credentials are left out. Repeats and ends, which are replies to it, are not shown.',
    answers: { 200: { description: 'The message.', schema: Message } },
    handle: ({ params }) => messageOf(params['deliveryId'] ?? '', ports),
  }),
];
