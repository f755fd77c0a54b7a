import * as z from 'zod/mini';
import { type DeliveryStatus, partsOfDeliveryId } from '../../domain/delivery.ts';
import { replay } from '../replay.ts';
import { type Confirmation, type ConfirmResult, confirmDelivery } from './confirm.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import type { Ports } from './ports.ts';
import { notFound, PROBLEM, problemResponse } from './problem-response.ts';
import * as schemas from './schemas.ts';

const Body = z.strictObject({
  by: z._default(z.string().check(z.minLength(1), z.maxLength(100)), 'admin'),
  note: z.optional(z.string().check(z.maxLength(300))),
});

/** What can be done with a delivery that cannot be confirmed, by its state. */
const allowed: Readonly<Record<DeliveryStatus, string>> = {
  queued: 'it has not been sent yet: wait for its outcome',
  sending: 'it is being sent, or its worker ended while it was: wait for its outcome',
  retrying: 'it was not accepted and is tried again: wait for its outcome',
  unknown: 'confirm it',
  delivered: 'it has arrived: there is nothing to do',
  merged: 'another delivery carries it: GET /v1/alerts/{alertId} names that one in mergedInto, confirm that',
  suppressed: 'a silence, or its sender, suppressed it: POST /v1/deliveries/{deliveryId}/replay sends it',
  dead: 'it was given up: POST /v1/deliveries/{deliveryId}/replay sends it again',
};

function leased(untilMs: number, nowMs: number): Response {
  const seconds = Math.max(1, Math.ceil((untilMs - nowMs) / 1000));
  const detail = `found the state sending: it is being attempted now; confirm again in ${seconds} s if it is unknown then`;
  return problemResponse({ status: 409, title: 'Delivery in use', detail }, { 'retry-after': String(seconds) });
}

const otherState = (status: DeliveryStatus): Response =>
  problemResponse({
    status: 409,
    title: 'Not an uncertain delivery',
    detail: `found the state ${status}; only a delivery in the state unknown can be confirmed: ${allowed[status]}`,
  });

function answerOf(deliveryId: string, result: ConfirmResult, nowMs: number): Response {
  switch (result.kind) {
    case 'absent':
      return problemResponse(notFound('delivery'));
    case 'leased':
      return leased(result.untilMs, nowMs);
    case 'other':
      return otherState(result.status);
    default:
      return Response.json({ deliveryId, status: 'delivered', reason: result.reason });
  }
}

async function confirm(deliveryId: string, confirmation: Confirmation, ports: Ports): Promise<Response> {
  const nowMs = ports.now();
  const result = await confirmDelivery(deliveryId, confirmation, nowMs, ports);
  if (result.kind === 'confirmed') ports.log('delivery.confirmed', { deliveryId, reason: result.reason });
  return answerOf(deliveryId, result, nowMs);
}

const conflict = {
  description: 'The delivery is in another state, or is being attempted now.',
  schema: schemas.Problem,
  mediaType: PROBLEM,
};

/** `POST /v1/deliveries/{id}/replay` sends a delivery again; `…/confirm` says that an uncertain one arrived. */
export const deliveryEndpoints = (ports: Ports): Endpoint[] => [
  endpoint({
    method: 'POST',
    path: '/v1/deliveries/{deliveryId}/replay',
    id: 'replayDelivery',
    summary: 'Sends a delivery again, although it has ended',
    answers: { 202: { description: 'It is queued.', schema: schemas.ReplayAccepted } },
    handle: async ({ params }) => {
      const id = params['deliveryId'] ?? '';
      const isKnown = partsOfDeliveryId(id) !== undefined && (await replay(id, ports.now(), ports));
      return isKnown
        ? Response.json({ deliveryId: id, status: 'queued' }, { status: 202 })
        : problemResponse(notFound('delivery'));
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/deliveries/{deliveryId}/confirm',
    id: 'confirmDelivery',
    summary: 'Says that an uncertain delivery has arrived',
    body: { schema: Body, example: { by: 'your name', note: 'seen in the channel' }, isOptional: true },
    answers: { 200: { description: 'It counts as delivered.', schema: schemas.Confirmed }, 409: conflict },
    handle: ({ params, body }) => confirm(params['deliveryId'] ?? '', body, ports),
  }),
];
