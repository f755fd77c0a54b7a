import type { Blobs } from '../../engine/ports/blobs.ts';
import type { Stores } from '../../engine/ports/index.ts';
import { addDestination, loadAlert, recordAlert, rewriteAlert } from './alerts.ts';
import type { Table } from './client.ts';
import { confirm } from './confirm.ts';
import { deduplicate, isOpen } from './deduplication.ts';
import { claim, loadBatch } from './deliveries.ts';
import { deliveryStates } from './delivery-states.ts';
import {
  acquireProbe,
  closeCircuit,
  markReported,
  openCircuit,
  pause,
  readCircuit,
  readWindow,
  resume,
  writeWindow,
} from './destinations.ts';
import { dueFallbacks, removeFallback, scheduleFallback } from './fallbacks.ts';
import { releaseGroup, takeGroup } from './flushing.ts';
import { addToGroup } from './groups.ts';
import { markReported as markGapReported, markSeen, readHeartbeat } from './heartbeats.ts';
import { endInhibitor, noteInhibitor, openInhibitors } from './inhibitors.ts';
import { createCounters, markVerified, readHour, readLedger } from './ledger.ts';
import { listAlerts } from './listing.ts';
import { createNotes } from './notes.ts';
import { oldestOpen } from './oldest.ts';
import { listOverdue, postpone } from './overdue.ts';
import { createParked } from './parked.ts';
import { loadProblem, markProblem, saveProblem } from './problems.ts';
import { recount } from './recount.ts';
import { reopen } from './reopen.ts';
import { loadReplay, saveReplay, unfinishedReplays } from './replays.ts';
import { createReports } from './reports.ts';
import { completeMember, settle, split } from './settlements.ts';
import { countSilenced, createSilence, endSilence, listSilences, markAnnounced } from './silences.ts';
import { keepWebhook, loadProgress, loadWebhook, recordWebhook, saveProgress } from './webhooks.ts';

/** Open deliveries that one run moves, a shard; the next run takes the rest. */
const MOVED_AT_ONCE = 50;

const withoutBucket = async (): Promise<never> => {
  throw new Error('this function has no bucket: only ingest and route keep webhooks');
};
const noBlobs: Blobs = { store: withoutBucket, load: withoutBucket };

const records = (table: Table, blobs: Blobs): Pick<Stores, 'alerts' | 'webhooks'> => ({
  alerts: {
    record: (row) => recordAlert(row, table),
    rewrite: (row) => rewriteAlert(row, table),
    load: (alertId) => loadAlert(alertId, table),
    addDestination: (alertId, destination) => addDestination(alertId, destination, table),
    list: (query) => listAlerts(query, table),
  },
  webhooks: {
    record: (row) => recordWebhook(row, table),
    load: (webhookId) => loadWebhook(webhookId, table),
    keep: (message) => keepWebhook(message, blobs),
    loadProgress: (webhookId) => loadProgress(webhookId, table),
    saveProgress: (webhookId, progress) => saveProgress(webhookId, progress, table),
  },
});

