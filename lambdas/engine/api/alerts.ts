import { Hono } from 'hono';
import { partsOfDeliveryId } from '../../domain/delivery.ts';
import { explain } from './explain.ts';
import { type AlertDetail, findAlert } from './find-alert.ts';
import type { Ports } from './ports.ts';
import { notFound, problemResponse } from './problem-response.ts';
import { readAlertQuery } from './query.ts';

/**
 * For each merged delivery: the delivery that carries it, and what the two alerts share. The alerts of a digest share
 * no values.
 */
async function explanations({ alert, deliveries }: AlertDetail, ports: Ports): Promise<object[]> {
  const merged = deliveries.filter(({ mergedInto }) => mergedInto !== undefined);
  return Promise.all(
    merged.map(async ({ destination, mergedInto = '', reason }) => {
      const first = await findAlert(partsOfDeliveryId(mergedInto)?.alertId ?? '', ports);
      const isRepeat = first !== undefined && first.alert.fingerprint === alert.fingerprint;
      return { destination, mergedInto, reason, ...(isRepeat ? explain(first.alert, alert) : {}) };
    }),
  );
}

/** `GET /v1/alerts`, one of them, and why it was merged. */
export function alerts(ports: Ports): Hono {
  const app = new Hono();
  app.get('/', async (c) => {
    const query = readAlertQuery(c.req.query());
    return 'problem' in query ? problemResponse(query.problem) : c.json(await ports.alerts.list(query, ports.now()));
  });
  app.get('/:id', async (c) => {
    const found = await findAlert(c.req.param('id'), ports);
    return found === undefined ? problemResponse(notFound('alert')) : c.json(found);
  });
  app.get('/:id/explain', async (c) => {
    const found = await findAlert(c.req.param('id'), ports);
    return found === undefined
      ? problemResponse(notFound('alert'))
      : c.json({ merged: await explanations(found, ports) });
  });
  return app;
}
