import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertRow } from '../../../lambdas/engine/ports/alerts.ts';
import type { Claimable, Settlement } from '../../../lambdas/engine/ports/deliveries.ts';
import { LEASE_MS } from '../../../lambdas/engine/ports/limits.ts';
import { createEngine, type Engine, type RecordedBatch } from './engine.ts';
import { type Open, type OpenStore, useStore } from './store.ts';
import { dead, delivered, iso, messageOf, newAlert, next, rowOf, waits } from './subjects.ts';

/** One thing that happens; `pick` chooses what it happens to. */
export interface Happening {
  readonly kind: keyof typeof happenings;
  readonly pick: number;
  readonly other: number;
}

interface World {
  readonly store: OpenStore;
  readonly engine: Engine;
  readonly rows: AlertRow[];
  readonly batches: RecordedBatch[];
  readonly claimed: { readonly message: Claimable; readonly owner: string }[];
  /** Deliveries that were opened again. */
  readonly opened: Set<string>;
  nowMs: number;
}

const settlements: readonly ((nowMs: number) => Settlement)[] = [
  () => delivered,
  () => dead,
  (nowMs) => waits(nowMs + 1000),
  (nowMs) => waits(nowMs + 1000, 'unknown'),
  () => ({ kind: 'ended', status: 'merged', reason: 'repeat', mergedInto: 'edge:1:soc', attempts: [] }),
];
const settlementOf = (n: number, nowMs: number): Settlement =>
  settlements[n % settlements.length]?.(nowMs) ?? delivered;

const at = <T>(items: readonly T[], n: number): T | undefined => items[n % Math.max(1, items.length)];

/** A delivery with a course of its own; what a silence holds back has a message only when somebody opened it again. */
function messageAt({ rows, opened }: World, pick: number): Claimable | undefined {
  const row = at(rows, pick);
  const own = row?.planned.filter((destination) => !row.batchDestinations?.includes(destination)) ?? [];
  const destination = at(own, pick >> 8);
  const message = row === undefined || destination === undefined ? undefined : messageOf(row, destination);
  return message !== undefined && (row?.silence === undefined || opened.has(message.deliveryId)) ? message : undefined;
}

const happenings = {
  async alone(world: World, { pick }: Happening) {
    const row = rowOf(newAlert({ receivedAt: iso(world.nowMs) }), { planned: pick % 3 === 0 ? [] : ['soc', 'jira'] });
    await world.engine.alone(row);
    // Its webhook comes again.
    if (pick % 4 === 0) await world.engine.alone(row);
    world.rows.push(row);
  },
  async silenced(world: World) {
    const row = rowOf(newAlert({ receivedAt: iso(world.nowMs) }), { silence: 'S1' });
    await world.engine.alone(row);
    world.rows.push(row);
  },
  async webhook(world: World, { pick }: Happening) {
    const outcome = at(['empty', 'ignored', 'duplicate', 'alerts'] as const, pick) ?? 'empty';
    const { webhookId } = await world.engine.webhook(iso(world.nowMs), outcome);
    await world.engine.webhook(iso(world.nowMs), outcome, { webhookId });
  },
  async heartbeat(world: World) {
    await world.engine.webhook(iso(world.nowMs), 'alerts', { isHeartbeat: true });
  },
  async system(world: World) {
    const row = rowOf(newAlert({ source: 'tocsin', receivedAt: iso(world.nowMs) }), { hour: '', alone: false });
    await world.engine.alone(row);
    world.rows.push(row);
  },
  async batch(world: World, { pick }: Happening) {
    const batch = await world.engine.batch(1 + (pick % 4), world.nowMs);
    world.batches.push(batch);
    world.rows.push(...batch.rows);
  },
  async deliver(world: World, { pick, other }: Happening) {
    const message = messageAt(world, pick);
    if (message === undefined) return;
    await world.engine.claimAndSettle(message, settlementOf(other, world.nowMs), world.nowMs);
  },
  async dies(world: World, { pick }: Happening) {
    const message = messageAt(world, pick);
    if (message === undefined) return;
    const owner = `dead${next()}`;
    await world.store.deliveries.claim(message, owner, world.nowMs);
    world.claimed.push({ message, owner });
  },
  async comesBack(world: World, { pick, other }: Happening) {
    const known = at(world.claimed, pick);
    // Its lease is long over: when somebody took it over or it ended, nothing is written and nothing counted.
    if (
      known === undefined ||
      !(await world.engine.claimAndSettle(known.message, settlementOf(other, world.nowMs), world.nowMs + LEASE_MS))
    )
      return;
    expect(await world.store.deliveries.settle(known.message, known.owner, dead)).toBe(false);
  },
  async deliverBatch(world: World, { pick, other }: Happening) {
    const batch = at(world.batches, pick);
    if (batch === undefined) return;
    const owner = `w${next()}`;
    const held = await world.store.deliveries.claim(batch.message, owner, world.nowMs, batch.alertIds);
    if (held.kind !== 'claimed') return;
    const together = settlementOf(other % 4, world.nowMs);
    const apart = Array.from({ length: (other >> 4) % 4 }, (_, i) => settlementOf((other >> (6 + i)) % 4, world.nowMs));
    await world.engine.settleBatch(batch, held, owner, { together, apart });
  },
  async reopen(world: World, { pick, other }: Happening) {
    const row = at(world.rows, pick);
    const destination = at(row?.planned ?? [], other);
    if (row === undefined || destination === undefined) return;
    const { deliveryId } = messageOf(row, destination);
    await world.engine.reopen(deliveryId, row.hour, world.nowMs);
    world.opened.add(deliveryId);
  },
  async addDestination(world: World, { pick }: Happening) {
    const row = at(world.rows, pick);
    if (row === undefined || row.silence !== undefined) return;
    await world.engine.addDestination(row, 'later');
    world.rows.push({ ...row, planned: ['later'] });
  },
  async wait(world: World, { pick }: Happening) {
    world.nowMs += pick % 2 === 0 ? 2000 : LEASE_MS;
  },
} as const;

const names = Object.keys(happenings) as (keyof typeof happenings)[];
const happening: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constantFrom(...names),
  pick: fc.nat(0xffff),
  other: fc.nat(0xffff),
});

/** A history of anything that may happen. */
export const history: fc.Arbitrary<readonly Happening[]> = fc.array(happening, {
  minLength: 1,
  maxLength: 60,
  size: 'max',
});

/** Plays a history on a store; answers its alerts. */
export async function play(all: readonly Happening[], startMs: number, store: OpenStore): Promise<readonly AlertRow[]> {
  const engine = createEngine(store);
  const world: World = { store, engine, rows: [], batches: [], claimed: [], opened: new Set(), nowMs: startMs };
  for (const each of all) await happenings[each.kind](world, each);
  return world.rows;
}

/** Whatever happens, what the rows say is what was counted. */
export function describeHistories(open: Open, runs: number): void {
  describe('counters and rows', () => {
    const store = useStore(open);
    const base = Date.UTC(2027, 0, 1);

    it('agree after any history', async () => {
      const property = fc.asyncProperty(history, async (all) => {
        const startMs = base + next() * 3_600_000;
        const hour = iso(startMs).slice(0, 13);
        await play(all, startMs, store());
        const { counts } = await store().ledger.recount(hour);
        expect((await store().ledger.hour(hour)).counts).toEqual(counts);
      });
      await fc.assert(property, { numRuns: runs });
    });
  });
}
