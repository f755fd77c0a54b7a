import { Hono } from 'hono';
import * as z from 'zod/mini';
import { deliveryIdOf, deliveryStatuses } from '../core/delivery.ts';
import type { AlertSummary } from '../core/listing.ts';
import type { Ports } from './ports.ts';
import { problemResponse } from './problem-response.ts';
import { readAlertQuery } from './query.ts';

/** Deliveries that one request replays; a `cursor` in the answer says that there are more. */
const AT_ONCE = 500;

const Request = z.strictObject({
  source: z.optional(z.string()),
  severity: z.optional(z.string()),
  since: z.optional(z.string()),
  until: z.optional(z.string()),
  /** Deliveries in this state; the dead ones when nothing is said. */
  status: z._default(z.enum(deliveryStatuses), 'dead'),
  destination: z.optional(z.string()),
  dryRun: z._default(z.boolean(), true),
  cursor: z.optional(z.string()),
});
type Request = z.infer<typeof Request>;

interface Found {
  readonly ids: readonly string[];
  readonly cursor?: string;
}

async function idsOf({ id }: AlertSummary, { status, destination }: Request, ports: Ports): Promise<string[]> {
  const detail = await ports.findAlert(id);
  const deliveries = detail?.deliveries ?? [];
  return deliveries
    .filter(
      (delivery) => delivery.status === status && (destination === undefined || delivery.destination === destination),
    )
    .map((delivery) => deliveryIdOf(id, delivery.destination));
}

async function find(request: Request, query: object, ports: Ports): Promise<Found> {
  const ids: string[] = [];
  const { until = '\uffff' } = request;
  let page = await ports.listAlerts({ ...query, status: request.status });
  for (;;) {
    for (const alert of page.alerts.filter(({ receivedAt }) => receivedAt < until))
      ids.push(...(await idsOf(alert, request, ports)));
    if (page.cursor === undefined || ids.length >= AT_ONCE) break;
    page = await ports.listAlerts({ ...query, status: request.status, cursor: page.cursor });
  }
  return { ids, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) };
}

const present = (texts: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])));

async function answer(request: Request, ports: Ports): Promise<Response> {
  const { source, severity, since, cursor, dryRun } = request;
  const query = readAlertQuery(present({ source, severity, since, cursor }));
  if ('problem' in query) return problemResponse(query.problem);
  const { ids, ...more } = await find(request, query, ports);
  if (!dryRun) for (const id of ids) await ports.replay(id);
  return Response.json({ deliveries: ids, dryRun, ...more }, { status: dryRun ? 200 : 202 });
}

/** `POST /v1/replay`: all deliveries that match, or with `dryRun` (the default) only which they would be. */
export function replays(ports: Ports): Hono {
  const app = new Hono();
  app.post('/', async (c) => {
    const parsed = Request.safeParse(await c.req.json().catch(() => undefined));
    const first = parsed.error?.issues[0];
    if (parsed.success) return answer(parsed.data, ports);
    return problemResponse({
      status: 400,
      title: 'Wrong replay',
      detail: `${first?.path.join('.')}: ${first?.message}`,
    });
  });
  return app;
}
