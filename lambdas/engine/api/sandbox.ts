import * as z from 'zod/mini';
import { type Endpoint, endpoint } from './endpoint.ts';
import type { Ports } from './ports.ts';
import { PROBLEM, problemResponse, unknownDestination } from './problem-response.ts';
import { Received, Sandbox } from './sandbox-view.ts';
import * as schemas from './schemas.ts';

const MOST = 25;

const notRunning = (): Response =>
  problemResponse({
    status: 404,
    title: 'No sandbox',
    detail: 'destinations are real here; npm start -- --sandbox puts mock receivers in their place',
  });

/** `GET /v1/sandbox` and `/v1/sandbox/received`: what mock receivers got in the place of the destinations. */
export const sandboxEndpoints = (ports: Ports): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/v1/sandbox',
    id: 'getSandbox',
    summary: 'Whether mock receivers stand in the place of the destinations, and how much each got',
    answers: { 200: { description: 'The mock receivers; none where destinations are real.', schema: Sandbox } },
    handle: () => {
      const { sandbox } = ports;
      return Response.json({ isRunning: sandbox !== undefined, destinations: sandbox?.destinations() ?? [] });
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/sandbox/received',
    id: 'listSandboxReceived',
    summary: `The newest ${MOST} messages, issues and events that mock receivers got, as their readers see them`,
    query: z.strictObject({
      destination: z.optional(z.string().check(z.describe('Those of one destination; otherwise of all.'))),
    }),
    answers: {
      200: { description: 'Newest first.', schema: Received },
      404: {
        description: 'There is no sandbox, or no such destination.',
        schema: schemas.Problem,
        mediaType: PROBLEM,
      },
    },
    handle: ({ query: { destination } }) => {
      if (ports.sandbox === undefined) return notRunning();
      const received = ports.sandbox.received(destination, MOST);
      return received === undefined ? unknownDestination(destination ?? '', ports) : Response.json({ received });
    },
  }),
];
