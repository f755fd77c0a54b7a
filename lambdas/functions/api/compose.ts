import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { handle } from 'hono/aws-lambda';
import { deliveryIdOf } from '../../core/delivery.ts';
import { required, type Variables } from '../../core/env.ts';
import { add, type Counts, isZero, negate, toLedger } from '../../core/ledger.ts';
import { testAlert } from '../../core/test-alert.ts';
import { createApp } from '../../engine/api/app.ts';
import type { AlertDetail, Audit } from '../../engine/api/ports.ts';
import { emitSystemAlert } from '../../engine/emit-system-alert.ts';
import { addOrReplay, createReplay, reparse } from '../../engine/replay.ts';
import { loadAlert } from '../../store/dynamodb/alerts.ts';
import { openTable, type Table } from '../../store/dynamodb/client.ts';
import { deliveryStates, ownState } from '../../store/dynamodb/delivery-states.ts';
import { readLedger } from '../../store/dynamodb/ledger.ts';
import { listAlerts } from '../../store/dynamodb/listing.ts';
import { recount } from '../../store/dynamodb/recount.ts';
import { createSilence, endSilence, listSilences } from '../../store/dynamodb/silences.ts';
import { createQueue, type Queue } from '../../store/sqs/queue.ts';
import { readConfigFile } from '../config-file.ts';
import type { Log } from '../console-log.ts';
import { createSecrets } from '../secrets.ts';
import { createTelemetry } from '../telemetry.ts';

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

async function sendTest(destination: string, deliveries: Queue, table: Table): Promise<string> {
  const alert = testAlert(destination, randomUUID(), new Date().toISOString());
  await emitSystemAlert(alert, [destination], deliveries, table);
  return deliveryIdOf(alert.id, destination);
}

/** The API over the environment. */
export function composeApp(variables: Variables, telemetry: { readonly log: Log }): ReturnType<typeof createApp> {
  const table = openTable(variables);
  const secrets = createSecrets(variables);
  const deliveries = createQueue(required(variables, 'TOCSIN_DELIVERIES_QUEUE'), variables);
  const webhooks = createQueue(required(variables, 'TOCSIN_WEBHOOKS_QUEUE'), variables);
  return createApp({
    adminToken: async () => (await secrets())['TOCSIN_ADMIN_TOKEN'],
    listAlerts: (query) => listAlerts(query, Date.now(), table),
    findAlert: (alertId) => findAlert(alertId, table),
    ledger: async () => toLedger(add(...(await readLedger(table)).map(({ counts }) => counts))),
    audit: () => audit(table),
    replay: createReplay(deliveries, table),
    addOrReplay: (alertId, destination) => addOrReplay(alertId, destination, deliveries, table),
    reparse: (from) => reparse(from, webhooks, table),
    sendTest: (destination) => sendTest(destination, deliveries, table),
    deliveryState: (id) => ownState(id, table),
    wait: (ms) => sleep(ms),
    destinationIds: Object.keys(readConfigFile<'destinations'>(variables).destinations),
    silences: () => listSilences(table),
    createSilence: (silence) => createSilence(silence, table),
    endSilence: (id) => endSilence(id, table),
    now: Date.now,
    newId: randomUUID,
    log: telemetry.log,
  });
}

/** The api function over its environment. */
export function compose(variables: Variables, telemetry: { readonly log: Log } = createTelemetry('api')): ApiHandler {
  const answer = handle(composeApp(variables, telemetry));
  // The adapter types its answer for every kind of gateway; to a REST event it gives a REST answer.
  return async (event) => (await answer(event as never)) as APIGatewayProxyResult;
}
