import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { handle } from 'hono/aws-lambda';
import type { Log } from '../aws/console-log.ts';
import { createQueue } from '../aws/queue.ts';
import { resend } from '../aws/resend.ts';
import { createSecrets } from '../aws/secrets.ts';
import { loadAlert, type StoredAlert } from '../aws/table/alerts.ts';
import { openTable, type Table } from '../aws/table/client.ts';
import { deliveryStates, ownState } from '../aws/table/delivery-states.ts';
import { createBooking, readLedger } from '../aws/table/ledger.ts';
import { listAlerts } from '../aws/table/listing.ts';
import { recount } from '../aws/table/recount.ts';
import { reopen } from '../aws/table/reopen.ts';
import { createSilence, endSilence, listSilences } from '../aws/table/silences.ts';
import { createTelemetry } from '../aws/telemetry.ts';
import { type DeliveryStatus, partsOfDeliveryId } from '../core/delivery.ts';
import { required, type Variables } from '../core/env.ts';
import { add, type Counts, isZero, moved, negate, toLedger } from '../core/ledger.ts';
import { createApp } from './app.ts';
import type { AlertDetail, Audit, Ports } from './ports.ts';

export type ApiHandler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

async function findAlert(alertId: string, table: Table): Promise<AlertDetail | undefined> {
  const stored = await loadAlert(alertId, table);
  if (stored === undefined) return undefined;
  return { alert: stored.alert, deliveries: await deliveryStates({ alertId, ...stored }, table) };
}

async function audit(table: Table): Promise<Audit> {
  const pages = await readLedger(table);
  const differences: { hour: string; rowsLessPage: Counts }[] = [];
  for (const { hour, counts } of pages) {
    const rowsLessPage = add((await recount(hour, table)).counts, negate(counts));
    if (!isZero(rowsLessPage)) differences.push({ hour, rowsLessPage });
  }
  return { agrees: differences.length === 0, hours: pages.length, differences };
}

/** The state of a settled delivery without a row of its own: held back by a silence, or told by its batch's row. */
async function sharedState(deliveryId: string, stored: StoredAlert, table: Table): Promise<DeliveryStatus | undefined> {
  if ((await ownState(deliveryId, table)) !== undefined) return undefined;
  const states = await deliveryStates({ alertId: stored.alert.id, ...stored }, table);
  const status = states.find(({ id }) => id === deliveryId)?.status;
  return status !== undefined && ['delivered', 'dead', 'suppressed'].includes(status) ? status : undefined;
}

/** A settled delivery is opened again first; one in flight only gets another message, which its claim tells apart. */
function createReplay(variables: Variables, table: Table): Ports['replay'] {
  const queue = createQueue(required(variables, 'TOCSIN_DELIVERIES_QUEUE'), variables);
  const book = createBooking(table);
  return async (deliveryId) => {
    const alertId = partsOfDeliveryId(deliveryId)?.alertId;
    const stored = alertId === undefined ? undefined : await loadAlert(alertId, table);
    if (stored === undefined) return false;
    const before = (await reopen(deliveryId, Date.now(), table)) ?? (await sharedState(deliveryId, stored, table));
    if (before !== undefined && stored.hour !== '') await book(stored.hour, moved(before, 'queued'));
    return resend(deliveryId, queue, table, { isReplay: true });
  };
}

/** The api function over its environment. */
export function compose(
  variables: Variables,
  telemetry: { log: Log; flush(): void } = createTelemetry('api'),
): ApiHandler {
  const table = openTable(variables);
  const secrets = createSecrets(variables);
  const app = createApp({
    adminToken: async () => (await secrets())['TOCSIN_ADMIN_TOKEN'],
    listAlerts: (query) => listAlerts(query, Date.now(), table),
    findAlert: (alertId) => findAlert(alertId, table),
    ledger: async () => toLedger(add(...(await readLedger(table)).map(({ counts }) => counts))),
    audit: () => audit(table),
    replay: createReplay(variables, table),
    silences: () => listSilences(table),
    createSilence: (silence) => createSilence(silence, table),
    endSilence: (id) => endSilence(id, table),
    now: Date.now,
    newId: randomUUID,
    log: telemetry.log,
  });
  const answer = handle(app);
  // The adapter types its answer for every kind of gateway; to a REST event it gives a REST answer.
  return async (event) => (await answer(event as never)) as APIGatewayProxyResult;
}
