import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import { type DeliveryStatus, partsOfDeliveryId } from '../../domain/delivery.ts';
import { replay } from '../replay.ts';
import { type Confirmation, type ConfirmResult, confirmDelivery } from './confirm.ts';
import type { Ports } from './ports.ts';
import { notFound, problemResponse } from './problem-response.ts';

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

/** The body of a confirmation, which may be left out; or the refusal. */
async function readConfirmation({ req }: Context): Promise<Confirmation | Response> {
  const text = await req.text();
  const body = Body.safeParse(
    text === ''
      ? {}
      : await Promise.resolve(text)
          .then(JSON.parse)
          .catch(() => undefined),
  );
  if (body.success) return body.data;
  const [issue] = body.error.issues;
  const detail = `${issue?.path.join('.')}: ${issue?.message}; send such as {"by": "your name", "note": "seen in the channel"}`;
  return problemResponse({ status: 400, title: 'Wrong confirmation', detail });
}

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

async function confirm(c: Context, deliveryId: string, ports: Ports): Promise<Response> {
  const confirmation = await readConfirmation(c);
  if (confirmation instanceof Response) return confirmation;
  const nowMs = ports.now();
  const result = await confirmDelivery(deliveryId, confirmation, nowMs, ports);
  if (result.kind === 'confirmed') ports.log('delivery.confirmed', { deliveryId, reason: result.reason });
  return answerOf(deliveryId, result, nowMs);
}

/** `POST /v1/deliveries/{id}/replay` sends a delivery again; `…/confirm` says that an uncertain one arrived. */
export function deliveries(ports: Ports): Hono {
  const app = new Hono();
  app.post('/:id/replay', async (c) => {
    const id = c.req.param('id');
    const isKnown = partsOfDeliveryId(id) !== undefined && (await replay(id, ports.now(), ports));
    return isKnown ? c.json({ deliveryId: id, status: 'queued' }, 202) : problemResponse(notFound('delivery'));
  });
  app.post('/:id/confirm', (c) => confirm(c, c.req.param('id'), ports));
  return app;
}
