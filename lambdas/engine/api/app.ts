import { Hono } from 'hono';
import { WrongCursor } from '../../domain/listing.ts';
import { reparse } from '../replay.ts';
import { adminAuth } from './admin-auth.ts';
import { alerts } from './alerts.ts';
import { backups } from './backups.ts';
import { deliveries } from './deliveries.ts';
import { ledger } from './ledger.ts';
import { isOverlong } from './overlong.ts';
import type { Ports } from './ports.ts';
import { notFound, problemResponse } from './problem-response.ts';
import { replays } from './replays.ts';
import { silences } from './silences.ts';
import { tests } from './tests.ts';

/** Status, lists and replay (README, Operate). All requests except health need the admin token. */
export function createApp(ports: Ports): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header('cache-control', 'no-store');
    c.header('x-content-type-options', 'nosniff');
  });
  app.get('/v1/health', (c) => c.json({ status: 'ok' }));
  app.use(adminAuth(ports));
  // Keys of the store have a maximum length, and no id is longer.
  app.use(async (c, next) => (isOverlong(c.req.path) ? problemResponse(notFound('resource')) : next()));
  app.route('/v1/alerts', alerts(ports));
  app.route('/v1/deliveries', deliveries(ports));
  app.route('/v1/silences', silences(ports));
  app.route('/v1/replay', replays(ports));
  app.route('/v1/destinations', tests(ports));
  app.post('/v1/webhooks/:id/replay', async (c) => {
    const webhookId = await reparse({ webhookId: c.req.param('id') }, ports);
    return webhookId === undefined
      ? problemResponse(notFound('webhook'))
      : c.json({ webhookId, status: 'accepted' }, 202);
  });
  app.route('/v1/ledger', ledger(ports));
  app.route('/v1/backup', backups(ports));
  app.notFound((c) =>
    problemResponse({
      status: 404,
      title: 'Not found',
      detail: `found ${c.req.method} ${c.req.path}; see the README for the routes there are`,
    }),
  );
  app.onError((error) => {
    if (error instanceof WrongCursor)
      return problemResponse({ status: 400, title: 'Wrong query', detail: error.message });
    ports.log('api.failed', { error: error.name });
    return problemResponse({
      status: 500,
      title: 'Internal error',
      detail: 'the request failed on our side and was logged: try again',
    });
  });
  return app;
}
