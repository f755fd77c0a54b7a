import { add, type Counts, hourOf, isZero, moved, type WebhookOutcome } from '../../../lambdas/domain/counters.ts';
import { batchIdOf, type DeliveryStatus } from '../../../lambdas/domain/delivery.ts';
import type { AlertRow } from '../../../lambdas/engine/ports/alerts.ts';
import type { Claimable, ClaimedDelivery, Settlement } from '../../../lambdas/engine/ports/deliveries.ts';
import type { WebhookRow } from '../../../lambdas/engine/ports/webhooks.ts';
import type { OpenStore } from './store.ts';
import { iso, messageOf, newAlert, next, rowOf } from './subjects.ts';

/** A batch of alerts that were recorded. */
export interface RecordedBatch {
  readonly rows: readonly AlertRow[];
  readonly alertIds: readonly string[];
  readonly message: Claimable;
}

/** Writes and counts as the engine's stages do. */
export interface Engine {
  /** Records an alert that is alone in its webhook. */
  alone(row: AlertRow): Promise<void>;
  /** Records the outcome of a webhook that has a row of its own. */
  webhook(receivedAt: string, outcome: WebhookOutcome, parts?: Partial<WebhookRow>): Promise<WebhookRow>;
  /** Records a webhook of several alerts, for a destination that takes batches and one that does not. */
  batch(size: number, receivedMs: number): Promise<RecordedBatch>;
  claimAndSettle(message: Claimable, settlement: Settlement, nowMs: number): Promise<boolean>;
  /** Settles a claimed batch: the first `apart.length` alerts get rows of their own, the others stay together. */
  settleBatch(batch: RecordedBatch, held: ClaimedDelivery, owner: string, to: BatchSettlement): Promise<boolean>;
  reopen(deliveryId: string, hour: string, nowMs: number): Promise<void>;
  addDestination(row: AlertRow, destination: string): Promise<void>;
}

export interface BatchSettlement {
  readonly together: Settlement;
  readonly apart: readonly Settlement[];
}

function newCounts({ planned, silence, alone }: AlertRow): Counts {
  const status: DeliveryStatus = silence === undefined ? 'queued' : 'suppressed';
  return { ...(alone ? { accepted: 1 } : {}), alerts: 1, planned: planned.length, [status]: planned.length };
}

const webhookCounts = ({ outcome, isHeartbeat }: WebhookRow): Counts => {
  if (isHeartbeat === true) return {};
  return { accepted: 1, ...(outcome === 'alerts' ? {} : { [outcome]: 1 }) };
};

export function createEngine(store: OpenStore): Engine {
  const increment = async (hour: string, counts: Counts): Promise<void> => {
    if (hour !== '' && !isZero(counts)) await store.ledger.increment(hour, counts);
  };

  async function record(row: AlertRow): Promise<Counts> {
    return (await store.alerts.record(row)).kind === 'new' ? newCounts(row) : {};
  }

  async function recordWebhook(row: WebhookRow): Promise<Counts> {
    return (await store.webhooks.record(row)) ? webhookCounts(row) : {};
  }

  async function splitAll(
    members: readonly AlertRow[],
    leaving: readonly Settlement[],
    firstMs: number,
  ): Promise<void> {
    const pairs = members.flatMap((row, i) => (leaving[i] === undefined ? [] : [{ row, settlement: leaving[i] }]));
    for (const { row, settlement } of pairs) await store.deliveries.split(messageOf(row, 'siem'), settlement, firstMs);
  }

  const engine: Engine = {
    alone: async (row) => increment(row.hour, await record(row)),

    async webhook(receivedAt, outcome, parts = {}) {
      const hour = hourOf(receivedAt);
      const row = { webhookId: `wh_${next()}`, source: 'edge', receivedAt, hour, outcome, ...parts };
      await increment(hour, await recordWebhook(row));
      return row;
    },

    async batch(size, receivedMs) {
      const webhookId = `wh_${next()}`;
      const name = `${webhookId}.0`;
      const receivedAt = iso(receivedMs);
      const shared = { webhookId, batch: name, planned: ['siem', 'soc'], batchDestinations: ['siem'], alone: false };
      const rows = Array.from({ length: size }, () => rowOf(newAlert({ receivedAt }), shared));
      const counts = await Promise.all(rows.map(record));
      const hour = hourOf(receivedAt);
      const webhook = await recordWebhook({ webhookId, source: 'edge', receivedAt, hour, outcome: 'alerts' });
      await increment(hour, add(webhook, ...counts));
      const message = { deliveryId: batchIdOf(name, 'siem'), destination: 'siem', hour };
      return { rows, message, alertIds: rows.map(({ alert }) => alert.id) };
    },

    async claimAndSettle(message, settlement, nowMs) {
      const owner = `w${next()}`;
      const claim = await store.deliveries.claim(message, owner, nowMs);
      if (claim.kind !== 'claimed') return false;
      const isOurs = await store.deliveries.settle(message, owner, settlement);
      if (isOurs) await increment(message.hour, moved(claim.counted, settlement.status));
      return isOurs;
    },

    async settleBatch({ rows, message }, held, owner, { together, apart }) {
      const members = rows.filter(({ alert }) => !held.splitOut?.includes(alert.id));
      const leaving = apart.slice(0, members.length);
      await splitAll(members, leaving, held.firstAt);
      const splitOut = [...(held.splitOut ?? []), ...members.slice(0, leaving.length).map(({ alert }) => alert.id)];
      const shared = together.kind === 'waiting' && splitOut.length > 0 ? { ...together, splitOut } : together;
      if (!(await store.deliveries.settle(message, owner, shared))) return false;
      const staying = members.slice(leaving.length).map(() => together);
      await increment(message.hour, add(...[...leaving, ...staying].map(({ status }) => moved(held.counted, status))));
      return true;
    },

    async reopen(deliveryId, hour, nowMs) {
      const before = await store.deliveries.reopen(deliveryId, nowMs);
      if (before !== undefined) await increment(hour, moved(before, 'queued'));
    },

    async addDestination({ alert, hour }, destination) {
      if (await store.alerts.addDestination(alert.id, destination)) await increment(hour, { planned: 1, queued: 1 });
    },
  };
  return engine;
}
