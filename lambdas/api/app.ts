import { Hono } from 'hono';
import { bearerToken, isOneOf } from '../core/constant-time.ts';
import { partsOfDeliveryId } from '../core/delivery.ts';
import type { Problem } from '../core/problem.ts';
import type { Ports } from './ports.ts';
import { readAlertQuery } from './query.ts';

function problem({ status, title, detail }: Problem): Response {
  const headers = {
    'content-type': 'application/problem+json',
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  };
  return new Response(JSON.stringify({ type: 'about:blank', title, status, detail }), { status, headers });
}

const notFound = (what: string): Problem => ({
  status: 404,
  title: `No such ${what}`,
  detail: `no ${what} of this id is known: take ids from GET /v1/alerts, whole and percent-encoded`,
});

const unauthorized: Problem = {
  status: 401,
  title: 'Wrong or missing credential',
  detail: 'send "Authorization: Bearer <TOCSIN_ADMIN_TOKEN>"',
};

/** Status, lists and replay (design §4.2). All but health need the admin token. */
export function createApp(ports: Ports): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header('cache-control', 'no-store');
    c.header('x-content-type-options', 'nosniff');
  });
  app.get('/v1/health', (c) => c.json({ status: 'ok' }));
  app.use(async (c, next) => {
    const token = await ports.adminToken();
    const isAdmin = token !== undefined && isOneOf(bearerToken(c.req.header('authorization')), [token]);
    return isAdmin ? next() : problem(unauthorized);
  });
  app.get('/v1/alerts', async (c) => {
    const query = readAlertQuery(c.req.query());
    return 'problem' in query ? problem(query.problem) : c.json(await ports.listAlerts(query));
  });
  app.get('/v1/alerts/:id', async (c) => {
    const found = await ports.findAlert(c.req.param('id'));
    return found === undefined ? problem(notFound('alert')) : c.json(found);
  });
  app.post('/v1/deliveries/:id/replay', async (c) => {
    const id = c.req.param('id');
    const isKnown = partsOfDeliveryId(id) !== undefined && (await ports.replay(id));
    return isKnown ? c.json({ deliveryId: id, status: 'queued' }, 202) : problem(notFound('delivery'));
  });
  app.get('/v1/ledger', async (c) => c.json(await ports.ledger()));
  app.notFound((c) =>
    problem({
      status: 404,
      title: 'Not found',
      detail: `found ${c.req.method} ${c.req.path}; see the README for the routes there are`,
    }),
  );
  app.onError((error) => {
    ports.log('api.failed', { error: error.name });
    return problem({
      status: 500,
      title: 'Internal error',
      detail: 'the request failed on our side and was logged: try again',
    });
  });
  return app;
}
