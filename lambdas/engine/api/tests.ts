import { type DeliveryState, deliveryIdOf } from '../../domain/delivery.ts';
import { testAlert } from '../../domain/test-alert.ts';
import { emitTo } from '../emit-to.ts';
import { findDelivery } from '../find-delivery.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import type { Ports } from './ports.ts';
import { unknownDestination } from './problem-response.ts';
import * as schemas from './schemas.ts';

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
export const testEndpoints = (ports: Ports): Endpoint[] => [
  endpoint({
    method: 'POST',
    path: '/v1/destinations/{destination}/test',
    id: 'testDestination',
    summary: 'Sends a marked test message as a usual delivery, and answers with its outcome',
    answers: { 200: { description: 'The delivery after its first attempt.', schema: schemas.TestResult } },
    handle: async ({ params }) => {
      const id = params['destination'] ?? '';
      if (!ports.destinationIds.includes(id)) return unknownDestination(id, ports);
      const deliveryId = await sendTest(id, ports);
      const state = await outcomeOf(deliveryId, ports);
      return Response.json({ deliveryId, destination: id, ...(state ?? { status: 'queued', attempts: [] }) });
    },
  }),
];
