import { randomUUID } from 'node:crypto';
import type { Blobs } from '../../engine/ports/blobs.ts';
import type { Stores } from '../../engine/ports/index.ts';
import { type Aheads, createAheads } from './ahead.ts';
import { createAlerts, createRecordNew, type RecordNew } from './alerts.ts';
import { createCircuits, createPauses } from './circuits.ts';
import type { Database } from './database.ts';
import { createDeliveries } from './deliveries.ts';
import { createExpiry, type Expired } from './expiry.ts';
import { createFallbacks } from './fallbacks.ts';
import { createGroups } from './groups.ts';
import { createHeartbeats } from './heartbeats.ts';
import { createInhibitors } from './inhibitors.ts';
import { createCounting, createLedger } from './ledger.ts';
import { createNotes } from './notes.ts';
import { createOpenDeliveries } from './open-deliveries.ts';
import { createProblems } from './problems.ts';
import { createRateLimits } from './rate-limits.ts';
import { createReplays } from './replays.ts';
import { createReports } from './reports.ts';
import { createSilences } from './silences.ts';
import { createWebhooks } from './webhooks.ts';

const DAY_MS = 86_400_000;

/** How long rows are kept after they were received, and the clock. */
export interface SqliteOptions {
  readonly retentionDays: number;
  now(): number;
}

/** The store, and its upkeep. */
export interface SqliteStores extends Stores {
  /** Removes what is older than the retention, one short step a call. */
  expire(nowMs: number): Promise<Expired>;
  readonly recordNew: RecordNew;
  /** Claims on deliveries that are about to be run. */
  readonly aheads: Aheads;
}

/**
 * Everything that the engine keeps, in one SQLite database that this process alone has open. Leases of processes before
 * it are over: every opening has a name of its own, which the owner of each lease begins with.
 */
export function sqliteStores(database: Database, blobs: Blobs, { retentionDays, now }: SqliteOptions): SqliteStores {
  const run = `${randomUUID()}/`;
  const retentionMs = retentionDays * DAY_MS;
  const count = createCounting(database, now);
  const aheads = createAheads(run, database, now);
  return {
    alerts: createAlerts(database, count, now),
    webhooks: createWebhooks(database, count),
    deliveries: createDeliveries(database, count, run, aheads),
    openDeliveries: createOpenDeliveries(database),
    fallbacks: createFallbacks(database),
    groups: createGroups(database, run, retentionMs),
    circuits: createCircuits(database),
    pauses: createPauses(database),
    rateLimits: createRateLimits(database),
    problems: createProblems(database, retentionMs),
    inhibitors: createInhibitors(database),
    ledger: createLedger(database),
    notes: createNotes(database),
    silences: createSilences(database, retentionMs),
    replays: createReplays(database, retentionMs),
    heartbeats: createHeartbeats(database),
    reports: createReports(database),
    blobs,
    recordNew: createRecordNew(database, count),
    aheads,
    expire: createExpiry(database, count, retentionMs),
  };
}
