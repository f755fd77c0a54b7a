import { Hono } from 'hono';
import { isActive, SilenceRequest, toSilence } from '../../domain/silence.ts';
import type { Ports } from './ports.ts';
import { problemResponse } from './problem-response.ts';

const wrong = (detail: string): Response => problemResponse({ status: 400, title: 'Wrong silence', detail });

const example = '{"match": {"source": "akto-prod"}, "until": "2026-12-24T06:00:00Z", "author": "you", "reason": "why"}';

/** `GET POST DELETE /v1/silences`: the silences with author, match, end and reason. */
export function silences(ports: Ports): Hono {
  const app = new Hono();
  app.get('/', async (c) => {
    const now = new Date(ports.now()).toISOString();
    const all = await ports.silences.list();
    return c.json({ silences: all.map((silence) => ({ ...silence, active: isActive(silence, now) })) });
  });
  app.post('/', async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const request = SilenceRequest.safeParse(body);
    if (!request.success)
      return wrong(
        `${request.error.issues[0]?.path.join('.')}: ${request.error.issues[0]?.message}; send such as ${example}`,
      );
    const silence = toSilence(request.data, ports.newId(), new Date(ports.now()).toISOString());
    if ('wrong' in silence) return wrong(silence.wrong);
    await ports.silences.create(silence);
    return c.json(silence, 201);
  });
  app.delete('/:id', async (c) => {
    if (await ports.silences.end(c.req.param('id'))) return c.json({ id: c.req.param('id'), ended: true });
    return problemResponse({
      status: 404,
      title: 'No such silence',
      detail: 'no silence of this id goes on: GET /v1/silences lists them',
    });
  });
  return app;
}
