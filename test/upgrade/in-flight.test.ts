import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type AttributeValue, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { credentials, REGION } from '../emulators/region.ts';
import { type ComposedWorld, startComposedWorld } from '../faults/composed-world.ts';

/** What release 0.2.0 had in its queues and its table when it was replaced. */
interface InFlight {
  readonly madeAt: string;
  readonly webhooks: readonly string[];
  readonly deliveries: readonly string[];
  readonly rows: readonly Record<string, AttributeValue>[];
}

const inFlight: InFlight = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../fixtures/upgrade/0.2.0/in-flight.json'), 'utf8'),
  // Bytes are written in base64, in JSON of the wire and here.
  (_, value) => (typeof value?.B?.base64 === 'string' ? { B: Buffer.from(value.B.base64, 'base64') } : value),
);

const yaml = (url: string) => `version: 1
sources:
  edge: { type: kubearmor, auth: none }
destinations:
  hook: { type: webhook, url: "${url}/hook" }
  siem: { type: splunk, url: "${url}", token: "\${SPLUNK_TOKEN}" }
  chat: { type: slack, webhookUrl: "\${SLACK_URL}" }
routes:
  - to: [hook, siem, chat]
`;

const MINUTE_MS = 60_000;
let world: ComposedWorld;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  // Functions are not replaced at one instant, and a queue may have been full.
  world = await startComposedWorld({ yaml, startMs: Date.parse(inFlight.madeAt) + 30 * MINUTE_MS });
  const client = new DynamoDBClient({ endpoint: world.tableUrl, region: REGION, credentials });
  for (const Item of inFlight.rows) await client.send(new PutItemCommand({ TableName: 'tocsin', Item }));
  client.destroy();
  for (const body of inFlight.webhooks) await world.queues.webhooks.wire.send({ body, group: 'edge' });
  for (const body of inFlight.deliveries) await world.queues.deliveries.wire.send({ body, group: 'hook' });
  // Rows that are tried again have no message any more: reconcile finds them.
  for (let rounds = 0; rounds < 40 && (rounds < 6 || world.queues.deliveries.size > 0); rounds += 1) {
    await world.reconcile();
    await world.pass(10 * MINUTE_MS);
  }
  await world.reconcile();
}, 400_000);
afterAll(async () => {
  vi.useRealTimers();
  await world.close();
});

/** The alerts that 0.2.0 had not delivered, by the number in their message. */
const pending = [2, 3, 4, 5, 6, 7, 8];

it('alerts that were accepted, routed or tried by 0.2.0 are delivered to each destination once', () => {
  const numbersAt = (prefix: string) =>
    world.received.bodies
      .filter(([url]) => url.startsWith(prefix))
      .flatMap(([, body]) => [...body.matchAll(/alert (\d+) ünder/g)].map(([, n]) => Number(n)));
  for (const prefix of ['/hook', '/services/collector', '/services/T0']) {
    const found = new Set(numbersAt(prefix));
    expect([...found].filter((n) => pending.includes(n)).toSorted(), prefix).toEqual(pending);
  }
});

it('the groups of 0.2.0 are summarised', () => {
  const chat = world.received.bodies.filter(([url]) => url.startsWith('/services/T0'));
  expect(chat.some(([, body]) => body.includes('alert 1 ünder'))).toBe(true);
});

it('nothing is dead, nothing is left, and the ledger of both releases balances', () => {
  expect(world.dead).toEqual([]);
  expect([world.queues.webhooks.size, world.queues.deliveries.size]).toEqual([0, 0]);
  const balance = world.events.findLast(({ event }) => event.startsWith('ledger.'));
  expect(balance).toMatchObject({
    event: 'ledger.balanced',
    fields: {
      accepted: 6,
      alerts: 11,
      delivered: 31,
      merged: 2,
      queued: 0,
      sending: 0,
      retrying: 0,
      unknown: 0,
      dead: 0,
    },
  });
});
