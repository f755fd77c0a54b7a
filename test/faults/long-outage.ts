import { dynamodbWorld } from './dynamodb-world.ts';
import { type MemoryTable, memoryTable } from './memory-table.ts';
import type { Receiver } from './receivers.ts';
import { createWorld, type World } from './world.ts';

const MINUTE_MS = 60_000;
/** Alerts of one webhook. */
const TOGETHER = 100;
/** Turns of the poller in one minute; a turn takes ten messages of each queue. */
const MOST_TURNS = 2_000;

export interface OutageProps {
  readonly alerts: number;
  readonly hours: number;
}

/** What a long outage of one destination came to. */
export interface Outage {
  /** Writes to the table for each waiting delivery and hour. */
  readonly writesPerHour: number;
  /** How often the message that was received most often was. */
  readonly mostReceives: number;
  /** Alerts that the other destination got within a minute, of one that came each hour. */
  readonly healthy: number;
  /** Alerts that arrived in each minute after the destination came back. */
  readonly perMinute: readonly number[];
  /** Alerts that arrived, each once. */
  readonly arrived: number;
  readonly duplicates: number;
}

/** A table that counts its writes. */
function counting(rows: MemoryTable): MemoryTable & { writes: number } {
  const counted = {
    ...rows,
    writes: 0,
    send(command: Parameters<MemoryTable['send']>[0]) {
      const name = command?.constructor.name ?? '';
      if (name === 'UpdateCommand' || name === 'PutCommand' || name === 'DeleteCommand') counted.writes += 1;
      return rows.send(command);
    },
  };
  return counted;
}

/** What lies in the queues now is worked on, and a minute passes with the short run of reconcile at its end. */
async function minute(world: World): Promise<void> {
  for (let turns = 0; turns < MOST_TURNS && (await world.turn()); turns += 1);
  world.advance(MINUTE_MS);
  await world.moveDue();
  for (let turns = 0; turns < MOST_TURNS && (await world.turn()); turns += 1);
}

const detection = (n: number) => ({ problem: `problem-${n}`, n, severity: 1 + (n % 10) });

async function acceptAll(world: World, alerts: number): Promise<void> {
  for (let from = 0; from < alerts; from += TOGETHER)
    await world.accept(Array.from({ length: Math.min(TOGETHER, alerts - from) }, (_, i) => detection(from + i)));
}

/** Waits hour after hour; each brings one alert, of which the healthy destination has to know within a minute. */
async function wait(world: World, hours: number, healthy: Receiver, first: number): Promise<number> {
  let inTime = 0;
  for (let hour = 0; hour < hours; hour += 1) {
    const before = healthy.arrivals.length;
    await world.accept([detection(first + hour)]);
    await minute(world);
    if (healthy.arrivals.length > before) inTime += 1;
    for (let passed = 1; passed < 60; passed += 1) await minute(world);
    await world.reconcile();
  }
  return inTime;
}

/** One destination is down for hours while many alerts wait for it, and then accepts them again. */
export async function longOutage({ alerts, hours }: OutageProps): Promise<Outage> {
  const table = counting(memoryTable());
  const giveUpAfterMs = 72 * 60 * MINUTE_MS;
  const world = createWorld({
    receivers: [
      { id: 'down', kind: 'key', audience: 'machines', giveUpAfterMs },
      { id: 'well', kind: 'key', audience: 'machines' },
    ],
    store: (random) => dynamodbWorld(random, table),
  });
  const [down, well] = [world.receivers.get('down'), world.receivers.get('well')];
  if (down === undefined || well === undefined) throw new Error('the world has no receivers');
  down.isLocked = true;
  await acceptAll(world, alerts);
  await minute(world);
  const before = table.writes;
  const healthy = await wait(world, hours, well, alerts);
  const writesPerHour = (table.writes - before) / alerts / hours;
  down.isLocked = false;
  const perMinute: number[] = [];
  const expected = alerts + hours;
  for (let n = 0; n < 120 && down.arrivals.length < expected; n += 1) {
    const known = down.arrivals.length;
    await minute(world);
    perMinute.push(down.arrivals.length - known);
  }
  const ids = down.arrivals.filter(({ alertId }) => !alertId.startsWith('tocsin:')).map(({ alertId }) => alertId);
  return {
    writesPerHour,
    mostReceives: world.deliveries.mostReceives ?? 0,
    healthy,
    perMinute,
    arrived: new Set(ids).size,
    duplicates: ids.length - new Set(ids).size,
  };
}