const deliveries = (
  table: Table,
): Pick<Stores, 'deliveries' | 'openDeliveries' | 'fallbacks' | 'parked' | 'groups'> => ({
  deliveries: {
    claim: (message, owner, nowMs, alertIds) => claim(message, owner, nowMs, table, alertIds),
    settle: (message, owner, settlement) => settle(message, owner, settlement, table),
    completeMember: (message, settlement) => completeMember(message, settlement, table),
    split: (message, settlement, firstMs) => split(message, settlement, firstMs, table),
    reopen: (deliveryId, nowMs) => reopen(deliveryId, nowMs, table),
    confirm: (deliveryId, reason, nowMs) => confirm(deliveryId, reason, nowMs, table),
    states: (alert) => deliveryStates(alert, table),
  },
  openDeliveries: {
    overdue: (beforeMs) => listOverdue(beforeMs, MOVED_AT_ONCE, table),
    postpone: (overdue, untilMs) => postpone(overdue, untilMs, table),
    batch: (deliveryId) => loadBatch(deliveryId, table),
    oldest: (severity, destinationIds) => oldestOpen(severity, destinationIds, table),
  },
  parked: createParked(table),
  fallbacks: {
    schedule: (deliveryId, atMs) => scheduleFallback(deliveryId, atMs, table),
    due: (nowMs) => dueFallbacks(nowMs, table),
    remove: (deliveryId) => removeFallback(deliveryId, table),
  },
  groups: {
    deduplicate: (candidate, nowMs) => deduplicate(candidate, nowMs, table),
    isOpen: (destination, fingerprint) => isOpen(destination, fingerprint, table),
    add: (key, members, due, nowMs) => addToGroup(key, members, due, nowMs, table),
    take: (key, owner, nowMs) => takeGroup(key, owner, nowMs, table),
    release: (key, owner, flushed) => releaseGroup(key, owner, flushed, table),
  },
});

const destinations = (table: Table): Pick<Stores, 'circuits' | 'pauses' | 'rateLimits'> => ({
  circuits: {
    read: (destination) => readCircuit(destination, table),
    open: (destination, reason, nowMs) => openCircuit(destination, reason, nowMs, table),
    acquireProbe: (destination, nowMs, nextMs) => acquireProbe(destination, nowMs, nextMs, table),
    markReported: (destination) => markReported(destination, table),
    close: (destination) => closeCircuit(destination, table),
  },
  pauses: {
    pause: (destination, by, nowMs) => pause(destination, by, nowMs, table),
    resume: (destination) => resume(destination, table),
  },
  rateLimits: {
    read: (scope) => readWindow(scope, table),
    write: (scope, window) => writeWindow(scope, window, table),
  },
});

const accounts = (
  table: Table,
): Pick<
  Stores,
  'ledger' | 'notes' | 'problems' | 'inhibitors' | 'silences' | 'replays' | 'heartbeats' | 'reports'
> => ({
  problems: {
    load: (fingerprint) => loadProblem(fingerprint, table),
    save: (problem) => saveProblem(problem, table),
    mark: (destination, fingerprint, mark) => markProblem(destination, fingerprint, mark, table),
  },
  inhibitors: {
    note: (key, inhibitor, untilMs) => noteInhibitor(key, inhibitor, untilMs, table),
    end: (key, fingerprint) => endInhibitor(key, fingerprint, table),
    open: (key, nowMs) => openInhibitors(key, nowMs, table),
  },
  ledger: {
    increment: createCounters(table),
    hours: () => readLedger(table),
    hour: (hour) => readHour(hour, table),
    markVerified: (hour, version, nowMs) => markVerified(hour, version, nowMs, table),
    recount: (hour, beforeMs) => recount(hour, beforeMs, table),
  },
  notes: createNotes(table),
  silences: {
    list: () => listSilences(table),
    create: (silence) => createSilence(silence, table),
    end: (id) => endSilence(id, table),
    count: (id, alerts) => countSilenced(id, alerts, table),
    markAnnounced: (id) => markAnnounced(id, table),
  },
  replays: {
    save: (job) => saveReplay(job, table),
    load: (id) => loadReplay(id, table),
    unfinished: () => unfinishedReplays(table),
  },
  heartbeats: {
    read: (source) => readHeartbeat(source, table),
    markSeen: (source, atMs) => markSeen(source, atMs, table),
    markReported: (source, reportedMs) => markGapReported(source, reportedMs, table),
  },
  reports: createReports(table),
});

/** The engine's stores over one table of DynamoDB; what keeps no webhooks needs no blobs. */
export const dynamodbStores = (table: Table, blobs: Blobs = noBlobs): Stores => ({
  blobs,
  ...records(table, blobs),
  ...deliveries(table),
  ...destinations(table),
  ...accounts(table),
});
