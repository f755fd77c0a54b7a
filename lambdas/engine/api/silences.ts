import { isActive, SilenceRequest, toSilence } from '../../domain/silence.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import type { Ports } from './ports.ts';
import { problemResponse } from './problem-response.ts';
import * as schemas from './schemas.ts';

const example = { match: { source: 'akto-prod' }, until: '2026-12-24T06:00:00Z', author: 'you', reason: 'why' };

/** `GET POST DELETE /v1/silences`: the silences with author, match, end and reason. */
export const silenceEndpoints = (ports: Ports): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/v1/silences',
    id: 'listSilences',
    summary: 'The silences with author, match, end and reason',
    answers: { 200: { description: 'All that are kept.', schema: schemas.Silences } },
    handle: async () => {
      const now = new Date(ports.now()).toISOString();
      const all = await ports.silences.list();
      return Response.json({ silences: all.map((silence) => ({ ...silence, active: isActive(silence, now) })) });
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/silences',
    id: 'createSilence',
    summary: 'Silences the alerts that match, until a time',
    body: { schema: SilenceRequest, example },
    answers: { 201: { description: 'The silence.', schema: schemas.Silence } },
    handle: async ({ body }) => {
      const silence = toSilence(body, ports.newId(), new Date(ports.now()).toISOString());
      if ('wrong' in silence) return problemResponse({ status: 400, title: 'Invalid silence', detail: silence.wrong });
      await ports.silences.create(silence);
      return Response.json(silence, { status: 201 });
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/v1/silences/{silenceId}',
    id: 'endSilence',
    summary: 'Ends a silence now',
    answers: { 200: { description: 'It has ended.', schema: schemas.SilenceEnded } },
    handle: async ({ params }) => {
      const id = params['silenceId'] ?? '';
      if (await ports.silences.end(id)) return Response.json({ id, ended: true });
      return problemResponse({
        status: 404,
        title: 'No such silence',
        detail: 'there is no active silence with this id: GET /v1/silences lists them',
      });
    },
  }),
];
