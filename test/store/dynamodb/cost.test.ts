import { describe, expect, it } from 'vitest';
import { Alert } from '../../../lambdas/domain/alert.ts';
import { hourOf } from '../../../lambdas/domain/counters.ts';
import { type DeliveryMessage, deliveryIdOf } from '../../../lambdas/domain/delivery.ts';
import type { AlertRow } from '../../../lambdas/engine/ports/alerts.ts';
import type { Settlement } from '../../../lambdas/engine/ports/deliveries.ts';
import { jsonIn } from '../../../lambdas/sources/_kit/body/payload.ts';
import { dynamodbStores } from '../../../lambdas/store/dynamodb/index.ts';
import { bytesOf, sourceCases } from '../../conformance/source-cases.ts';
import { tablesIn } from '../../conformance/tables.ts';
import { asClient } from '../../faults/memory-table.ts';
import { meteredTable } from './capacity.ts';

/** Write units: each is billed, and they are the largest part of what an alert costs on AWS. */
const MOST = { alone: 2.6, inBatch: 2.45, delivery: 2, retry: 4 };

const isUsual = ({ length }: Buffer): boolean => length < 8 * 1024;
const isJson = (body: Buffer): boolean => jsonIn(body.toString('utf8')) !== undefined;

interface Example {
  readonly alert: Alert;
  readonly body: Buffer;
}

/** The webhooks of the source cases that are JSON and one alert, of usual size. */
function examples(): Example[] {
  return tablesIn('sources')
    .flatMap(sourceCases)
    .flatMap((one) => {
      const [alert, ...others] = one.alerts ?? [];
      const body = bytesOf(one);
      const isOne = alert !== undefined && others.length === 0;
      return isOne && isJson(body) && isUsual(body) ? [{ alert: Alert.parse(alert), body }] : [];
    });
}

function open() {
  const rows = meteredTable();
  return { rows, stores: dynamodbStores({ client: asClient(rows), name: 'table', retentionDays: 30 }) };
}

const WEBHOOK = 'wh_3f6c1f8e-6d0b-4f7e-9a55-0c1b9e9f1f10';
const rowOf = ({ alert }: Example, parts: Partial<AlertRow>): AlertRow => ({
  alert,
  webhookId: WEBHOOK,
  hour: hourOf(alert.receivedAt),
  planned: ['soc-slack'],
  alone: false,
  ...parts,
});
const aloneOf = (example: Example): AlertRow => {
  const headers = { 'content-type': 'application/json' };
  return rowOf(example, { alone: true, body: { in: 'message', gzip: false, bytes: example.body, headers } });
};
const inBatchOf = (example: Example): AlertRow =>
  rowOf(example, { batch: `${WEBHOOK}.0`, planned: ['splunk'], batchDestinations: ['splunk'] });

async function meanUnits(rowFor: (example: Example) => AlertRow): Promise<number> {
  const all = examples();
  expect(all.length).toBeGreaterThan(300);
  let units = 0;
  for (const example of all) {
    const { rows, stores } = open();
    await stores.alerts.record(rowFor(example));
    units += rows.units();
  }
  return units / all.length;
}

describe('the write units of', () => {
  it(`an alert that is alone in its webhook, which is kept with it: ${MOST.alone} in the mean`, async () => {
    expect(await meanUnits(aloneOf)).toBeLessThanOrEqual(MOST.alone);
  });

  it(`an alert in a batch: ${MOST.inBatch} in the mean`, async () => {
    expect(await meanUnits(inBatchOf)).toBeLessThanOrEqual(MOST.inBatch);
  });

  const nowMs = Date.UTC(2026, 10, 21, 20);
  const at = new Date(nowMs).toISOString();
  const owner = '7f0c9a52-51a1-4e63-b7cb-6c1f6f0a3f00';
  const message: Pick<DeliveryMessage, 'deliveryId' | 'destination' | 'hour'> = {
    deliveryId: deliveryIdOf(`akto-prod:${'0'.repeat(32)}`, 'soc-slack'),
    destination: 'soc-slack',
    hour: '2026-11-21T20',
  };
  const attempts = [{ at, outcome: 'delivered' as const, httpStatus: 200, durationMs: 120 }];

  it(`a delivery: ${MOST.delivery}`, async () => {
    const { rows, stores } = open();
    await stores.deliveries.claim(message, owner, nowMs);
    await stores.deliveries.settle(message, owner, { kind: 'ended', status: 'delivered', attempts });
    expect(rows.units()).toBe(MOST.delivery);
  });

  it(`one more attempt that fails: ${MOST.retry}`, async () => {
    const { rows, stores } = open();
    const [example] = examples();
    if (example === undefined) throw new Error('there are no cases');
    await stores.alerts.record(aloneOf(example));
    const known = { ...message, deliveryId: deliveryIdOf(example.alert.id, 'soc-slack') };
    const fail = async (atMs: number): Promise<number> => {
      const waits: Settlement = {
        kind: 'waiting',
        status: 'retrying',
        reason: 'http_500',
        dueMs: atMs + 50_000,
        attempts,
      };
      expect((await stores.deliveries.claim(known, owner, atMs)).kind).toBe('claimed');
      expect(await stores.deliveries.settle(known, owner, waits)).toBe(true);
      return rows.units();
    };
    await fail(nowMs);
    expect(await fail(nowMs + 60_000)).toBe(MOST.retry);
  });
});
