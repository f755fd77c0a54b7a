import { generator } from '../../../infra/sandbox/_kit/random.ts';
import type { Config } from '../../../lambdas/config/schema.ts';
import type { DeliveryStatus } from '../../../lambdas/domain/delivery.ts';
import type { StoredAlert } from '../../../lambdas/engine/ports/alerts.ts';
import type { PastAlert } from '../../../lambdas/engine/what-if/place.ts';
import { sqliteWorld } from '../../faults/sqlite-world.ts';
import { createWorld, type World } from '../../faults/world.ts';

/** A webhook of the past: when it came, and what was in it. */
export interface PastWebhook {
  readonly afterMs: number;
  readonly body: string;
}

const severities = ['critical', 'warning', 'info', 'none'];
const CHECKS = 40;
const clusters = ['eu', 'us', 'ap'];

const pick = <T>(items: readonly T[], random: () => number): T => items[Math.floor(random() * items.length)] as T;

let seconds = 0;

/** An alert about one of 40 checks. One webhook reports a check once, as Alertmanager does: two would race. */
function alertOf(check: number, random: () => number): object {
  seconds += 1;
  const startsAt = new Date(Date.UTC(2026, 9, 1) + seconds * 1000).toISOString();
  return {
    status: random() < 0.2 ? 'resolved' : 'firing',
    labels: {
      alertname: `Check${check}`,
      severity: pick(severities, random),
      cluster: pick(clusters, random),
    },
    annotations: { summary: 'something' },
    startsAt,
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'https://prometheus.example.test/',
    fingerprint: '',
  };
}

/** Webhooks of Alertmanager with so many alerts in all, in bursts and with pauses. */
export function pastWebhooks(most: number, seed: number): PastWebhook[] {
  const random = generator(seed);
  const webhooks: PastWebhook[] = [];
  for (let n = 0; n < most; ) {
    const count = Math.min(most - n, random() < 0.8 ? 1 : 1 + Math.floor(random() * 5));
    const pause = random() < 0.05 ? 3 * 3_600_000 : 90_000;
    // Nothing else is due at a time that ends so.
    const afterMs = Math.floor((random() * pause) / 1000) * 1000 + 137;
    const first = Math.floor(random() * CHECKS);
    const alerts = Array.from({ length: count }, (_, i) => alertOf((first + i) % CHECKS, random));
    webhooks.push({ afterMs, body: JSON.stringify({ version: '4', status: 'firing', alerts }) });
    n += count;
  }
  return webhooks;
}

/** Lets pass what is due until a time. */
async function runUntil(world: World, untilMs: number): Promise<void> {
  for (;;) {
    while (await world.turn());
    const next = [world.webhooks.nextMs(), world.deliveries.nextMs()].filter((ms) => ms !== undefined);
    const nextMs = Math.min(...next);
    if (!(nextMs <= untilMs)) break;
    world.advance(Math.max(1, nextMs - Date.now()));
  }
  if (untilMs > Date.now()) world.advance(untilMs - Date.now());
}

const people = (id: string) => ({ id, kind: 'key', audience: 'people' }) as const;

/** The one-machine system over a clock that is set, with destinations of which all but `siem` are for people. */
export function worldOf(config: Pick<Config, 'routes' | 'inhibit' | 'timeIntervals' | 'destinations'>): World {
  const receivers = Object.keys(config.destinations).map((id) =>
    id === 'siem' ? ({ id, kind: 'key', audience: 'machines' } as const) : people(id),
  );
  return createWorld({
    receivers,
    sources: { edge: { type: 'alertmanager', auth: { scheme: 'none' }, successStatus: 202 } },
    routes: config.routes,
    inhibit: config.inhibit ?? [],
    timeIntervals: config.timeIntervals ?? {},
    store: sqliteWorld,
    systemRecipients: async () => ({ destinations: [], options: {} }),
  });
}

/** Posts webhooks at their times, and lets everything come to its end. */
export async function play(world: World, webhooks: readonly PastWebhook[]): Promise<void> {
  for (const { afterMs, body } of webhooks) {
    await runUntil(world, Date.now() + afterMs);
    await world.post('edge', body);
  }
  await runUntil(world, Date.now() + 24 * 3_600_000);
}

type Ended = Partial<Record<DeliveryStatus, number>>;

/** What is stored: the alerts, oldest first, and by destination how many deliveries stand how. */
export interface Stored {
  readonly alerts: readonly PastAlert[];
  readonly states: Readonly<Record<string, Ended>>;
}

async function storedIds({ stores }: World): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await stores.alerts.list({ limit: 200, ...(cursor === undefined ? {} : { cursor }) }, Date.now());
    ids.push(...page.alerts.filter(({ kind }) => kind !== 'system').map(({ id }) => id));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return ids;
}

const counted = <T>(items: readonly T[], nameOf: (item: T) => string): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(items, nameOf)].map(([name, same]) => [name, same.length]));

export async function stored(world: World): Promise<Stored> {
  const { alerts, deliveries } = world.stores;
  const rows = await Promise.all((await storedIds(world)).map((id) => alerts.load(id)));
  const past = rows.flatMap((row): PastAlert[] => (row === undefined ? [] : [row])).toReversed();
  const states = await Promise.all(
    past.map((row) => deliveries.states({ alertId: row.alert.id, ...(row as StoredAlert) })),
  );
  const byDestination = Map.groupBy(states.flat(), ({ destination }) => destination);
  return {
    alerts: past.sort((a, b) => Date.parse(a.alert.receivedAt) - Date.parse(b.alert.receivedAt)),
    states: Object.fromEntries([...byDestination].map(([id, all]) => [id, counted(all, ({ status }) => status)])),
  };
}
