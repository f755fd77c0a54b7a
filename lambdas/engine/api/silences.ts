import { isActive, isOver, toSilence } from '../../domain/silence.ts';
import { SilenceRequest } from '../../domain/silence-request.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import type { Ports } from './ports.ts';
import { PROBLEM, problemResponse } from './problem-response.ts';
import * as schemas from './schemas.ts';

const example = { matchers: ['source="akto-prod"'], duration: '2h', author: 'you', reason: 'why' };

const wrongSilence = (detail: string): Response => problemResponse({ status: 400, title: 'Invalid silence', detail });

const noSilence = (): Response =>
  problemResponse({
    status: 404,
    title: 'No such silence',
    detail: 'there is no active silence with this id: GET /v1/silences lists them',
  });

/** Makes a silence. One that it replaces ends after it was made, so that nothing gets through between them. */
async function create({ replaces, ...request }: SilenceRequest, ports: Ports): Promise<Response> {
  const now = new Date(ports.now()).toISOString();
  const silence = toSilence(request, ports.newId(), now, ports.installed.timeIntervals);
  if ('wrong' in silence) return wrongSilence(silence.wrong);
  const known = replaces === undefined ? [] : await ports.silences.list();
  if (replaces !== undefined && !known.some((each) => each.id === replaces && !isOver(each, now))) return noSilence();
  await ports.silences.create(silence);
  if (replaces !== undefined) {
    await ports.silences.markAnnounced(replaces);
    await ports.silences.end(replaces);
  }
  return Response.json(silence, { status: 201 });
}

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
    summary: 'Silences the alerts that match, until a time or for a duration, once or again and again',
    about:
      '`match` and `matchers` are as in a route. `replaces` ends another silence when this one is made, so that one is changed without a gap.',
    body: { schema: SilenceRequest, example },
    answers: {
      201: { description: 'The silence.', schema: schemas.Silence },
      404: { description: 'The silence to replace is not active.', schema: schemas.Problem, mediaType: PROBLEM },
    },
    handle: ({ body }) => create(body, ports),
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
      return noSilence();
    },
  }),
];
