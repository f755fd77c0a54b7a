import { Hono } from 'hono';
import * as z from 'zod/mini';
import { deliveryIdOf, deliveryStatuses, partsOfDeliveryId } from '../../core/delivery.ts';
import type { AlertSummary } from '../../core/listing.ts';
import { addOrReplay, reparse, replay } from '../replay.ts';
import { findAlert } from './find-alert.ts';
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
  /** Deliveries in this state; `dead` by default. */
  status: z._default(z.enum(deliveryStatuses), 'dead'),
  destination: z.optional(z.string()),
  /** Another destination to send to; by default that of the delivery. */
  to: z.optional(z.string()),
  /**
   * Parses the kept webhooks of these alerts again, by the current configuration, instead of sending the alerts as
   * they are.
   */
  reparse: z._default(z.boolean(), false),
  dryRun: z._default(z.boolean(), true),
  cursor: z.optional(z.string()),
});
type Request = z.infer<typeof Request>;

interface Found {
  readonly ids: readonly string[];
  readonly cursor?: string;
}

async function idsOf({ id }: AlertSummary, { status, destination }: Request, ports: Ports): Promise<string[]> {
  const detail = await findAlert(id, ports);
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
  let page = await ports.alerts.list({ ...query, status: request.status }, ports.now());
  for (;;) {
    for (const alert of page.alerts.filter(({ receivedAt }) => receivedAt < until))
      ids.push(...(await idsOf(alert, request, ports)));
    if (page.cursor === undefined || ids.length >= AT_ONCE) break;
    page = await ports.alerts.list({ ...query, status: request.status, cursor: page.cursor }, ports.now());
  }
  return { ids, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) };
}

const present = (texts: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])));

const alertIdsOf = (ids: readonly string[]): string[] => [
  ...new Set(ids.flatMap((id) => partsOfDeliveryId(id)?.alertId ?? [])),
];

/** Parses the webhooks again; returns the alerts whose webhooks are not kept any more. */
async function readAll(alertIds: readonly string[], ports: Ports): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const alertId of alertIds) if ((await reparse({ alertId }, ports)) === undefined) missing.push(alertId);
  return missing;
}

/** Sends them; returns the alerts that cannot be parsed again. */
async function carryOut(ids: readonly string[], { to, reparse }: Request, ports: Ports): Promise<readonly string[]> {
  if (reparse) return readAll(alertIdsOf(ids), ports);
  if (to === undefined) for (const id of ids) await replay(id, ports.now(), ports);
  else for (const alertId of alertIdsOf(ids)) await addOrReplay(alertId, to, ports.now(), ports);
  return [];
}

function wrongIn({ to, reparse }: Request, { destinationIds }: Ports): string | undefined {
  if (to !== undefined && reparse) return 'to and reparse exclude each other: what is read again goes by its routes';
  if (to === undefined || destinationIds.includes(to)) return undefined;
  return `to: found "${to}"; configured are: ${destinationIds.join(', ')}`;
}

async function answer(request: Request, ports: Ports): Promise<Response> {
  const { source, severity, since, cursor, dryRun } = request;
  const wrong = wrongIn(request, ports);
  if (wrong !== undefined) return problemResponse({ status: 400, title: 'Wrong replay', detail: wrong });
  const query = readAlertQuery(present({ source, severity, since, cursor }));
  if ('problem' in query) return problemResponse(query.problem);
  const { ids, ...more } = await find(request, query, ports);
  const notKept = dryRun ? [] : await carryOut(ids, request, ports);
  const missing = notKept.length === 0 ? {} : { notKept };
  return Response.json({ deliveries: ids, dryRun, ...missing, ...more }, { status: dryRun ? 200 : 202 });
}

/**
 * `POST /v1/replay`: sends the deliveries that match again, `to` another destination, or parsed again. `dryRun` (the
 * default) only lists them.
 */
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
