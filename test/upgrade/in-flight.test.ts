import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type AttributeValue, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { credentials, REGION } from '../emulators/region.ts';
import { type ComposedWorld, startComposedWorld } from '../faults/composed-world.ts';
import { fixturesOf, releases } from './releases.ts';
import { yaml } from './world-config.ts';

/** What a release had in its queues and its table when it was replaced. */
interface InFlight {
  readonly madeAt: string;
  readonly webhooks: readonly string[];
  readonly deliveries: readonly string[];
  readonly rows: readonly Record<string, AttributeValue>[];
}

const inFlightOf = (version: string): InFlight =>
  JSON.parse(
    readFileSync(path.join(fixturesOf(version), 'in-flight.json'), 'utf8'),
    // Bytes are written in base64.
    (_, value) => (typeof value?.B?.base64 === 'string' ? { B: Buffer.from(value.B.base64, 'base64') } : value),
  );

const MINUTE_MS = 60_000;

type Sent = ComposedWorld['received']['bodies'][number];

async function restore({ rows, webhooks, deliveries }: InFlight, world: ComposedWorld): Promise<void> {
  const client = new DynamoDBClient({ endpoint: world.tableUrl, region: REGION, credentials });
  for (const Item of rows) await client.send(new PutItemCommand({ TableName: 'tocsin', Item }));
  client.destroy();
  for (const body of webhooks) await world.queues.webhooks.wire.send({ body, group: 'edge' });
  for (const body of deliveries) await world.queues.deliveries.wire.send({ body, group: 'hook' });
}

/** Rows that are tried again have no message any more: reconcile finds them. */
async function workOff(world: ComposedWorld): Promise<void> {
  for (let rounds = 0; rounds < 40 && (rounds < 6 || world.queues.deliveries.size > 0); rounds += 1) {
    await world.reconcile();
    await world.pass(10 * MINUTE_MS);
  }
  await world.reconcile();
}

/** The alerts that the release had not delivered, by the number in their message. */
const pending = [2, 3, 4, 5, 6, 7, 8];

describe.each(releases)('what %s had in flight', (version) => {
  let world: ComposedWorld;
  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const inFlight = inFlightOf(version);
    // Functions are not replaced at one instant, and a queue may have been full.
    world = await startComposedWorld({ yaml, startMs: Date.parse(inFlight.madeAt) + 30 * MINUTE_MS });
    await restore(inFlight, world);
    await workOff(world);
  }, 400_000);
  afterAll(async () => {
    vi.useRealTimers();
    await world.close();
  });

  /** Each request with what it holds; an event of Splunk has the message twice. */
  const numbersAt = (prefix: string, isWanted: (sent: Sent) => boolean = () => true): number[] =>
    world.received.bodies
      .filter((sent) => sent[0].startsWith(prefix) && isWanted(sent))
      .flatMap(([, body]) => [...new Set([...body.matchAll(/alert (\d+) ünder/g)].map(([, n]) => Number(n)))])
      .filter((n) => pending.includes(n));

  it.each(['/hook', '/services/collector', '/services/T0'])(
    'accepted, routed or refused before, is delivered to %s by today’s functions',
    (prefix) => {
      expect([...new Set(numbersAt(prefix))].toSorted()).toEqual(pending);
    },
  );

  /** On a busy machine the table may answer too late; what was sent before is sent once more then, and says so. */
  const isSure = ([, , isMarked]: Sent): boolean => !isMarked;

  it('comes to the SIEM and the hook once', () => {
    const ids = world.received.bodies
      .filter(([url]) => url.startsWith('/hook'))
      .filter(isSure)
      .map(([, body]): unknown => JSON.parse(body).id);
    expect(new Set(ids).size).toBe(ids.length);
    const numbers = numbersAt('/services/collector', isSure);
    expect(numbers).toHaveLength(new Set(numbers).size);
  });

  it('is summarised where it was in a group', () => {
    const chat = world.received.bodies.filter(([url]) => url.startsWith('/services/T0'));
    expect(chat.some(([, body]) => body.includes('alert 1 ünder'))).toBe(true);
  });

  it('leaves nothing dead and nothing open, and the ledger balances', () => {
    expect(world.dead).toEqual([]);
    expect([world.queues.webhooks.size, world.queues.deliveries.size]).toEqual([0, 0]);
    const balance = world.events.findLast(({ event }) => event.startsWith('ledger.'));
    const open = { queued: 0, sending: 0, retrying: 0, unknown: 0, dead: 0 };
    expect(balance).toMatchObject({
      event: 'ledger.balanced',
      fields: { accepted: 6, alerts: 11, delivered: 31, merged: 2, ...open },
    });
  });
});
