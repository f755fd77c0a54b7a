import { defined } from '../../domain/values/json-fields.ts';
import { type Circuit, PAUSED, type RateWindow } from '../../engine/ports/destinations.ts';
import { longestProbeWaitMs } from '../../engine/ports/limits.ts';
import type { Table } from './client.ts';
import { deleteRow, update, updateIf } from './conditional.ts';
import { readCircuit as readCircuitRow, readWindow as readWindowRow } from './items.ts';
import { circuitKey, windowKey } from './keys.ts';
import { getRow, type Item } from './requests.ts';

function circuitIn(item: Item | undefined): Circuit | undefined {
  if (item === undefined) return undefined;
  const { reason, sinceMs, isReported = false, nextProbeMs = 0, probes = 0, pausedBy } = readCircuitRow(item);
  // Nobody has to be notified of what a person did.
  return {
    reason,
    sinceMs,
    isReported: isReported || reason === PAUSED,
    nextProbeMs,
    probes,
    ...defined({ pausedBy }),
  };
}

export const readCircuit = async (destination: string, table: Table): Promise<Circuit | undefined> =>
  circuitIn(await getRow(circuitKey(destination), table));

/** Opens a circuit unless it is open; whoever was first decides reason and time. */
export async function openCircuit(destination: string, reason: string, nowMs: number, table: Table): Promise<Circuit> {
  const setOnce = { reason: reason.toWellFormed(), sinceMs: nowMs, nextProbeMs: nowMs };
  const item = await update(circuitKey(destination), { setOnce, answers: 'ALL_NEW' }, table);
  return circuitIn(item) ?? { reason, sinceMs: nowMs, isReported: false, nextProbeMs: nowMs, probes: 0 };
}

/** One worker at a time probes whether a destination takes requests again. */
export async function acquireProbe(destination: string, nowMs: number, nextMs: number, table: Table): Promise<boolean> {
  const probing = {
    condition: '#nextProbeMs <= :now OR #nextProbeMs > :far',
    values: { ':now': nowMs, ':far': nowMs + 2 * longestProbeWaitMs },
    set: { nextProbeMs: nextMs },
    add: { probes: 1 },
  };
  return (await updateIf(circuitKey(destination), probing, table)) !== undefined;
}

export async function markReported(destination: string, table: Table): Promise<void> {
  await updateIf(circuitKey(destination), { condition: 'attribute_exists(pk)', set: { isReported: true } }, table);
}

const isPaused = { condition: 'attribute_exists(#pausedBy)' } as const;

/** Closes a circuit; only the call that did gets it. A pause stays. */
export async function closeCircuit(destination: string, table: Table): Promise<Circuit | undefined> {
  const kept = { ...isPaused, set: { reason: PAUSED }, answers: 'ALL_OLD' } as const;
  const paused = await updateIf(circuitKey(destination), kept, table);
  if (paused === undefined) return circuitIn(await deleteRow(circuitKey(destination), table));
  const before = circuitIn(paused);
  return before?.reason === PAUSED ? undefined : before;
}

/** Holds back a destination until it is resumed. */
export async function pause(destination: string, by: string, nowMs: number, table: Table): Promise<Circuit> {
  const setOnce = { reason: PAUSED, sinceMs: nowMs, nextProbeMs: nowMs };
  const pausing = { setOnce, set: { pausedBy: by.toWellFormed() }, answers: 'ALL_NEW' } as const;
  const made = circuitIn(await update(circuitKey(destination), pausing, table));
  return made ?? { reason: PAUSED, sinceMs: nowMs, isReported: true, nextProbeMs: nowMs, probes: 0, pausedBy: by };
}

/** Ends a pause; the circuit breaker is closed unless it was open before. */
export async function resume(destination: string, table: Table): Promise<boolean> {
  const resuming = { ...isPaused, remove: ['pausedBy'], answers: 'ALL_NEW' } as const;
  const left = circuitIn(await updateIf(circuitKey(destination), resuming, table));
  if (left?.reason === PAUSED) await deleteRow(circuitKey(destination), table);
  return left !== undefined;
}

export async function readWindow(scope: string, table: Table): Promise<RateWindow> {
  const item = await getRow(windowKey(scope), table);
  if (item === undefined) return { requestTimes: [], blockedUntilMs: 0, version: 0 };
  const { requestTimes, blockedUntilMs, version } = readWindowRow(item);
  return { requestTimes, blockedUntilMs, version };
}

/** Writes what was read and changed; `false` when somebody else did so first. */
export async function writeWindow(
  scope: string,
  { requestTimes, blockedUntilMs, version }: RateWindow,
  table: Table,
): Promise<boolean> {
  const writing = {
    condition: version === 0 ? 'attribute_not_exists(#version)' : '#version = :old',
    values: version === 0 ? {} : { ':old': version },
    set: { requestTimes: [...requestTimes], blockedUntilMs, version: version + 1 },
  };
  return (await updateIf(windowKey(scope), writing, table)) !== undefined;
}
