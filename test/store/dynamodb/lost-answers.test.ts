/** The SDK repeats a request whose answer does not come: what was done is done once, and its worker is answered so. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Stores } from '../../../lambdas/engine/ports/index.ts';
import { LEASE_MS } from '../../../lambdas/engine/ports/limits.ts';
import { within } from '../../../lambdas/store/bounded-client.ts';
import { openTable, type Table } from '../../../lambdas/store/dynamodb/client.ts';
import { dynamodbStores } from '../../../lambdas/store/dynamodb/index.ts';
import { createTable } from '../../emulators/create-table.ts';
import { startFailingTable, type TableFailure, tableFailures } from '../../emulators/failing-table.ts';
import { REGION } from '../../emulators/region.ts';
import { startTableServer } from '../../emulators/table-server.ts';
import { iso, messageOf, newAlert, rowOf } from '../contract/subjects.ts';

const NOW = Date.now();
/** Hours are apart, and recent. */
const hourAt = (back: number): string => iso(NOW - back * 3_600_000).slice(0, 13);
const HOUR = hourAt(0);

let failing: (operation: string) => TableFailure | undefined = () => undefined;
let stores: Stores;
let table: Table;
let address: string;
let close: () => Promise<void>;

beforeAll(async () => {
  const server = await startTableServer();
  const front = await startFailingTable(server.url, (operation) => failing(operation));
  await createTable(server.url, 'tocsin');
  address = front.url;
  close = async () => {
    await front.close();
    await server.close();
  };
});
// A client that has tried too often does not try again for a while.
beforeEach(() => {
  table = openTable({ AWS_REGION: REGION, AWS_ENDPOINT_URL_DYNAMODB: address, TOCSIN_TABLE: 'tocsin' });
  stores = dynamodbStores(table);
});
afterEach(() => {
  failing = () => undefined;
  table.client.destroy();
});
afterAll(() => close());

/** Fails the next writes; answers how many. */
function failTimes(times: number, failure: TableFailure) {
  const seen = { failed: 0 };
  failing = (operation) => {
    if (!/^(?:Put|Update)Item$/.test(operation) || seen.failed >= times) return undefined;
    seen.failed += 1;
    return failure;
  };
  return seen;
}
const loseAnswers = (times: number) => failTimes(times, tableFailures.lost);

const alertOf = (n: number) => rowOf(newAlert({ receivedAt: iso(NOW + n) }));
const ended = { kind: 'ended', status: 'dead', reason: 'gone', attempts: [] } as const;

describe('an increment of the counters', () => {
  it.each([1, 2, 3])('whose answer is lost %s times is counted once', async (times) => {
    const before = (await stores.ledger.hour(HOUR)).counts.accepted ?? 0;
    const seen = loseAnswers(times);
    await stores.ledger.increment(HOUR, { accepted: 1 });
    expect(seen.failed).toBe(times);
    expect((await stores.ledger.hour(HOUR)).counts.accepted).toBe(before + 1);
  });

  it('is counted once beside others of the same worker', async () => {
    const hour = hourAt(1);
    const seen = loseAnswers(1);
    await Promise.all(Array.from({ length: 10 }, () => stores.ledger.increment(hour, { accepted: 1 })));
    expect(seen.failed).toBe(1);
    expect((await stores.ledger.hour(hour)).counts.accepted).toBe(10);
  });
});

describe('a correction', () => {
  it('whose answer is lost is made once, and known to be made', async () => {
    const hour = hourAt(2);
    await stores.ledger.increment(hour, { accepted: 5 });
    const { version } = await stores.ledger.hour(hour);
    loseAnswers(1);
    expect(await stores.ledger.increment(hour, { accepted: -2 }, version)).toBe(true);
    expect((await stores.ledger.hour(hour)).counts.accepted).toBe(3);
  });

  it('of two runs at the same time is made by one, and is not made when something was counted since', async () => {
    const hour = hourAt(3);
    for (let rounds = 0; rounds < 8; rounds += 1) {
      await stores.ledger.increment(hour, { accepted: 1 });
      const { version, counts } = await stores.ledger.hour(hour);
      const made = await Promise.all(
        Array.from({ length: 4 }, () => stores.ledger.increment(hour, { accepted: 1 }, version)),
      );
      expect(made.filter(Boolean)).toHaveLength(1);
      expect(await stores.ledger.increment(hour, { accepted: 1 }, version)).toBe(false);
      expect((await stores.ledger.hour(hour)).counts.accepted).toBe((counts.accepted ?? 0) + 1);
    }
  });
});

