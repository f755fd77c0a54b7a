import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { batchIdOf } from '../../../lambdas/domain/delivery.ts';
import { memberOf, problemKey } from '../../../lambdas/domain/group.ts';
import { dynamodbStores } from '../../../lambdas/store/dynamodb/index.ts';
import * as keys from '../../../lambdas/store/dynamodb/keys.ts';
import { DOCUMENT_VERSION, UnknownRow } from '../../../lambdas/store/unknown-row.ts';
import { asClient, memoryTable } from '../../faults/memory-table.ts';
import { delivered, iso, messageOf, NOW, newAlert, next, rowOf } from '../contract/subjects.ts';

const rows = memoryTable();
const stores = dynamodbStores({ client: asClient(rows), name: 'table', retentionDays: 30 });

/** Makes a row one of a later release. */
const renew = (key: keys.Key) =>
  rows.send(
    new UpdateCommand({
      TableName: 'table',
      Key: { ...key },
      UpdateExpression: 'SET v = :v, news = :news',
      ExpressionAttributeValues: { ':v': DOCUMENT_VERSION + 1, ':news': 'of a later release' },
    }),
  );
const rowAt = ({ pk, sk }: keys.Key) => rows.rows().find((row) => row['pk'] === pk && row['sk'] === sk);

/** A row of a later release, and what needs it. */
type Case = readonly [what: string, prepare: () => Promise<readonly [keys.Key, () => Promise<unknown>]>];

const webhookOf = (webhookId: string) => ({
  webhookId,
  source: 'edge',
  receivedAt: iso(NOW),
  hour: '2026-11-21T20',
  outcome: 'ignored' as const,
});

async function recorded() {
  const row = rowOf(newAlert());
  await stores.alerts.record(row);
  return row;
}
async function claimed() {
  const message = messageOf(await recorded());
  await stores.deliveries.claim(message, 'a', NOW);
  return message;
}

const cases: readonly Case[] = [
  [
    'an alert that is loaded',
    async () => {
      const { alert } = await recorded();
      return [keys.alertKey(alert.id), () => stores.alerts.load(alert.id)];
    },
  ],
  [
    'an alert that its webhook records again',
    async () => {
      const row = await recorded();
      return [keys.alertKey(row.alert.id), () => stores.alerts.record(row)];
    },
  ],
  [
    'an alert that is read anew',
    async () => {
      const row = await recorded();
      return [keys.alertKey(row.alert.id), () => stores.alerts.rewrite(row)];
    },
  ],
  [
    'an alert that gets a destination',
    async () => {
      const { alert } = await recorded();
      return [keys.alertKey(alert.id), () => stores.alerts.addDestination(alert.id, 'jira')];
    },
  ],
  [
    'a webhook',
    async () => {
      const webhookId = `wh_${next()}`;
      await stores.webhooks.record(webhookOf(webhookId));
      return [keys.webhookKey(webhookId), () => stores.webhooks.load(webhookId)];
    },
  ],
  [
    'a delivery that is claimed',
    async () => {
      const message = await claimed();
      await stores.deliveries.settle(message, 'a', {
        ...delivered,
        kind: 'waiting',
        status: 'retrying',
        reason: 'x',
        dueMs: NOW,
      });
      return [keys.deliveryKey(message.deliveryId), () => stores.deliveries.claim(message, 'b', NOW)];
    },
  ],
  [
    'the states of an alert',
    async () => {
      const message = await claimed();
      const alertId = keys.alertIdIn(keys.deliveryKey(message.deliveryId));
      return [keys.deliveryKey(message.deliveryId), () => stores.deliveries.states({ alertId, planned: ['soc'] })];
    },
  ],
  [
    'a batch',
    async () => {
      const deliveryId = batchIdOf(`wh_${next()}.0`, 'siem');
      await stores.deliveries.claim({ deliveryId, destination: 'siem', hour: '' }, 'a', NOW, ['edge:1']);
      return [keys.openKey(deliveryId), () => stores.openDeliveries.batch(deliveryId)];
    },
  ],
  [
    'a group',
    async () => {
      const key = problemKey('soc', `f${next()}`);
      await stores.groups.add(key, [memberOf(newAlert())], { ms: NOW, isUrgent: false }, NOW);
      return [keys.groupKey(key), () => stores.groups.take(key, 'a', NOW)];
    },
  ],
  [
    'a circuit breaker',
    async () => {
      const destination = `d${next()}`;
      await stores.circuits.open(destination, 'x', NOW);
      return [keys.circuitKey(destination), () => stores.circuits.open(destination, 'y', NOW)];
    },
  ],
  [
    'a circuit breaker that is closed',
    async () => {
      const destination = `d${next()}`;
      await stores.circuits.open(destination, 'x', NOW);
      return [keys.circuitKey(destination), () => stores.circuits.close(destination)];
    },
  ],
  [
    'a rate limit',
    async () => {
      const scope = `d${next()}`;
      await stores.rateLimits.write(scope, { requestTimes: [], blockedUntilMs: 0, version: 0 });
      return [keys.windowKey(scope), () => stores.rateLimits.read(scope)];
    },
  ],
  [
    'a heartbeat',
    async () => {
      const source = `s${next()}`;
      await stores.heartbeats.markSeen(source, NOW);
      return [keys.heartbeatKey(source), () => stores.heartbeats.read(source)];
    },
  ],
];

describe('a row of a later release is left as it is, and known by its error', () => {
  it.each(cases)('%s', async (_, prepare) => {
    const [key, work] = await prepare();
    await renew(key);
    const before = rowAt(key);
    await expect(work()).rejects.toThrow(UnknownRow);
    expect(rowAt(key)).toEqual(before);
  });

  it('counters', async () => {
    const hour = '2026-11-21T20';
    await stores.ledger.increment(hour, { accepted: 1 });
    const found = rows.rows().find(({ sk }) => sk === hour);
    await renew({ pk: String(found?.['pk']), sk: hour });
    await expect(stores.ledger.increment(hour, { accepted: 1 })).rejects.toThrow(UnknownRow);
    await expect(stores.ledger.hour(hour)).rejects.toThrow(UnknownRow);
  });

  it('a silence, which holds nothing back meanwhile', async () => {
    const made = { match: {}, from: iso(NOW), until: iso(NOW), author: 'a', reason: 'r', createdAt: iso(NOW) };
    const silence = { ...made, count: 0, ended: false, announced: false };
    await stores.silences.create({ ...silence, id: 'theirs' });
    await stores.silences.create({ ...silence, id: 'ours' });
    await renew(keys.silenceKey('theirs'));
    expect((await stores.silences.list()).map(({ id }) => id)).toEqual(['ours']);
    expect(await stores.silences.end('theirs')).toBe(false);
  });

  it('in a list of alerts, which shows the others', async () => {
    const [theirs, ours] = [rowOf(newAlert({ source: 'mixed' })), rowOf(newAlert({ source: 'mixed' }))];
    await stores.alerts.record(theirs);
    await stores.alerts.record(ours);
    await renew(keys.alertKey(theirs.alert.id));
    const { alerts } = await stores.alerts.list({ source: 'mixed' }, NOW);
    expect(alerts.map(({ id }) => id)).toEqual([ours.alert.id]);
  });
});
