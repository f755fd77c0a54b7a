import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { generator } from '../../infra/sandbox/_kit/random.ts';
import { type TableFailure, tableFailures } from '../emulators/failing-table.ts';
import { type ComposedWorld, startComposedWorld } from './composed-world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const WEBHOOKS = 8;

let world: ComposedWorld;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  world = await startComposedWorld();
});
afterEach(async () => {
  vi.useRealTimers();
  await world.close();
});

async function acceptAll(from: number, count: number): Promise<void> {
  for (let n = from; n < from + count; n += 1) expect(await world.accept(n)).toBe(202);
}

/** Works until nothing is left, with the runs of reconcile between. */
async function drain(): Promise<void> {
  for (let rounds = 0; rounds < 40; rounds += 1) {
    await world.pass(10 * MINUTE_MS);
    await world.reconcile();
    if (world.queues.webhooks.size + world.queues.deliveries.size === 0) break;
  }
  await world.pass(HOUR_MS);
  await world.reconcile();
}

/** The alerts that the receiver has, each with its own number, of those that are no system alerts. */
const arrived = () =>
  [...world.received.byId.values()].flatMap((body) => /alert-(\d+)"/.exec(body)?.[1] ?? []).map(Number);
const expected = Array.from({ length: WEBHOOKS }, (_, n) => n);

/** Nothing lost, nothing twice, nothing dead, and the ledger balances. */
function expectWhole(): void {
  expect(arrived().toSorted((a, b) => a - b)).toEqual(expected);
  expect(world.dead).toEqual([]);
  expect([world.queues.webhooks.size, world.queues.deliveries.size]).toEqual([0, 0]);
  expect(world.events.findLast(({ event }) => event.startsWith('ledger.'))?.event).toBe('ledger.balanced');
}

/** How often something went wrong that is logged. */
const failures = () => world.events.filter(({ event }) => /_failed$|internal_error$/.test(event)).length;

it.each<[string, TableFailure, number]>([
  ['answers 500 for 40 minutes', tableFailures.internal, 40 * MINUTE_MS],
  ['may not be used for 30 hours', tableFailures.forbidden, 30 * HOUR_MS],
])('a table that %s', { timeout: 400_000 }, async (_, failure, ms) => {
  await acceptAll(0, WEBHOOKS / 2);
  await world.routeOnly();
  world.failing.of = () => failure;
  await acceptAll(WEBHOOKS / 2, WEBHOOKS / 4);
  await world.pass(ms / 2);
  await acceptAll((WEBHOOKS * 3) / 4, WEBHOOKS / 4);
  await world.pass(ms / 2);
  expect(failures(), 'the outage was one').toBeGreaterThan(WEBHOOKS);
  expect(world.received.requests).toBe(0);
  world.failing.of = () => undefined;
  await drain();
  expectWhole();
  expect(world.received.requests).toBe(world.received.byId.size);
});

const isFull = process.env['TOCSIN_FAULTS'] === 'full';
const everyOther: readonly (readonly [string, TableFailure])[] = [
  ['throttles', tableFailures.throttled],
  ['answers 500 to', tableFailures.internal],
  ['throttles, in the words of a new table,', tableFailures.limited],
  ['throttles for the account', tableFailures.requests],
];

it.each(everyOther.slice(0, isFull ? 4 : 2))(
  'a table that %s every other write',
  { timeout: 400_000 },
  async (_, failure) => {
    const random = generator(7);
    const seen = { failed: 0 };
    world.failing.of = (operation) => {
      if (!/^(?:Put|Update|Delete)/.test(operation) || random() >= 1 / 2) return undefined;
      seen.failed += 1;
      return failure;
    };
    await acceptAll(0, WEBHOOKS);
    await world.pass(10 * MINUTE_MS);
    expect(seen.failed, 'writes failed').toBeGreaterThan(WEBHOOKS);
    world.failing.of = () => undefined;
    await drain();
    expectWhole();
  },
);

it('a table that does what it is asked, and whose first answer to each request is lost', {
  timeout: 400_000,
}, async () => {
  await world.close();
  // Of two workers at one webhook, one whose answer is lost may count what the other did, until reconcile corrects it.
  world = await startComposedWorld({ twice: 0 });
  const asked = new Set<string>();
  world.failing.of = (operation, body) => {
    const request = `${operation} ${body}`;
    if (asked.has(request)) return undefined;
    asked.add(request);
    return tableFailures.lost;
  };
  await acceptAll(0, WEBHOOKS);
  await drain();
  expect(asked.size, 'answers were lost').toBeGreaterThan(WEBHOOKS);
  expectWhole();
  expect(world.received.requests, 'the SDK asked again, and nobody was notified twice').toBe(WEBHOOKS);
  expect(world.events.filter(({ event }) => event === 'ledger.corrected')).toEqual([]);
});

const [copies, share] = isFull ? [10, 1 / 4] : [2, 1 / 10];

it(`a table that fails in every way for 40 minutes, and each message comes ${copies} times`, {
  timeout: 400_000,
}, async () => {
  await world.close();
  world = await startComposedWorld({ copies, twice: 0.5, seed: 11 });
  const random = generator(11);
  const { forbidden, ...passing } = tableFailures;
  const kinds: readonly TableFailure[] = Object.values(passing);
  const seen = { failed: 0 };
  world.failing.of = () => {
    if (random() >= share) return undefined;
    seen.failed += 1;
    return kinds[Math.floor(random() * kinds.length)];
  };
  await acceptAll(0, WEBHOOKS);
  await world.pass(40 * MINUTE_MS);
  world.failing.of = () => undefined;
  await drain();
  expect(seen.failed).toBeGreaterThan(2 * WEBHOOKS);
  expectWhole();
  expect(world.received.requests).toBe(WEBHOOKS);
});