describe('a delivery', () => {
  it('whose claim is not answered is claimed, without a doubt of a dead worker', async () => {
    const message = messageOf(alertOf(1));
    loseAnswers(1);
    const claim = await stores.deliveries.claim(message, 'a', NOW);
    expect(claim).toMatchObject({ kind: 'claimed', before: 'queued', attempts: [] });
    expect(await stores.deliveries.claim(message, 'b', NOW)).toMatchObject({ kind: 'leased' });
  });

  it('that its worker has in two messages is claimed by one of them, whatever answers are lost', async () => {
    for (let n = 0; n < 10; n += 1) {
      const message = messageOf(alertOf(100 + n));
      failTimes(2, n % 2 === 0 ? tableFailures.lost : tableFailures.internal);
      const claims = await Promise.all([1, 2].map(() => stores.deliveries.claim(message, 'a', NOW)));
      expect(claims.map(({ kind }) => kind).toSorted()).toEqual(['claimed', 'leased']);
    }
  });

  it('that was claimed before keeps its attempts, and is in doubt', async () => {
    const message = messageOf(alertOf(2));
    await stores.deliveries.claim(message, 'a', NOW);
    loseAnswers(1);
    const claim = await stores.deliveries.claim(message, 'b', NOW + LEASE_MS);
    expect(claim).toMatchObject({ kind: 'claimed', attempts: [{ outcome: 'unknown', reason: 'worker_died' }] });
  });

  it('whose end is not answered has ended for its worker, and for no other', async () => {
    const message = messageOf(alertOf(3));
    await stores.deliveries.claim(message, 'a', NOW);
    loseAnswers(1);
    expect(await stores.deliveries.settle(message, 'a', ended)).toBe(true);
    expect(await stores.deliveries.settle(message, 'a', { ...ended, reason: 'other' })).toBe(false);
    expect(await stores.deliveries.claim(message, 'b', NOW)).toEqual({ kind: 'completed' });
  });
});

describe('the end of a delivery that was sent', () => {
  const times = 6;
  it.each([
    ['throttles it', tableFailures.throttled],
    ['answers 500', tableFailures.internal],
    ['does it and does not answer', tableFailures.lost],
  ])('is written when the table %s more often than the SDK tries', async (_, failure) => {
    const message = messageOf(alertOf(5));
    await stores.deliveries.claim(message, 'a', NOW);
    const seen = failTimes(times, failure);
    expect(await stores.deliveries.settle(message, 'a', ended)).toBe(true);
    expect(seen.failed).toBe(times);
    expect(await stores.deliveries.claim(message, 'b', NOW)).toEqual({ kind: 'completed' });
  });

  it('is left to the next worker when this one has no time, or may not write', async () => {
    const message = messageOf(alertOf(6));
    await stores.deliveries.claim(message, 'a', NOW);
    const seen = failTimes(100, tableFailures.internal);
    const settling = within({ remainingMs: () => 4_000 }, () => stores.deliveries.settle(message, 'a', ended));
    await expect(settling).rejects.toThrow();
    const refused = failTimes(100, tableFailures.forbidden);
    await expect(stores.deliveries.settle(message, 'a', ended)).rejects.toThrow();
    expect([seen.failed, refused.failed]).toEqual([4, 1]);
  });
});

describe('a group', () => {
  it('whose take is not answered is taken, perhaps from a dead worker', async () => {
    const key = { destination: 'soc', name: 'group' };
    const due = { ms: NOW, isUrgent: false };
    const member = { alertId: 's:1', receivedAt: iso(NOW), type: 't', title: 'one', isResolved: false, hour: HOUR };
    const of = { severity: 'high', rule: '', place: '', address: '', url: '' } as const;
    await stores.groups.add(key, [{ ...member, ...of }], due, NOW);
    loseAnswers(1);
    const taken = await stores.groups.take(key, 'a', NOW);
    expect(taken).toMatchObject({ members: [{ alertId: 's:1' }], isUncertain: true });
    expect(await stores.groups.take(key, 'b', NOW)).toHaveProperty('laterMs');
  });
});

describe('what is written once', () => {
  it.each(['alerts', 'empty'] as const)('a webhook with %s is new', async (outcome) => {
    loseAnswers(1);
    const row = { webhookId: `lost-${outcome}`, source: 's', receivedAt: iso(NOW), hour: HOUR, outcome } as const;
    expect(await stores.webhooks.record(row)).toBe(true);
    expect(await stores.webhooks.record(row)).toBe(false);
  });

  it('an alert is new to the webhook that has it, and a repeat to others', async () => {
    const row = alertOf(4);
    loseAnswers(1);
    expect(await stores.alerts.record(row)).toEqual({ kind: 'new' });
    loseAnswers(1);
    expect(await stores.alerts.record({ ...row, webhookId: 'another' })).toEqual({ kind: 'repeat' });
  });

  it('a note is of who added it', async () => {
    loseAnswers(1);
    expect(await stores.notes.add('turn', 'a', NOW + 1000, NOW)).toBeUndefined();
    loseAnswers(1);
    expect(await stores.notes.add('turn', 'b', NOW + 1000, NOW)).toBe('a');
  });

  it('a permit of a rate limit is taken once', async () => {
    const window = { requestTimes: [NOW], blockedUntilMs: 0, version: 0 };
    loseAnswers(1);
    expect(await stores.rateLimits.write('scope', window)).toBe(true);
    expect(await stores.rateLimits.write('scope', { ...window, requestTimes: [NOW + 1] })).toBe(false);
  });

  it('a probe is of one worker', async () => {
    await stores.circuits.open('soc', 'refused', NOW);
    loseAnswers(1);
    expect(await stores.circuits.acquireProbe('soc', NOW, NOW + 60_000)).toBe(true);
    expect(await stores.circuits.acquireProbe('soc', NOW, NOW + 60_001)).toBe(false);
  });
});
