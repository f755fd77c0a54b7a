/** The metrics of the functions on AWS, over emulators: what a reconcile run measures, and that nothing of the list is missing. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { type Emulators, startEmulators } from '../emulators/emulators.ts';
import { credentials, REGION } from '../emulators/region.ts';
import { startAwsSystem } from '../emulators/system.ts';
import { type Event, emittedBy, seriesIn } from '../local/metrics/emf.ts';
import { until } from '../until.ts';
import { aktoSource, aktoWebhook, HOOK_TOKEN, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-aws-metrics-'));
const logged: Event[] = [];
let receiver: Receiver;
let emulators: Emulators;
let system: Awaited<ReturnType<typeof startAwsSystem>>;

beforeAll(async () => {
  receiver = await startReceiver((name) => (name === '/locked' ? { status: 401 } : undefined));
  emulators = await startEmulators();
  const sqs = new SQSClient({ endpoint: emulators.sqsUrl, region: REGION, credentials, useQueueUrlAsEndpoint: false });
  const QueueUrl = emulators.webhooksDeadLetters;
  // Sent back three times: it is left for a person.
  const MessageAttributes = { redrives: { DataType: 'Number', StringValue: '3' } };
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageGroupId: 'akto', MessageAttributes }));
  sqs.destroy();
  const yaml = yamlOf(
    {
      good: `{ type: webhook, url: "${receiver.url}/good" }`,
      locked: `{ type: webhook, url: "${receiver.url}/locked" }`,
    },
    { akto: aktoSource },
  );
  system = await startAwsSystem({
    config: configOf(yaml, 'test.yaml', true),
    configFile: path.join(folder, 'config.json'),
    emulators,
    secrets: { HOOK_TOKEN, TOCSIN_ADMIN_TOKEN: 'admin' },
    log: (...event) => void logged.push(event),
  });
  const headers = { authorization: `Bearer ${HOOK_TOKEN}`, 'content-type': 'application/json' };
  await fetch(`${system.url}/v1/hooks/akto`, { method: 'POST', headers, body: aktoWebhook(1, 'CRITICAL') });
}, 60_000);
afterAll(async () => {
  await system?.close();
  await emulators?.close();
  await receiver?.close();
  rmSync(folder, { recursive: true, force: true });
});

it('a run of reconcile measures what waits, what gets nothing, and the dead letters', { timeout: 90_000 }, async () => {
  const [, fields] = await until(
    'the open circuit breaker is measured',
    () =>
      logged.findLast(
        ([event, { circuitsOpen, backlog }]) =>
          event === 'installation.measured' &&
          JSON.stringify(circuitsOpen) === '{"good":0,"locked":1}' &&
          JSON.stringify(backlog) === '{"queued":0,"sending":0,"retrying":1,"unknown":0}',
      ),
    60_000,
  );
  expect(fields).toMatchObject({ ledgerImbalance: 0, deadLetters: { webhooks: 1, deliveries: 0 } });
  const series = seriesIn(emittedBy(['installation.measured', fields]));
  expect(Object.fromEntries(series)).toMatchObject({
    Backlog: [1],
    CircuitsOpen: [1],
    DeadLetters: [1],
    LedgerImbalance: [0],
    OldestCriticalSeconds: [expect.any(Number)],
  });
  expect(series.get('OldestCriticalSeconds')?.[0]).toBeGreaterThan(0);
});

it('the functions log what is counted on one machine', async () => {
  const series = seriesIn(emittedBy(...logged));
  expect(series.get('WebhooksAccepted')).toEqual([1]);
  expect(series.get('Alerts')).toEqual([1]);
  expect(series.get('DeliveriesDelivered')).toEqual([1]);
  expect(series.get('AttemptsDelivered')).toEqual([1]);
  expect(series.get('NotifySeconds')).toHaveLength(1);
  expect(series.get('DeliveriesRetrying')?.[0]).toBeGreaterThan(0);
});
