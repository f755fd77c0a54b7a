import { expect } from 'vitest';
import { hourOf } from '../../../lambdas/domain/counters.ts';
import type { AlertQuery } from '../../../lambdas/domain/listing.ts';
import { createApp } from '../../../lambdas/engine/api/app.ts';
import { describedEndpoints } from '../../../lambdas/engine/api/endpoints.ts';
import { openApiOf } from '../../../lambdas/engine/api/openapi.ts';
import type { Ports } from '../../../lambdas/engine/api/ports.ts';
import type { Stores } from '../../../lambdas/engine/ports/index.ts';
import { dynamodbStores } from '../../../lambdas/store/dynamodb/index.ts';
import { tableOf } from '../../faults/dynamodb-world.ts';
import { memoryTable } from '../../faults/memory-table.ts';
import { alertId, alertOf } from '../route/alerts.ts';
import { documentedBy } from './documented.ts';

export const TOKEN = 'admin-token';
export const known = alertId(1);

/** The API over the real stores, with one alert in them, and queues in memory. */
export function door(token: string | undefined = TOKEN, parts: (stores: Stores) => Partial<Ports> = () => ({})) {
  const asked: AlertQuery[] = [];
  const replayed: string[] = [];
  const logged: string[] = [];
  let made = 0;
  const stores = dynamodbStores(tableOf(memoryTable(), 'table'));
  const ports: Ports = {
    ...stores,
    alerts: {
      ...stores.alerts,
      list(query, nowMs) {
        asked.push(query);
        return stores.alerts.list(query, nowMs);
      },
    },
    deliveryQueue: {
      async send(messages) {
        for (const message of messages) if ('isReplay' in message) replayed.push(message.deliveryId);
      },
      sendLater: async () => undefined,
    },
    webhookQueue: { send: async () => undefined, sendLater: async () => undefined },
    adminToken: async () => token,
    wait: async () => undefined,
    destinationIds: ['soc', 'archive'],
    installed: {
      sources: { edge: { type: 'generic', auth: { scheme: 'none' }, successStatus: 202 } },
      destinations: { soc: { type: 'slack' }, archive: { type: 'webhook' } },
      routes: [{ name: 'all', match: {}, not: {}, to: ['soc'] }],
    },
    now: () => Date.UTC(2026, 10, 21, 20),
    newId: () => {
      made += 1;
      return `sil_${made}`;
    },
    log: (event, fields) => logged.push(JSON.stringify({ event, fields })),
    ...parts(stores),
  };
  const begun = begin(stores);
  const app = createApp(ports);
  const wrongIn = documentedBy(openApiOf(describedEndpoints()));
  const ask = async (path: string, init: RequestInit = {}, authorization = `Bearer ${TOKEN}`) => {
    await begun;
    const answer = await app.request(path, { ...init, headers: { authorization } });
    const { status, headers } = answer;
    const body = (await answer.json()) as unknown;
    const type = headers.get('content-type') ?? '';
    expect(wrongIn(init.method ?? 'GET', path, { status, type, body })).toBeUndefined();
    return { status, headers, body };
  };
  return { ask, asked, replayed, logged, stores };
}

/** One alert was accepted, and is planned for one destination. */
async function begin({ alerts, ledger }: Stores): Promise<void> {
  const alert = alertOf({ id: known });
  const hour = hourOf(alert.receivedAt);
  await alerts.record({ alert, webhookId: 'wh_1', hour, planned: ['soc'], alone: true });
  await ledger.increment(hour, { accepted: 1, alerts: 1, planned: 1, queued: 1 });
}
