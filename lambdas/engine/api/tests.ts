import { Hono } from 'hono';
import { type DeliveryState, deliveryIdOf } from '../../domain/delivery.ts';
import { testAlert } from '../../domain/test-alert.ts';
import { emitTo } from '../emit-to.ts';
import { findDelivery } from '../find-delivery.ts';
import type { Ports } from './ports.ts';
import { problemResponse } from './problem-response.ts';

/** API Gateway waits 29 seconds; the answer has to be sent before. */
const LONGEST_WAIT_MS = 20_000;
const EVERY_MS = 250;

const isOver = (state: DeliveryState | undefined): state is DeliveryState =>
  state !== undefined && (['delivered', 'dead'].includes(state.status) || state.attempts.length > 0);

async function sendTest(destination: string, ports: Ports): Promise<string> {
  const alert = testAlert(destination, ports.newId(), new Date(ports.now()).toISOString());
  await emitTo(destination, alert, ports);
  return deliveryIdOf(alert.id, destination);
}

const stateOf = async (deliveryId: string, ports: Ports): Promise<DeliveryState | undefined> =>
  (await findDelivery(deliveryId, ports))?.state;

/** The state after the first attempt, or the last one seen when that takes too long. */
async function outcomeOf(deliveryId: string, ports: Ports): Promise<DeliveryState | undefined> {
  const untilMs = ports.now() + LONGEST_WAIT_MS;
  let state = await stateOf(deliveryId, ports);
  while (!isOver(state) && ports.now() < untilMs) {
    await ports.wait(EVERY_MS);
    state = await stateOf(deliveryId, ports);
  }
  return state;
}

/** `POST /v1/destinations/{id}/test`: sends a marked test message as a usual delivery, answers with its outcome. */
export function tests(ports: Ports): Hono {
  const app = new Hono();
  app.post('/:id/test', async (c) => {
    const id = c.req.param('id');
    if (!ports.destinationIds.includes(id))
      return problemResponse({
        status: 404,
        title: 'Unknown destination',
        detail: `found "${id}"; configured are: ${ports.destinationIds.join(', ')}`,
      });
    const deliveryId = await sendTest(id, ports);
    const state = await outcomeOf(deliveryId, ports);
    return c.json({ deliveryId, destination: id, ...(state ?? { status: 'queued', attempts: [] }) });
  });
  return app;
}
