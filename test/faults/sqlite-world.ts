import { thresholds } from '../../infra/local/stages/reconcile.ts';
import { localStore } from '../../infra/local/store.ts';
import type { DeliveriesMessage } from '../../lambdas/domain/delivery.ts';
import { deliveryIdOf } from '../../lambdas/domain/delivery.ts';
import { groupIdOf } from '../../lambdas/domain/group.ts';
import type { WebhookMessage } from '../../lambdas/domain/webhook.ts';
import type { Stores } from '../../lambdas/engine/ports/index.ts';
import type { Database } from '../../lambdas/store/sqlite/database.ts';
import { memoryDatabase } from '../../lambdas/store/sqlite/memory.ts';
import { jobInbox, type Permits, refusing, worldQueueOver } from './job-inbox.ts';
import { direct, type Opening, type OpenThing, type WorldStore } from './world-store.ts';

class ProcessGone extends Error {}

const files = (): Stores['blobs'] => {
  const kept = new Map<string, Uint8Array>();
  return {
    async load(key) {
      const bytes = kept.get(key);
      if (bytes === undefined) throw new Error(`there is no file ${key}`);
      return bytes;
    },
    store: async (key, bytes) => void kept.set(key, bytes),
  };
};

/** The database as one process has it open: what it asked for and was not committed when it ended never happens. */
const openedBy = ({ through, isGone }: Opening, database: Database): Database =>
  through('database', {
    ...database,
    write: (work) =>
      database.write(() => {
        if (isGone()) throw new ProcessGone('the process is gone');
        return work();
      }),
  });

const ALERTS = 'SELECT id FROM alert ORDER BY n';
const OPEN = `SELECT a.id AS alert, b.name AS batch, d.destination, d.status, d.reason FROM delivery d
  LEFT JOIN alert a ON a.n = d.subject LEFT JOIN batch b ON b.n = -d.subject WHERE d.look IS NOT NULL`;
const OPEN_GROUPS = 'SELECT destination, name FROM notification_group WHERE look IS NOT NULL';
const SETTLED = `SELECT a.id, d.destination FROM delivery d JOIN alert a ON a.n = d.subject
  WHERE d.status IN ('delivered', 'merged') ORDER BY a.n, d.destination`;

function openIn({ sql }: Database): OpenThing[] {
  const deliveries = sql(OPEN)
    .all()
    .map((row) => ({
      id: `${row['alert'] ?? row['batch']}:${row['destination']}`,
      status: String(row['status']),
      reason: String(row['reason']),
    }));
  const groups = sql(OPEN_GROUPS)
    .all()
    .map((row) => groupIdOf({ destination: String(row['destination']), name: String(row['name']) }));
  return [...deliveries, ...groups.map((id) => ({ id, status: 'group', reason: 'open' }))];
}

/** A process over the database: its stores, its queues, and what it has under way. */
function processOf(opening: Opening, raw: Database, blobs: Stores['blobs'], permits: Permits) {
  const database = openedBy(opening, raw);
  const { stores, webhookQueue, deliveryQueue } = localStore(database, opening.through('files', blobs));
  return {
    stores: { ...stores, webhookQueue, deliveryQueue: refusing(deliveryQueue, permits) },
    webhooks: jobInbox(webhookQueue),
    deliveries: jobInbox(deliveryQueue),
    jobs: { webhooks: webhookQueue, deliveries: deliveryQueue },
  };
}

/** The store of one machine, on a database in memory; its queues are the jobs of that store. */
export function sqliteWorld(random: () => number): WorldStore {
  const [raw, blobs] = [memoryDatabase(), files()];
  const permits: Permits = { permit: Number.POSITIVE_INFINITY };
  let current = processOf({ through: direct, isGone: () => false }, raw, blobs, permits);
  return {
    isOneProcess: true,
    thresholds,
    open(opening) {
      current = processOf(opening, raw, blobs, permits);
      return current;
    },
    get outside() {
      return current.stores;
    },
    webhooks: worldQueueOver<WebhookMessage>(
      'webhooks',
      () => ({ inbox: current.webhooks, jobQueue: current.jobs.webhooks }),
      { permit: Number.POSITIVE_INFINITY },
      raw,
      random,
    ),
    deliveries: worldQueueOver<DeliveriesMessage>(
      'deliveries',
      () => ({ inbox: current.deliveries, jobQueue: current.jobs.deliveries }),
      permits,
      raw,
      random,
    ),
    alertIds: async () =>
      raw
        .sql(ALERTS)
        .all()
        .map(({ id }) => String(id)),
    openThings: async () => openIn(raw),
    settledIds: async () =>
      raw
        .sql(SETTLED)
        .all()
        .map(({ id, destination }) => deliveryIdOf(String(id), String(destination))),
  };
}
