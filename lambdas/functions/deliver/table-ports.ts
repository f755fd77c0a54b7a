import { partsOfDeliveryId } from '../../core/delivery.ts';
import type { DestinationPorts, GroupPorts, Ports } from '../../engine/deliver/ports.ts';
import { emitSystemAlert } from '../../engine/emit-system-alert.ts';
import { notifyFallback } from '../../engine/fallback.ts';
import { remind } from '../../engine/re-enqueue.ts';
import { loadAlert } from '../../store/dynamodb/alerts.ts';
import type { Table } from '../../store/dynamodb/client.ts';
import { deduplicate } from '../../store/dynamodb/dedup.ts';
import { claim, settle, split } from '../../store/dynamodb/deliveries.ts';
import { stateOf } from '../../store/dynamodb/delivery-row.ts';
import { ownState } from '../../store/dynamodb/delivery-states.ts';
import {
  acquireProbe,
  markReported,
  pause,
  readCircuit,
  readWindow,
  resume,
  writeWindow,
} from '../../store/dynamodb/destinations.ts';
import { releaseGroup, takeGroup } from '../../store/dynamodb/group-lease.ts';
import { addToGroup } from '../../store/dynamodb/groups.ts';
import { createCounters } from '../../store/dynamodb/ledger.ts';
import type { Queue } from '../../store/sqs/queue.ts';

const gatheringPorts = (table: Table, queue: Queue): GroupPorts => ({
  deduplicate: (problem, nowMs) => deduplicate(problem, nowMs, table),
  addToGroup: (key, members, due) => addToGroup(key, members, due, Date.now(), table),
  takeGroup: (key, owner, nowMs) => takeGroup(key, owner, nowMs, table),
  releaseGroup: (key, owner, put) => releaseGroup(key, owner, put, table),
  remind: (key, afterSeconds) => remind(key, afterSeconds, queue),
  findDelivery: async (deliveryId) => {
    const parts = partsOfDeliveryId(deliveryId);
    const stored = parts === undefined ? undefined : await loadAlert(parts.alertId, table);
    const state = await ownState(deliveryId, table);
    if (parts === undefined || stored === undefined) return undefined;
    return { state: state ?? stateOf(deliveryId, parts.destination, undefined), alert: stored.alert };
  },
});

const lanePorts = (table: Table, queue: Queue): Omit<DestinationPorts, 'destinationIds'> => ({
  readCircuit: (destination) => readCircuit(destination, table),
  pause: (destination, reason, nowMs) => pause(destination, reason, nowMs, table),
  acquireProbe: (destination, nowMs, nextMs) => acquireProbe(destination, nowMs, nextMs, table),
  markReported: (destination) => markReported(destination, table),
  resume: (destination) => resume(destination, table),
  readWindow: (destination) => readWindow(destination, table),
  writeWindow: (destination, window) => writeWindow(destination, window, table),
  emitSystemAlert: (alert, destinations) => emitSystemAlert(alert, destinations, queue, table),
});

type TablePorts = Omit<Ports, 'send' | 'destination' | 'destinationIds' | 'log' | 'now' | 'random'>;

/** What deliver asks of the table and its own queue. */
export const tablePorts = (table: Table, queue: Queue, increment = createCounters(table)): TablePorts => ({
  claim: (message, owner, nowMs, alertIds) => claim(message, owner, nowMs, table, alertIds),
  split: async (message, settlement, firstMs) => {
    await split(message, settlement, firstMs, table);
    if (settlement.kind === 'ended') return;
    const afterSeconds = Math.max(0, (settlement.dueMs - Date.now()) / 1000);
    await queue.sendLater({ body: JSON.stringify(message), group: message.destination }, afterSeconds);
  },
  settle: (message, owner, settlement) => settle(message, owner, settlement, table),
  increment,
  notifyFallback: (message) => notifyFallback(message, queue, table, increment),
  ...gatheringPorts(table, queue),
  ...lanePorts(table, queue),
});
