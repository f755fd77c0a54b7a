import { partsOfDeliveryId } from '../../core/delivery.ts';
import type { GatheringPorts, LanePorts, Ports } from '../../engine/deliver/ports.ts';
import { fallBack } from '../../engine/fall-back.ts';
import { raise } from '../../engine/raise.ts';
import { remind } from '../../engine/resend.ts';
import { loadAlert } from '../../store/dynamodb/alerts.ts';
import type { Table } from '../../store/dynamodb/client.ts';
import { claim, part, settle } from '../../store/dynamodb/deliveries.ts';
import { stateOf } from '../../store/dynamodb/delivery-row.ts';
import { ownState } from '../../store/dynamodb/delivery-states.ts';
import { gather } from '../../store/dynamodb/gatherings.ts';
import {
  markReported,
  pause,
  readPause,
  readSlots,
  resume,
  takeProbe,
  writeSlots,
} from '../../store/dynamodb/lanes.ts';
import { createBooking } from '../../store/dynamodb/ledger.ts';
import { openProblem } from '../../store/dynamodb/problems.ts';
import { putGathering, takeGathering } from '../../store/dynamodb/telling.ts';
import type { Queue } from '../../store/sqs/queue.ts';

const gatheringPorts = (table: Table, queue: Queue): GatheringPorts => ({
  openProblem: (problem, nowMs) => openProblem(problem, nowMs, table),
  gather: (key, members, due) => gather(key, members, due, Date.now(), table),
  takeGathering: (key, owner, nowMs) => takeGathering(key, owner, nowMs, table),
  putGathering: (key, owner, put) => putGathering(key, owner, put, table),
  remind: (key, afterSeconds) => remind(key, afterSeconds, queue),
  findDelivery: async (deliveryId) => {
    const parts = partsOfDeliveryId(deliveryId);
    const stored = parts === undefined ? undefined : await loadAlert(parts.alertId, table);
    const state = await ownState(deliveryId, table);
    if (parts === undefined || stored === undefined) return undefined;
    return { state: state ?? stateOf(deliveryId, parts.destination, undefined), alert: stored.alert };
  },
});

const lanePorts = (table: Table, queue: Queue): Omit<LanePorts, 'destinationIds'> => ({
  readPause: (destination) => readPause(destination, table),
  pause: (destination, reason, nowMs) => pause(destination, reason, nowMs, table),
  takeProbe: (destination, nowMs, nextMs) => takeProbe(destination, nowMs, nextMs, table),
  markReported: (destination) => markReported(destination, table),
  resume: (destination) => resume(destination, table),
  readSlots: (destination) => readSlots(destination, table),
  writeSlots: (destination, slots) => writeSlots(destination, slots, table),
  raise: (alert, destinations) => raise(alert, destinations, queue, table),
});

type TablePorts = Omit<Ports, 'send' | 'destination' | 'destinationIds' | 'log' | 'now' | 'random'>;

/** What deliver asks of the table and its own queue. */
export const tablePorts = (table: Table, queue: Queue, book = createBooking(table)): TablePorts => ({
  claim: (message, owner, nowMs, alertIds) => claim(message, owner, nowMs, table, alertIds),
  part: async (message, settlement, firstMs) => {
    await part(message, settlement, firstMs, table);
    if (settlement.kind === 'ended') return;
    const afterSeconds = Math.max(0, (settlement.dueMs - Date.now()) / 1000);
    await queue.sendLater({ body: JSON.stringify(message), group: message.destination }, afterSeconds);
  },
  settle: (message, owner, settlement) => settle(message, owner, settlement, table),
  book,
  fallBack: (message) => fallBack(message, queue, table, book),
  ...gatheringPorts(table, queue),
  ...lanePorts(table, queue),
});
